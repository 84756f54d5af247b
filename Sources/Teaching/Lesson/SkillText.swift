import Memory
import Plumbing

/// The bytes of a SKILL.md in which single lines are changed; every other byte stays as it was.
///
/// Nothing is emitted anew: unknown front matter, comments, line ends and a byte order mark are the author's.
public struct SkillText: Equatable, Sendable {
  public private(set) var bytes: [UInt8]

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Why a text cannot be changed by program.
  public enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    case notUTF8
    case noFrontMatter
    case notYAML(line: Int)
    case byHand(String)

    public var description: String {
      switch self {
      case .notUTF8: "it is no UTF-8 text"
      case .noFrontMatter: "it has no front matter"
      case .notYAML(let line): "its front matter is no valid YAML (line \(line))"
      case .byHand(let problem): problem
      }
    }
  }

  /// - Throws: `Refusal` for a text of which no line can be found again.
  public init(_ bytes: [UInt8]) throws(Refusal) {
    self.bytes = bytes
    _ = try yaml()
  }

  /// Where the front matter lies, without its `---` lines.
  private var inside: Range<Int>? {
    let start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    guard let found = FrontMatter(of: Array(bytes[start...])) else { return nil }
    return (found.inside.lowerBound + start)..<(found.inside.upperBound + start)
  }

  private func yaml() throws(Refusal) -> (text: YAMLText, place: Range<Int>) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
    guard let inside else { throw .noFrontMatter }
    do {
      return (try YAMLText(Array(bytes[inside])), inside)
    } catch {
      throw .notYAML(line: error.line + 1)
    }
  }

  // MARK: Front matter

  /// Writes `description`.
  public mutating func setDescription(_ text: String) throws(Refusal) {
    try set(["description"], to: text)
  }

  /// Adds words at the end of `metadata.keywords`, which is made where there is none.
  public mutating func addKeywords(_ words: [String]) throws(Refusal) {
    guard !words.isEmpty else { return }
    let (yaml, _) = try yaml()
    let node = yaml[["metadata", "keywords"]]
    if let node, node.text == nil {
      throw .byHand("its metadata.keywords are \(node.kind), where the specification has one text")
    }
    let old = (node?.text ?? "").trimmed
    // A string without commas is read word by word, and must still be.
    let isSpaced = !old.contains { ",;\n，、".contains($0) } && old.contains(where: \.isWhitespace)
    let separator = isSpaced ? " " : ", "
    let added = words.joined(separator: separator)
    try set(["metadata", "keywords"], to: old.isEmpty ? added : old + separator + added)
  }

  private mutating func set(_ path: [String], to value: String) throws(Refusal) {
    var (yaml, place) = try yaml()
    do {
      try yaml.set(path, to: .text(value))
    } catch {
      throw .byHand(error.problem)
    }
    bytes.replaceSubrange(place, with: yaml.bytes)
  }

  // MARK: When to use

  /// Writes the section "When to use": in place of the one there is, else before the first section, else at the end.
  public mutating func setWhenToUse(_ lines: [String]) throws(Refusal) {
    let start = (inside?.upperBound).map { lineEnd($0) } ?? 0
    let headings = Markdown.headings(in: bytes, from: start, line: 1)
    let own = headings.firstIndex { $0.level == 2 && $0.text.lowercased() == "when to use" }
    // The file's own line ends.
    let isCRLF = zip(bytes, bytes.dropFirst()).first { $0.1 == 0x0A }?.0 == 0x0D
    let lineBreak: [UInt8] = isCRLF ? [0x0D, 0x0A] : [0x0A]
    var section: [UInt8] = []
    for line in ["## When to use", ""] + lines + [""] { section += Array(line.utf8) + lineBreak }
    let place: Range<Int>
    if let own {
      let next = headings[(own + 1)...].first { $0.level <= 2 }
      place = lineStart(headings[own].offset)..<(next.map { lineStart($0.offset) } ?? bytes.count)
    } else if let first = headings.first(where: { $0.level == 2 }) {
      let begin = lineStart(first.offset)
      place = begin..<begin
    } else {
      if bytes.last != 0x0A { section = lineBreak + section }
      section = lineBreak + section
      place = bytes.count..<bytes.count
    }
    bytes.replaceSubrange(place, with: section)
  }

  private func lineStart(_ offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
    return start
  }

  private func lineEnd(_ offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return min(end + 1, bytes.count)
  }
}

extension String {
  /// Without white space at the ends.
  fileprivate var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
