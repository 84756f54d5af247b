/// The alternatives that a comma list and its braces stand for.
enum GlobUnion {
  static let mostAlternatives = 1_000
  static let mostBytes = 4_096

  static func alternatives(of pattern: String) throws(GlobError) -> [[UInt8]] {
    let bytes = Array(pattern.utf8)
    guard bytes.count <= mostBytes else {
      throw GlobError(pattern: pattern, problem: "longer than \(mostBytes) bytes")
    }
    var open = parts(of: bytes, commas: Outline(bytes).commas).map(trimmed).filter { !$0.isEmpty }
    guard !open.isEmpty else { throw GlobError(pattern: pattern, problem: "empty") }
    open.reverse()
    var done: [[UInt8]] = []
    while let next = open.popLast() {
      guard let braces = Outline(next).braces else {
        done.append(next)
        continue
      }
      let head = next[..<braces.open], tail = next[(braces.close + 1)...]
      let inner = Array(next[(braces.open + 1)..<braces.close])
      for part in parts(of: inner, commas: Outline(inner).commas).reversed() {
        open.append(head + part + tail)
      }
      guard open.count + done.count <= mostAlternatives else {
        throw GlobError(pattern: pattern, problem: "a union of more than 1,000 alternatives")
      }
    }
    return done
  }

  private static func parts(of bytes: [UInt8], commas: [Int]) -> [[UInt8]] {
    let bounds = [-1] + commas + [bytes.count]
    return zip(bounds, bounds.dropFirst()).map { Array(bytes[($0 + 1)..<$1]) }
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let space = UInt8(ascii: " ")
    return Array(Array(bytes.drop { $0 == space }.reversed()).drop { $0 == space }.reversed())
  }

  /// Where the braces and commas of a pattern stand, found in one pass.
  private struct Outline {
    /// The commas outside all braces.
    var commas: [Int] = []
    /// The first pair of braces, from the left and from outside, that holds a comma of its own.
    var braces: (open: Int, close: Int)?

    init(_ bytes: [UInt8]) {
      var stack: [(open: Int, commas: [Int])] = []
      var index = 0
      while index < bytes.count {
        switch bytes[index] {
        case UInt8(ascii: "\\"): index += 1
        case UInt8(ascii: "["): index = GlobName.endOfSet(bytes[...], at: index) ?? index
        case UInt8(ascii: "{"): stack.append((index, []))
        case UInt8(ascii: ","):
          if stack.isEmpty { commas.append(index) } else { stack[stack.count - 1].commas.append(index) }
        case UInt8(ascii: "}"):
          if let group = stack.popLast(), !group.commas.isEmpty, group.open < braces?.open ?? .max {
            braces = (group.open, index)
          }
        default: break
        }
        index += 1
      }
      // A brace that is never closed is a letter, and the commas behind it are free.
      commas = (commas + stack.flatMap(\.commas)).sorted()
    }
  }
}
