import Plumbing

/// The block of YAML that a text may begin with.
///
/// It begins with `---` as the very first line and ends with a line `---` or `...`; without both there is none, and a
/// `---` further down is a rule.  Where YAML refuses the block (one skill in a hundred), `LenientFrontMatter` reads it.
public struct FrontMatter: Equatable, Sendable {
  public var title: String?
  public var name: String?
  public var description: String?
  /// From `keywords`, `tags`, `aliases` and `triggers`, and the first two of `metadata`; each once, in order.
  public var keywords: [String] = []
  /// `metadata.distils`: the playbook that a skill came from.
  public var distils: String?
  /// `metadata.distils-sha256`: what the playbook's bytes were when the skill was last brought in line with it.
  public var distilsHash: String?
  /// Of the block with both its `---` lines: everything before the body.
  public let bytes: Range<Int>
  /// Between the two lines.
  public let inside: Range<Int>
  /// The same in lines, counted from 1.
  public let lines: ClosedRange<Int>
  /// Why the block had to be read leniently, in one sentence.
  public var problem: String?

  /// The front matter of `text`, or nil when it has none.
  public init?(of text: [UInt8]) {
    guard let block = Block(in: text) else { return nil }
    bytes = 0..<block.end
    inside = block.inside
    lines = 1...block.lines
    let inside = Array(text[block.inside])
    do {
      guard let root = try YAML.parse(inside) else { return }
      // Text between two rules is not front matter.
      guard root.pairs != nil else { return nil }
      read(root)
    } catch {
      let lenient = LenientFrontMatter(inside)
      guard lenient.hasKeys || inside.first == UInt8(ascii: "{") else { return nil }
      read(lenient)
      // The error counts from the line after the opener.
      let place = YAMLError(problem: error.problem, line: error.line + 1)
      problem = "The front matter is not valid YAML (\(place)); it was read line by line."
    }
  }

  // MARK: From YAML

  private mutating func read(_ root: YAMLNode) {
    title = Self.text(root["title"])
    name = Self.text(root["name"])
    description = Self.text(root["description"])
    var metadata = root["metadata"]
    if let json = metadata?.text, json.first == "{", let inner = try? YAML.parse(Array(json.utf8)) {
      metadata = inner
    }
    distils = Self.text(metadata?["distils"])
    distilsHash = Self.text(metadata?["distils-sha256"])
    let places = [
      root["keywords"], root["tags"], root["aliases"], root["triggers"],
      metadata?["keywords"], metadata?["tags"],
    ]
    for case let node? in places {
      if let items = node.items {
        keywords += items.compactMap(Self.text)
      } else if let text = Self.text(node) {
        keywords += Self.split(text)
      }
    }
    tidyKeywords()
  }

  /// The words of a node, a list's joined by commas; nil for nothing.
  ///
  /// YAML's limits bound the depth of this recursion.
  private static func text(_ node: YAMLNode?) -> String? {
    guard let node, !node.isNull else { return nil }
    let text: String
    switch node.content {
    case .scalar(let scalar, _): text = scalar
    case .sequence(let items): text = items.compactMap(Self.text).joined(separator: ", ")
    case .mapping(let pairs):
      text = pairs.map { "\(Self.text($0.key) ?? ""): \(Self.text($0.value) ?? "")" }.joined(separator: ", ")
    }
    let trimmed = text.trimmed
    return trimmed.isEmpty ? nil : trimmed
  }

  // MARK: From lines

  private mutating func read(_ lenient: LenientFrontMatter) {
    title = lenient.values["title"]
    name = lenient.values["name"]
    description = lenient.values["description"]
    distils = lenient.values["metadata.distils"]
    distilsHash = lenient.values["metadata.distils-sha256"]
    for key in ["keywords", "tags", "aliases", "triggers", "metadata.keywords", "metadata.tags"] {
      keywords += lenient.lists[key] ?? lenient.values[key].map(Self.split) ?? []
    }
    tidyKeywords()
  }

  // MARK: Keywords

  /// The words of a keyword string: between commas if it has any, else between spaces.
  private static func split(_ text: String) -> [String] {
    let commas = text.split { $0 == "," || $0 == ";" || $0 == "\n" || $0 == "，" || $0 == "、" }
    return (commas.count > 1 ? commas : text.split(whereSeparator: \.isWhitespace)).map(String.init)
  }

  private mutating func tidyKeywords() {
    var seen: Set<String> = []
    keywords = keywords.compactMap { keyword in
      let word = String(keyword.trimmed.drop { $0 == "#" })
      return !word.isEmpty && seen.insert(word).inserted ? word : nil
    }
  }

  // MARK: The block

  private struct Block {
    /// Between the two lines.
    let inside: Range<Int>
    /// After the closing line.
    let end: Int
    let lines: Int

    init?(in text: [UInt8]) {
      guard text.count > 6, text[0] == UInt8(ascii: "-"), text[1] == UInt8(ascii: "-") else { return nil }
      let opener = Self.lineEnd(text, 0)
      guard Self.isMark(text[..<opener], "-") else { return nil }
      var (start, count) = (opener + 1, 1)
      while start < text.count {
        let stop = Self.lineEnd(text, start)
        count += 1
        let line = text[start..<stop]
        if Self.isMark(line, "-") || Self.isMark(line, ".") {
          inside = (opener + 1)..<start
          end = min(stop + 1, text.count)
          lines = count
          return
        }
        start = stop + 1
      }
      return nil
    }

    private static func lineEnd(_ text: [UInt8], _ start: Int) -> Int {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      return end
    }

    /// Three of `mark`, then white space at most.
    private static func isMark(_ line: ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
      let byte = UInt8(ascii: mark)
      guard line.count >= 3, line.prefix(3).allSatisfy({ $0 == byte }) else { return false }
      return line.dropFirst(3).allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
  }
}

extension StringProtocol {
  /// Without white space at the ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
