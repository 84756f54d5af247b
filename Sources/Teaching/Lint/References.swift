import Plumbing

/// What a skill's text refers to in files beside it.
struct References: Sendable {
  struct Reference: Equatable, Sendable {
    /// A path as it is written, without `#part`.
    let target: String
    /// From 1.
    let line: Int
    /// A link, which a reader follows; else a path named between backticks.
    let isLink: Bool
  }

  let all: [Reference]

  /// Of Markdown from line `line` on; what stands in a code fence is an example.
  init(in body: ArraySlice<UInt8>, line first: Int) {
    var found: [Reference] = []
    var fence: (mark: UInt8, count: Int)?
    for (offset, line) in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let content = line.drop { $0 == 0x20 || $0 == 0x09 }
      if let mark = content.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") {
        let count = content.prefix { $0 == mark }.count
        if count >= 3 {
          if let open = fence {
            if open.mark == mark, count >= open.count { fence = nil }
          } else {
            fence = (mark, count)
          }
          continue
        }
      }
      guard fence == nil, line.count < Self.longestLine else { continue }
      for (target, isLink) in Self.targets(in: Array(line)) {
        found.append(Reference(target: target, line: first + offset, isLink: isLink))
      }
    }
    all = found
  }

  /// Beyond it a line is data.
  private static let longestLine = 20_000

  private static func targets(in line: [UInt8]) -> [(String, isLink: Bool)] {
    var found: [(String, isLink: Bool)] = []
    // Numbers of backticks that nothing further on closes, so that no line is read over and over.
    var unclosed: Set<Int> = []
    var index = 0
    while index < line.count {
      switch line[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "`"):
        let ticks = Self.run(of: UInt8(ascii: "`"), in: line, at: index)
        let start = index + ticks
        if !unclosed.contains(ticks), let end = Self.closer(of: ticks, in: line, from: start) {
          let code = String(decoding: line[start..<end], as: UTF8.self)
          if Self.isNamed(code) { found.append((code, false)) }
          index = end + ticks - 1
        } else {
          unclosed.insert(ticks)
          index = start - 1
        }
      case UInt8(ascii: "]") where index + 1 < line.count && line[index + 1] == UInt8(ascii: "("):
        let rest = line[(index + 2)...]
        let inside = rest.prefix { $0 != UInt8(ascii: ")") && $0 != 0x20 && $0 != UInt8(ascii: "\"") }
        if inside.endIndex < line.count, let target = Self.path(String(decoding: inside, as: UTF8.self)) {
          found.append((target, true))
        }
        index = inside.endIndex
      default: break
      }
      index += 1
    }
    return found
  }

  private static func run(of byte: UInt8, in line: [UInt8], at start: Int) -> Int {
    var end = start
    while end < line.count, line[end] == byte { end += 1 }
    return end - start
  }

  /// Where as many backticks stand as opened the code.
  private static func closer(of ticks: Int, in line: [UInt8], from start: Int) -> Int? {
    var index = start
    while index < line.count {
      let count = run(of: UInt8(ascii: "`"), in: line, at: index)
      if count == ticks { return index }
      index += max(1, count)
    }
    return nil
  }

  /// A relative path of a link's target; nil for addresses, anchors, placeholders and absolute paths.
  private static func path(_ target: String) -> String? {
    var path = target[...]
    if path.hasPrefix("<"), path.hasSuffix(">") { path = path.dropFirst().dropLast() }
    path = path.prefix { $0 != "#" && $0 != "?" }
    guard let first = path.first, first != "/", first != "~", !path.contains(":"),
      !path.contains(where: { "<>{}$*[]|…".contains($0) }), path.contains(where: { $0 == "." || $0 == "/" }),
      !path.allSatisfy({ $0 == "." })
    else { return nil }
    return decoded(path)
  }

  /// `%20` and the like as what they stand for.
  private static func decoded(_ path: Substring) -> String {
    guard path.contains("%") else { return String(path) }
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether code between backticks names a file in one of the folders that the specification gives a skill.
  private static func isNamed(_ code: String) -> Bool {
    guard let folder = ["scripts/", "references/", "assets/"].first(where: { code.hasPrefix($0) }) else {
      return false
    }
    let rest = code.dropFirst(folder.count)
    return rest.contains(".") && rest.last != "." && !rest.contains("..")
      && !rest.contains(where: { $0.isWhitespace || "<>{}$*[]|…".contains($0) })
  }
}
