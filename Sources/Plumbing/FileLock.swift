import Glibc

/// An advisory flock(2) on a file, held while the value lives; the kernel frees it when a process dies.
public struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Takes the lock on `path`, created 0600 when missing; nil when another holds it, unless `waiting`.
  public static func take(_ path: FilePath, waiting: Bool = true) throws(SystemError) -> FileLock? {
    let number = unsafe path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard number >= 0 else { throw SystemError("open", on: path.text) }
    let descriptor = Descriptor(owning: number)
    while flock(number, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      if errno == EWOULDBLOCK { return nil }
      throw SystemError("flock", on: path.text)
    }
    return FileLock(descriptor)
  }

  /// Gives it back before the value ends.
  public func release() { flock(descriptor.number, LOCK_UN) }

  /// Whether somebody holds the lock; nothing is created and nothing taken.
  public static func isHeld(_ path: FilePath) -> Bool {
    let number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
    guard number >= 0 else { return false }
    defer { close(number) }
    return flock(number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Replaces what the lock file says; for people and for `watch status`, never for locking.
  public func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
    // Cut afterwards: a reader in between must not find nothing.
    _ = ftruncate(descriptor.number, bytes.count)
  }
}
