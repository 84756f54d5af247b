/// Front matter read line by line, for blocks that are not YAML.
///
/// An unquoted colon or a tab is enough for YAML to refuse the whole, yet what the author meant is plain to see:
/// `key: value`, continued on indented lines, folded (`>`) or kept (`|`), or a list.
struct LenientFrontMatter {
  /// By key; a key inside `metadata:` is `metadata.key`.
  private(set) var values: [String: String] = [:]
  private(set) var lists: [String: [String]] = [:]
  /// Whether there was any `key:` at all.
  private(set) var hasKeys = false

  private static let known: Set = [
    "name", "description", "title", "keywords", "tags", "aliases", "triggers",
    "metadata.keywords", "metadata.tags", "metadata.distils", "metadata.distils-sha256",
  ]

  /// The most of a block that is looked at; a name does not stand beyond.
  private static let limit = 64 * 1024

  init(_ block: [UInt8]) {
    var open: Open?
    var parent = ""
    let text = String(decoding: block.prefix(Self.limit), as: UTF8.self)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let indent = line.prefix { $0 == " " || $0 == "\t" }.count
      let content = line.trimmed
      if content.isEmpty {
        open?.lines.append("")
        continue
      }
      if indent == 0, content.hasPrefix("#") { continue }
      let isNested = indent > 0 && parent == "metadata"
      if indent == 0 || isNested, !content.hasPrefix("- "), let (key, value) = Self.pair(content) {
        finish(&open)
        hasKeys = true
        if indent == 0 { parent = key }
        open = Open(key: isNested ? "metadata.\(key)" : key, first: value)
      } else if indent > 0 || content.hasPrefix("- ") {
        open?.lines.append(content)
      }
    }
    finish(&open)
  }

  private struct Open {
    let key: String
    let first: String
    var lines: [String] = []
  }

  private mutating func finish(_ open: inout Open?) {
    guard let key = open?.key, let first = open?.first, let lines = open?.lines else { return }
    open = nil
    guard Self.known.contains(key) else { return }

    let items = lines.filter { $0.hasPrefix("- ") }
    if first.isEmpty, !items.isEmpty {
      lists[key] = items.map { Self.unquoted($0.dropFirst(2).trimmed) }
      values[key] = lists[key]?.joined(separator: ", ")
    } else if first.hasPrefix("[") {
      let whole = ([first] + lines).joined(separator: " ")
      let inside = whole.dropFirst().prefix { $0 != "]" }
      lists[key] = inside.split(separator: ",").map { Self.unquoted($0.trimmed) }.filter { !$0.isEmpty }
      values[key] = lists[key]?.joined(separator: ", ")
    } else {
      let isBlock = Self.isBlockHeader(first)
      let kept = isBlock ? lines : [first] + lines
      let joined = kept.joined(separator: isBlock && first.hasPrefix("|") ? "\n" : " ").trimmed
      let value = isBlock ? joined : Self.unquoted(joined)
      if !value.isEmpty { values[key] = value }
    }
  }

  /// `>`, `|`, and either with `-`, `+` or a digit.
  private static func isBlockHeader(_ value: String) -> Bool {
    guard value.hasPrefix(">") || value.hasPrefix("|") else { return false }
    return value.count <= 3 && value.dropFirst().allSatisfy { "+-123456789".contains($0) }
  }

  /// `key: value` or `key:`, where the key is one word.
  private static func pair(_ line: String) -> (key: String, value: String)? {
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let key = unquoted(line[..<colon].trimmed)
    let isWord = key.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }
    guard isWord, !key.isEmpty, key.utf8.count <= 64 else { return nil }
    let rest = line[line.utf8.index(after: colon)...]
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
    return (key.lowercased(), rest.trimmed)
  }

  /// Without a pair of quotes around it, or the one that was never closed.
  private static func unquoted(_ text: String) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return text }
    let inside = text.dropFirst()
    if inside.last == quote { return String(inside.dropLast()) }
    return inside.contains(quote) ? text : String(inside)
  }
}
