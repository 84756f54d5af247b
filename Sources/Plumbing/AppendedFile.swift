import Glibc

/// A file that grows at its end, such as a download that goes on where it stopped.
public final class AppendedFile {
  private let descriptor: Descriptor
  private let path: FilePath
  public private(set) var size: Int64

  /// Opens the file, made 0600 when missing.
  public init(_ path: FilePath) throws(SystemError) {
    let number = unsafe path.withCString {
      unsafe open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard number >= 0 else { throw SystemError("open", on: path.text) }
    descriptor = Descriptor(owning: number)
    size = try descriptor.status().size
    self.path = path
  }

  public func append(_ bytes: [UInt8]) throws(SystemError) {
    if let failure = Standard.write(bytes, to: descriptor.number) {
      throw SystemError(failure.call, on: path.text, code: failure.code)
    }
    size += Int64(bytes.count)
  }

  /// Throws away what is there.
  public func empty() throws(SystemError) {
    guard ftruncate(descriptor.number, 0) == 0 else { throw SystemError("ftruncate", on: path.text) }
    size = 0
  }
}
