import Glibc

/// How long a lock that another program holds is waited for.
public enum Patience {
  /// What QMD_SQLITE_BUSY_TIMEOUT says, in milliseconds; `usual` where it says nothing that can be followed.
  public static func milliseconds(usually usual: Int32) -> Int32 { asked ?? usual }

  private static let asked: Int32? = {
    guard let text = unsafe getenv("QMD_SQLITE_BUSY_TIMEOUT"),
      let number = Int32(unsafe String(cString: text)), number >= 0
    else { return nil }
    return number
  }()
}
