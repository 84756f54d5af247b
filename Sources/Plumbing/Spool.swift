import Glibc

/// A file of lines that many processes add to, and one takes from.
///
/// Every line is added whole, under the file's own lock, and taken once: whoever takes them empties the file under the
/// same lock, after they are safe elsewhere.
public struct Spool: Sendable {
  public let path: FilePath
  /// Beyond this nobody seems to take any; what comes then is dropped, so that a disk never fills.
  public static let largest: Int64 = 4 << 20

  public init(_ path: FilePath) { self.path = path }

  public var exists: Bool { FileStatus.of(path)?.kind == .file }

  /// Adds a line, without its end; the file is made 0600 when missing, and its folder 0700.
  ///
  /// - Returns: false when it was dropped, because the file is full or not to be had.
  @discardableResult
  public func append(_ line: [UInt8]) -> Bool {
    guard let file = open(O_WRONLY | O_CREAT | O_APPEND) else { return false }
    guard (try? file.status().size) ?? .max < Self.largest else { return false }
    return Standard.write(line + [UInt8(ascii: "\n")], to: file.number) == nil
  }

  /// Gives `body` all that is there; when it returns, the file is emptied.
  ///
  /// What `body` throws leaves the lines where they are. A line may be given a second time when the process dies in
  /// between, so `body` has to know a line again.
  public func take<E: Error>(_ body: ([ArraySlice<UInt8>]) throws(E) -> Void) throws(E) {
    guard let file = open(O_RDWR), let size = try? file.status().size, size > 0,
      let bytes = try? file.read(limit: Int(Self.largest) + 1 << 20, expecting: Int(size))
    else { return }
    // A line without an end was cut off by a full disk or a kill.
    try body(bytes.split(separator: UInt8(ascii: "\n")))
    ftruncate(file.number, 0)
  }

  /// The lock is waited for: it is held for as long as a write takes, or an import.
  private func open(_ flags: Int32) -> Descriptor? {
    if flags & O_CREAT != 0, !exists { try? Files.createFolder(path.parent) }
    let number = unsafe path.withCString {
      unsafe Glibc.open($0, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    }
    guard number >= 0 else { return nil }
    let file = Descriptor(owning: number)
    guard (try? file.status().kind) == .file else { return nil }
    while flock(number, LOCK_EX) != 0 { guard errno == EINTR else { return nil } }
    return file
  }
}
