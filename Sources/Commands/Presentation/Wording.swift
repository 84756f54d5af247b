import Plumbing
import Providers
import Teaching

/// Numbers, sizes and times as people read them.
enum Wording {
  /// `1 file`, `3 files`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `1,204 tokens sent and 310 answered, $0.0083`.
  static func usage(_ usage: Usage) -> String {
    "\(count(usage.inputTokens, "token")) sent and \(grouped(usage.outputTokens)) answered"
      + (usage.dollars > 0 ? ", $\(Money.text(usage.dollars))" : "")
  }

  /// `1 query`, `3 queries`.
  static func count(_ number: Int, _ noun: String, _ plural: String) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural)"
  }

  /// `94.1 %` of .941.
  static func percent(_ share: Double, digits: Int = 1) -> String { "\(decimals(share * 100, digits)) %" }

  /// `1st`, `2nd`, `3rd`, `11th`.
  static func ordinal(_ number: Int) -> String {
    let ending =
      switch (number % 100, number % 10) {
      case (11...13, _): "th"
      case (_, 1): "st"
      case (_, 2): "nd"
      case (_, 3): "rd"
      default: "th"
      }
    return "\(grouped(number))\(ending)"
  }

  /// Other people's text in one line, without what a terminal would obey or not show.
  static func plain(_ text: String) -> String {
    var kept = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: kept.unicodeScalars.append(" ")
      case .format where scalar.value != 0x200D && scalar.value != 0x200C: break
      default: kept.unicodeScalars.append(scalar)
      }
    }
    return kept
  }

  /// The beginning of a text in one line, with … where something is left out.
  static func cut(_ text: String, _ width: Int) -> String {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return line.count <= width ? line : line.prefix(max(0, width - 1)) + "…"
  }

  /// `20,000`.
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(abs(number)))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `640 B`, `1.6 KB`, `3.2 MB`.
  static func size(_ bytes: Int64) -> String {
    guard bytes >= 1024 else { return "\(bytes) B" }
    var value = Double(bytes) / 1024
    for unit in ["KB", "MB"] {
      if value < 1024 { return "\(decimals(value, 1)) \(unit)" }
      value /= 1024
    }
    return "\(decimals(value, 1)) GB"
  }

  /// `1s ago`, `5m ago`, `3h ago`, `2d ago`.
  static func ago(_ then: Timestamp, now: Timestamp = .now) -> String {
    let seconds = max(0, now.seconds - then.seconds)
    switch seconds {
    case ..<60: return "\(seconds)s ago"
    case ..<3600: return "\(seconds / 60)m ago"
    case ..<86_400: return "\(seconds / 3600)h ago"
    default: return "\(seconds / 86_400)d ago"
    }
  }

  /// A number with so many digits after the point, as C's `%.nf` writes it.
  static func decimals(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let whole = scaled / Int(scale)
    guard digits > 0 else { return "\(value < 0 ? "-" : "")\(whole)" }
    let fraction = String(scaled % Int(scale))
    return "\(value < 0 && scaled > 0 ? "-" : "")\(whole)."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// `text` in so many columns at least, spaces after it.
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `text` in so many columns at least, spaces before it.
  static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Words in lines of at most `width` columns.
  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// An error's text as a sentence of its own: with a capital, unless it begins with the name of a file.
  static func sentence(_ text: String) -> String {
    guard let first = text.first, first.isLowercase else { return text }
    let word = text.prefix { $0 != " " }
    if word.contains(".") || word.contains("/") || word.contains("_") { return text }
    return first.uppercased() + text.dropFirst()
  }
}
