/// One alternative of a pattern: the names to go through, from the outermost folder on.
///
/// A set of bits says which steps may come next, so that `**` needs no trying back and forth.
struct GlobSteps: Sendable {
  /// So many steps that the bits of one word can tell them apart.
  static let limit = 62

  private enum Step: Sendable {
    case anyDepth
    case name(GlobName)
  }

  private let steps: [Step]
  /// A bit for each `**`.
  private let depths: UInt64
  private let dotFiles: Bool
  /// For `**/*.md`: all that the end of a path needs to be.
  private let suffix: [UInt8]?

  /// Nil when it is more than `limit` steps long.
  init?(_ pattern: [UInt8], dotFiles: Bool) {
    var steps: [Step] = []
    var depths: UInt64 = 0
    let slash = UInt8(ascii: "/")
    var names = pattern.split(separator: slash).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
    // `drafts/` means what lies in that folder.
    if pattern.last == slash { names.append(Array("**".utf8)[...]) }
    for name in names {
      if name.elementsEqual("**".utf8) {
        if let last = steps.last, case .anyDepth = last { continue }
        guard steps.count < Self.limit else { return nil }
        depths |= 1 << UInt64(steps.count)
        steps.append(.anyDepth)
      } else {
        guard steps.count < Self.limit else { return nil }
        steps.append(.name(GlobName(name, dotFiles: dotFiles)))
      }
    }
    self.steps = steps
    self.depths = depths
    self.dotFiles = dotFiles
    if steps.count == 2, depths == 1, case .name(let name) = steps[1] {
      suffix = name.suffix
    } else {
      suffix = nil
    }
  }

  var spelledDotNames: [[UInt8]] {
    steps.compactMap {
      guard case .name(let name) = $0, let literal = name.literal, literal.first == UInt8(ascii: ".") else {
        return nil
      }
      return literal
    }
  }

  func matches(_ path: Span<UInt8>) -> Bool {
    if let suffix { return path.ends(with: suffix) && (dotFiles || !path.hasDotName) }
    return states(after: path) & accepted != 0
  }

  /// Whether the path, or a folder that it lies in, matches.
  func covers(_ path: Span<UInt8>) -> Bool { states(after: path, stopAtMatch: true) & accepted != 0 }

  func mayMatch(below folder: Span<UInt8>) -> Bool { states(after: folder) & (accepted - 1) != 0 }

  private var accepted: UInt64 { 1 << UInt64(steps.count) }

  private func states(after path: Span<UInt8>, stopAtMatch: Bool = false) -> UInt64 {
    var states: UInt64 = withSkips(1)
    var start = 0
    while let name = path.name(from: start) {
      states = withSkips(advance(states, over: name, of: path))
      if states == 0 || (stopAtMatch && states & accepted != 0) { return states }
      start = name.upperBound + 1
    }
    return start == 0 && stopAtMatch ? 0 : states
  }

  /// `**` also stands for no folder at all; two never stand side by side, so one shift is enough.
  private func withSkips(_ states: UInt64) -> UInt64 { states | (states & depths) << 1 }

  private func advance(_ states: UInt64, over name: Range<Int>, of path: Span<UInt8>) -> UInt64 {
    var rest = states & (accepted - 1)
    var next: UInt64 = 0
    while rest != 0 {
      let step = rest.trailingZeroBitCount
      rest &= rest - 1
      switch steps[step] {
      case .anyDepth:
        if dotFiles || path[name.lowerBound] != UInt8(ascii: ".") { next |= 1 << UInt64(step) }
      case .name(let pattern):
        if pattern.matches(path, name) { next |= 1 << UInt64(step + 1) }
      }
    }
    return next
  }
}

extension Span<UInt8> {
  /// The next name of a path at or behind `start`; empty ones, between two slashes, are passed over.
  func name(from start: Int) -> Range<Int>? {
    var start = start
    while start < count, self[start] == UInt8(ascii: "/") { start += 1 }
    guard start < count else { return nil }
    var end = start
    while end < count, self[end] != UInt8(ascii: "/") { end += 1 }
    return start..<end
  }

  /// Whether a name of this path begins with a dot.
  var hasDotName: Bool {
    var before = UInt8(ascii: "/")
    for index in 0..<count {
      if self[index] == UInt8(ascii: "."), before == UInt8(ascii: "/") { return true }
      before = self[index]
    }
    return false
  }

  func ends(with suffix: [UInt8]) -> Bool {
    count >= suffix.count && equals(suffix, in: (count - suffix.count)..<count)
  }

  func equals(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    guard range.count == bytes.count else { return false }
    for index in 0..<bytes.count where self[range.lowerBound + index] != bytes[index] { return false }
    return true
  }
}
