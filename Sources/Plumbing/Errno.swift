import Glibc

/// What an error number of the system means for a file.
public enum Errno {
  /// Something has the name already.
  public static let exists: Int32 = EEXIST
  /// Nothing is there, or no longer.
  public static func isAbsence(_ code: Int32) -> Bool { code == ENOENT || code == ENOTDIR || code == ESTALE }
  /// It is there, and not for us.
  public static func isRefusal(_ code: Int32) -> Bool { code == EACCES || code == EPERM }
  /// A limit of watches, instances or memory is reached.
  public static func isExhaustion(_ code: Int32) -> Bool {
    code == ENOSPC || code == EMFILE || code == ENOMEM
  }
  /// The disk, or the user's share of it, is full.
  public static func isFull(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }
  /// Another program listens at this port.
  public static func isTaken(_ code: Int32) -> Bool { code == EADDRINUSE }
  /// This machine has no such address, or no address of that kind.
  public static func isNoAddress(_ code: Int32) -> Bool { code == EADDRNOTAVAIL || code == EAFNOSUPPORT }
  /// Another holds the lock.
  public static let isHeld: Int32 = EWOULDBLOCK
  public static let outOfMemory: Int32 = ENOMEM
  /// The file system or the kernel does not know the call.
  public static func isUnsupported(_ code: Int32) -> Bool {
    code == EINVAL || code == ENOSYS || code == EOPNOTSUPP
  }
  /// The reader of a pipe has gone.
  public static func isGoneReader(_ code: Int32) -> Bool { code == EPIPE }
}

/// Waiting for time to pass, where nothing else can be waited for.
public enum Pause {
  public static func nanoseconds(_ count: UInt64) {
    var time = timespec(tv_sec: Int(count / 1_000_000_000), tv_nsec: Int(count % 1_000_000_000))
    unsafe nanosleep(&time, nil)
  }
}
