import CLinux
import Glibc

extension FilePath {
  /// Calls `body` with the path as C wants it.
  ///
  /// A path with a NUL in it names nothing, so it is cut there.
  func withCString<T>(_ body: (UnsafePointer<CChar>) -> T) -> T {
    var terminated = bytes
    terminated.append(0)
    return unsafe terminated.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else {
        preconditionFailure("a terminated path holds a byte at least")
      }
      return unsafe body(start.assumingMemoryBound(to: CChar.self))
    }
  }
}

/// An open file or folder, closed when its owner lets go.
public struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// The same open file under a second number, for a library that closes what it is given.
  func duplicate() -> Int32 { fcntl(number, F_DUPFD_CLOEXEC, 0) }

  /// A folder to read below; links in the path itself are followed, because the user wrote it.
  public static func folder(_ path: FilePath) throws(SystemError) -> Descriptor {
    let number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw SystemError("open", on: path.text) }
    return Descriptor(owning: number)
  }

  /// A plain file below this folder, for reading.
  ///
  /// No link on the way is followed and nothing outside is reached, whatever anybody swaps in meanwhile; a FIFO or a
  /// device is opened without waiting and then refused by its kind.
  public func file(_ path: FilePath) throws(SystemError) -> Descriptor {
    let flags = UInt64(O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    let resolve = UInt64(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)
    let opened = unsafe path.withCString { unsafe qmd_open_beneath(number, $0, flags, resolve) }
    guard opened >= 0 else { throw SystemError("open", on: path.text) }
    return Descriptor(owning: opened)
  }

  public func status() throws(SystemError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw SystemError("fstat", on: "an open file") }
    return FileStatus(status)
  }

  /// Up to `limit` bytes from where it stands, and whether that was all.
  public func read(limit: Int, expecting size: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    // One byte more than expected, so that a file that is not growing ends in one further read of nothing.
    let capacity = min(limit, size) + 1
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = unsafe fill(buffer, &failure)
    }
    while failure == nil, bytes.count < limit, bytes.count % capacity == 0, !bytes.isEmpty {
      let more = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        count = unsafe fill(buffer, &failure)
      }
      if more.isEmpty { break }
      bytes += more
    }
    if let failure { throw failure }
    if bytes.count > limit { bytes.removeLast(bytes.count - limit) }
    return bytes
  }

  private func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ failure: inout SystemError?) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
      let count = unsafe Glibc.read(number, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { failure = SystemError("read", on: "an open file") }
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }
}
