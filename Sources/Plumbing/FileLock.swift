import Glibc

/// An advisory flock(2) on a file, held while the value lives; the kernel frees it when a process dies.
public struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Takes the lock on `path`, created 0600 when missing; nil when another holds it.
  ///
  /// When `waiting`, nil only after the time that `Patience` allows: a holder that was stopped must not stop all others.
  public static func take(_ path: FilePath, waiting: Bool = true) throws(SystemError) -> FileLock? {
    let number = unsafe path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard number >= 0 else { throw SystemError("open", on: path.text) }
    let descriptor = Descriptor(owning: number)
    var left = waiting ? Int64(Patience.milliseconds(usually: usualPatience)) * 1_000_000 : 0
    var pause: Int64 = 100_000
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw SystemError("flock", on: path.text) }
      guard left > 0 else { return nil }
      // flock(2) itself cannot wait for a while; batches are short, so looking again costs little.
      Pause.nanoseconds(UInt64(min(pause, left)))
      left -= pause
      pause = min(pause * 2, 10_000_000)
    }
    return FileLock(descriptor)
  }

  /// Two minutes, as other programs named `qmd` wait for SQLite.
  private static let usualPatience: Int32 = 120_000

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
  ///
  /// - Returns: false when the disk would not take it.
  @discardableResult
  public func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, 0)
    }
    // Cut afterwards: a reader in between must not find nothing.
    return written == bytes.count && ftruncate(descriptor.number, bytes.count) == 0
  }
}
