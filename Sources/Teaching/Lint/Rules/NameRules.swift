import Memory
import Plumbing

extension LintRule {
  /// Characters of a name, by the specification. https://agentskills.io/specification
  private static let longestName = 64

  static let name = LintRule(
    "name",
    "the name is its folder's: small letters, digits and hyphens, 64 at most"
  ) {
    subject in
    // Without front matter there is one thing to mend, and this is not it.
    guard subject.document.frontMatter != nil else { return [] }
    let folder = subject.skill.folder.lastComponent.text
    let line = subject.line(of: "name")
    if let node = subject.fields?["name"], node.text == nil {
      return [.error(line: line, "The name is \(node.kind) — write one word, \(folder)")]
    }
    guard let name = subject.document.name else {
      return [.error(line: line, "The skill has no name, so agents skip it — write `name: \(folder)`")]
    }
    var findings: [LintFinding] = []
    let length = name.unicodeScalars.count
    if length > longestName {
      findings.append(
        .error(line: line, "The name has \(length) characters, and \(longestName) are allowed — shorten it")
      )
    }
    if let fault = fault(of: name) {
      findings.append(
        .error(line: line, "The name '\(name)' \(fault) — use small letters, digits and single hyphens")
      )
    } else if !name.utf8.allSatisfy({ $0 < 0x80 }) {
      findings.append(
        .advice(
          line: line,
          "The name '\(name)' has letters beyond a–z, which Pi refuses — spell it with a–z and 0–9"
        )
      )
    }
    if name != folder {
      findings.append(
        .error(
          line: line,
          "The name '\(name)' is not its folder's, '\(folder)', and agents go by one or the other — rename one of them"
        )
      )
    }
    return findings
  }

  private static func fault(of name: String) -> String? {
    if name.hasPrefix("-") || name.hasSuffix("-") { return "begins or ends with a hyphen" }
    if name.contains("--") { return "has two hyphens in a row" }
    if name.lowercased() != name { return "has capitals" }
    if let odd = name.first(where: { !$0.isLetter && !$0.isNumber && $0 != "-" }) {
      return odd == " " ? "has spaces" : "has '\(odd)' in it"
    }
    return nil
  }
}
