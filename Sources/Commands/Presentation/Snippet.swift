import Memory

/// The lines around a match, below a line that says which they are: `@@ -10,4 @@ (9 before, 80 after)`.
enum Snippet {
  /// - Parameter limit: the most characters of text; a cut one ends in `...`.
  static func text(of passage: Passage, limit: Int, isNumbered: Bool) -> String {
    let header =
      "@@ -\(passage.firstLine),\(passage.lineCount) @@ (\(passage.before) before, \(passage.after) after)\n"
    let cut = passage.text.count > limit ? passage.text.prefix(limit - 3) + "..." : passage.text[...]
    return header + (isNumbered ? LineNumbers.added(to: String(cut), from: passage.firstLine) : String(cut))
  }
}

enum LineNumbers {
  /// `12: text`, a number for each line.
  static func added(to text: String, from first: Int = 1) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { "\(first + $0.offset): \($0.element)" }.joined(separator: "\n")
  }
}
