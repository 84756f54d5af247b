/// A text as one line that neither hides anything nor ends the fence around it.
///
/// Taken out: controls, format characters (bidirectional overrides, zero-width characters, the tags of U+E0000), private
/// use and unassigned ones, and variation selectors: what an agent reads and a person does not see.
enum InertText {
  static func line(_ text: String, atMost most: Int = 160) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": line.unicodeScalars.append("‹")
      case ">": line.unicodeScalars.append("›")
      case "`": line.unicodeScalars.append("'")
      default:
        if scalar.properties.isWhitespace {
          if line.last != " " { line.append(" ") }
        } else if isVisible(scalar) {
          line.unicodeScalars.append(scalar)
        }
      }
      // A letter may carry any number of marks.
      if line.utf8.count >= most * 4 { break }
    }
    let trimmed = String(line.trimmed)
    return trimmed.count <= most ? trimmed : trimmed.prefix(most - 1) + "…"
  }

  /// Whether nothing would be taken out: a path that would be changed could not be opened.
  static func isInert(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { isVisible($0) && $0 != "<" && $0 != ">" && $0 != "`" }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: !scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }
}
