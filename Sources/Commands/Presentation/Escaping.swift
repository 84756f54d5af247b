import Plumbing

/// Texts inside the syntax of a format.
enum Escaping {
  /// A field of a comma-separated line, in quotes where it needs them.
  ///
  /// https://www.rfc-editor.org/rfc/rfc4180
  static func csv(_ text: String) -> String {
    // Bytes, because "\r\n" is one Character and neither "\r" nor "\n".
    text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
      ? quoted(text) : text
  }

  /// In double quotes, those within doubled.
  static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Text between tags or in an attribute.
  static func xml(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&apos;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// A path inside a URI.
  static func uri(_ path: FilePath) -> String {
    var escaped = ""
    for byte in path.bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default: escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return escaped
  }
}

/// A link that opens a file at a line.
enum EditorLink {
  /// By a template with `{path}` or `{file}`, `{line}` and `{col}`; without one the link is to the file.
  static func uri(_ file: FilePath, line: Int, template: String?) -> String {
    guard let template else { return "file://" + Escaping.uri(file) }
    let uri = Escaping.uri(file)
    let values = ["path": uri, "file": uri, "line": String(line), "col": "1", "column": "1"]
    // Between braces stand the names of the values: each piece after the first begins with one.
    let pieces = template.split(separator: "{", omittingEmptySubsequences: false)
    return pieces.dropFirst().reduce(String(pieces[0])) { uri, piece in
      guard let end = piece.firstIndex(of: "}"), let value = values[String(piece[..<end])] else {
        return uri + "{" + piece
      }
      // `vscode://file/{path}` has the slash already with which a path begins; `file://{path}` has not.
      let isDoubled = value.hasPrefix("/") && uri.hasSuffix("/") && !uri.hasSuffix("//")
      return uri + (isDoubled ? value.dropFirst() : value[...]) + piece[piece.index(after: end)...]
    }
  }
}
