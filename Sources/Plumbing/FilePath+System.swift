internal import Glibc

extension FilePath {
  /// The process's working folder by getcwd(3), or nil when it was removed.
  public static func workingFolder() -> FilePath? {
    guard let buffer = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(buffer) }
    return unsafe FilePath(bytes: UnsafeRawBufferPointer(start: buffer, count: strlen(buffer)))
  }

  /// The user's home folder by the password database, for when `$HOME` is not set.
  public static func homeFolder() -> FilePath? {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    var room = [CChar](repeating: 0, count: 16 * 1024)
    return unsafe room.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress,
        unsafe getpwuid_r(getuid(), &entry, start, buffer.count, &found) == 0,
        unsafe found != nil, let folder = unsafe entry.pw_dir
      else { return nil }
      return unsafe FilePath(bytes: UnsafeRawBufferPointer(start: folder, count: strlen(folder)))
    }
  }

  /// Whether something stands at this path, links followed.
  public var exists: Bool { unsafe access((bytes + [0]).map { CChar(bitPattern: $0) }, F_OK) == 0 }
}
