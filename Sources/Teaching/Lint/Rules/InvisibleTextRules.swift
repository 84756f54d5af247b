import Memory
import Plumbing

extension LintRule {
  private static let mostNamed = 5

  static let invisibleText = LintRule("invisible-text", "all text can be seen") { subject in
    // Each line and kind once: seventy zero-width spaces on a line are one finding.
    var places: [(first: InvisibleText, count: Int)] = []
    let isUTF16 = subject.document.oddities.contains(.utf16)
    for hidden in InvisibleText.all(in: isUTF16 ? subject.document.text : subject.bytes) {
      if let last = places.last?.first, last.line == hidden.line, last.kind == hidden.kind {
        places[places.count - 1].count += 1
      } else {
        places.append((hidden, 1))
      }
    }
    var findings = places.prefix(mostNamed).map { hidden, count in
      let what =
        switch hidden.kind {
        case .zeroWidth: "takes no room"
        case .direction: "turns the direction of the text"
        case .tag: "can carry a hidden message"
        }
      return LintFinding(
        hidden.kind == .zeroWidth ? .warning : .error,
        line: hidden.line,
        "\(hidden.codePoint) \(what)\(count > 1 ? ", and \(count - 1) more on the line" : "") — delete it"
      )
    }
    if places.count > mostNamed {
      let rest = places.dropFirst(mostNamed)
      let level: LintFinding.Level = rest.contains { $0.first.kind != .zeroWidth } ? .error : .warning
      findings.append(
        LintFinding(level, "\(rest.count) more places have characters that cannot be seen — delete them all")
      )
    }
    return findings
  }
}
