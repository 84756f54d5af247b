import Memory
import Plumbing

extension LintRule {
  /// Characters, by the specification; and words below which a description cannot say both what and when.
  private static let longestDescription = 1_024, fewestWords = 6

  static let description = LintRule(
    "description",
    "the description says what the skill does and when to use it, in 1,024 characters"
  ) { subject in
    guard subject.document.frontMatter != nil else { return [] }
    let line = subject.line(of: "description")
    if let node = subject.fields?["description"], node.text == nil {
      return [.error(line: line, "The description is \(node.kind) — write it as one text")]
    }
    guard let description = subject.document.description else {
      return [
        .error(
          line: line,
          "The skill has no description, so agents skip it — write `description:` with what it does and when to use it"
        )
      ]
    }
    var findings: [LintFinding] = []
    let length = description.unicodeScalars.count
    if length > longestDescription {
      findings.append(
        .error(
          line: line,
          "The description has \(length) characters, and \(longestDescription) are allowed — move detail to the body"
        )
      )
    }
    if description.contains(where: { $0 == "<" || $0 == ">" }) {
      findings.append(
        .warning(
          line: line,
          "The description has < or >, which skill-creator's check refuses — write it without"
        )
      )
    }
    let words = description.split(whereSeparator: \.isWhitespace).count
    // A text of an unspaced script has few words of many letters.
    if words < fewestWords, length < 40 {
      findings.append(
        .advice(
          line: line,
          "The description is \(words == 1 ? "one word" : "\(words) words") long — say what the skill does and when to use it, in the words of those who ask"
        )
      )
    }
    return findings
  }
}
