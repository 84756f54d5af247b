extension YAML {
  /// `text` as a scalar on one line that every YAML reader takes for just this text.
  ///
  /// Plain where nobody could take it for something else, as in `/home/me/notes`; otherwise in double quotes with
  /// escapes, which can hold anything, line breaks too.
  public static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  /// Words that YAML 1.1 or 1.2 reads as a truth value or as nothing.
  private static let words: Set = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

  /// Stricter than YAML, so that it also holds between braces and for numbers and dates of either version.
  private static func isPlain(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, last != " " else { return false }
    let begins =
      first.properties.isAlphabetic || first == "/" || first == "_"
      || ["./", "../", "~/"].contains { text.hasPrefix($0) }
    guard begins, !words.contains(text.lowercased()) else { return false }
    return scalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/_.-+@~ ".unicodeScalars.contains($0)
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": quoted += "\\x" + hex(scalar.value, digits: 2)
      case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        quoted += "\\u" + hex(scalar.value, digits: 4)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
