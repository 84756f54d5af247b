import Memory

/// The lines around a match, below a line that says which they are: `@@ -10,4 @@ (9 before, 80 after)`.
enum Snippet {
  /// At most `limit` characters of text; a cut one ends in `...`.
  static func text(of passage: Passage, limit: Int, isNumbered: Bool) -> String {
    let header =
      "@@ -\(passage.firstLine),\(passage.lineCount) @@ (\(passage.before) before, \(passage.after) after)\n"
    let cut = passage.text.count > limit ? passage.text.prefix(limit - 3) + "..." : passage.text[...]
    return header + (isNumbered ? LineNumbers.added(to: String(cut), from: passage.firstLine) : String(cut))
  }
}

/// The lines of a text; what follows the last line end is one, too, also when it is empty.
enum Lines {
  // Bytes, because "\r\n" is one Character, at which a String would not be split.
  static func of(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }

  /// The same without the nothing after the last line end.
  static func shown(of text: String) -> [String] {
    var lines = of(text)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

enum LineNumbers {
  /// `12: text`, a number for each line.
  static func added(to text: String, from first: Int = 1) -> String { added(to: Lines.of(text), from: first) }

  static func added(to lines: some Sequence<String>, from first: Int = 1) -> String {
    lines.enumerated().map { "\(first + $0.offset): \($0.element)" }.joined(separator: "\n")
  }
}
