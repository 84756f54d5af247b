import CBytes
import Glibc

/// A file's bytes as memory that is read where it is used: nothing is copied, pages come when they are touched.
///
/// The file must be one that is replaced by rename and never cut in place, because reading beyond an end that moved
/// kills the process.
@safe
public final class MappedFile: @unchecked Sendable {
  // fine because the memory is never written after `init`
  private let base: UnsafeRawPointer
  public let count: Int
  /// What the file was when it was opened; nil for bytes that never were a file.
  public let status: FileStatus?

  /// Maps the whole of a plain file.
  public init(_ path: FilePath) throws(SystemError) {
    let number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard number >= 0 else { throw SystemError("open", on: path.text) }
    let file = Descriptor(owning: number)
    let status = try file.status()
    guard status.kind == .file, status.size > 0 else {
      throw SystemError("mmap", on: path.text, code: status.kind == .folder ? EISDIR : ENODATA)
    }
    count = Int(status.size)
    self.status = status
    let memory = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.number, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw SystemError("mmap", on: path.text)
    }
    unsafe base = UnsafeRawPointer(memory)
  }

  /// The same face for bytes that could not be put into a file.
  public init(copying bytes: [UInt8]) throws(SystemError) {
    count = max(bytes.count, 1)
    status = nil
    let memory = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw SystemError("mmap", on: "memory")
    }
    unsafe bytes.withUnsafeBytes {
      if let start = $0.baseAddress { unsafe memory.copyMemory(from: start, byteCount: $0.count) }
    }
    unsafe base = UnsafeRawPointer(memory)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }

  /// `count` numbers from byte `offset` on; nil when they reach beyond the end or are not aligned.
  public func numbers<Element: BitwiseCopyable>(
    _: Element.Type = Element.self,
    at offset: Int,
    count: Int
  ) -> Numbers<Element>? {
    let size = MemoryLayout<Element>.stride
    guard offset >= 0, count >= 0, offset % MemoryLayout<Element>.alignment == 0,
      offset <= self.count, count <= (self.count - offset) / size
    else { return nil }
    return unsafe Numbers(
      owner: self,
      base: (base + offset).assumingMemoryBound(to: Element.self),
      count: count
    )
  }

  /// Has the kernel bring in some bytes before they are asked for; waits until they are there.
  ///
  /// Only a hint: where the kernel is older than 5.14 or memory is short, they come when they are touched.
  public func populate(_ range: Range<Int>) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let start = range.lowerBound / page * page, end = min(range.upperBound, count)
    guard start >= 0, start < end else { return }
    // MADV_POPULATE_READ, which Debian 12's headers have and Swift's view of them does not.
    unsafe madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, 22)
  }

  /// A copy of some bytes; nil when the range reaches beyond the end.
  public func bytes(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The SHA-256 of everything from `offset` on, as 64 lower-case hex digits.
  public func sha256(from offset: Int = 0) -> String {
    guard (0...count).contains(offset) else { preconditionFailure("a digest starts inside the file") }
    return unsafe SHA256.hex(UnsafeRawBufferPointer(start: base + offset, count: count - offset))
  }
}

/// Numbers in memory that does not change, where C can read them: of a mapped file, or of an array.
///
/// It keeps the memory alive. Every access is checked against its bounds.
@safe
public struct Numbers<Element: BitwiseCopyable>: @unchecked Sendable {
  // fine because the memory is never written while an owner lives
  private let owner: AnyObject
  let base: UnsafePointer<Element>
  public let count: Int

  init(owner: AnyObject, base: UnsafePointer<Element>, count: Int) {
    self.owner = owner
    unsafe self.base = base
    self.count = count
  }

  @safe
  private final class Copy {
    let memory: UnsafeMutableBufferPointer<Element>

    init(_ elements: [Element]) {
      unsafe memory = .allocate(capacity: max(elements.count, 1))
      _ = unsafe memory.initialize(from: elements)
    }

    deinit { unsafe memory.deallocate() }
  }

  /// A copy of an array.
  public init(_ elements: [Element]) {
    let copy = Copy(elements)
    guard let start = unsafe copy.memory.baseAddress else { preconditionFailure("a copy has memory") }
    unsafe self.init(owner: copy, base: UnsafePointer(start), count: elements.count)
  }

  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "a number's place is within its memory")
    return unsafe base[index]
  }

  public subscript(range: Range<Int>) -> Numbers {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a part lies within its memory")
    return unsafe Numbers(owner: owner, base: base + range.lowerBound, count: range.count)
  }

  /// Appends the numbers' own bytes, in the order of this machine.
  public static func append(_ numbers: [Element], to bytes: inout [UInt8]) {
    unsafe numbers.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  public var array: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}
