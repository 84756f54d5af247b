import Memory
import Plumbing

extension LintRule {
  /// The specification's fields, and further ones that Claude Code reads.
  private static let specified: Set = [
    "name", "description", "license", "compatibility", "metadata", "allowed-tools",
  ]
  private static let claudeCode: Set = [
    "disable-model-invocation", "user-invocable", "argument-hint", "version", "context", "background",
    "disallowed-tools", "effort", "paths", "hooks", "display-name", "default-enabled", "fallback",
    "when_to_use",
    "model", "agent", "shell",
  ]
  private static let longestCompatibility = 500

  static let fields = LintRule("fields", "the front matter has the specification's fields, in their shapes") {
    subject in
    guard let fields = subject.fields, let pairs = fields.pairs else { return [] }
    let keys = pairs.compactMap(\.key.text)
    var findings: [LintFinding] = []
    func complain(_ key: String, _ sentence: String, _ level: LintFinding.Level = .error) {
      findings.append(LintFinding(level, line: subject.line(of: key), sentence))
    }

    var seen: Set<String> = []
    if let twice = keys.first(where: { !seen.insert($0).inserted }) {
      complain(twice, "The front matter has '\(twice)' twice, and readers take one or the other — keep one")
    }
    let unknown = keys.filter { !specified.contains($0) && !claudeCode.contains($0) }
    if let first = unknown.first {
      complain(
        first,
        "The specification does not know \(list(unknown)), and its check refuses the skill — move what is yours below metadata:",
        .warning
      )
    }
    let extra = keys.filter { claudeCode.contains($0) }
    if let first = extra.first {
      complain(
        first,
        "Only Claude Code reads \(list(extra)); other agents pass over it — keep it if that will do",
        .advice
      )
    }

    if let license = fields["license"], license.text == nil {
      complain("license", "The license is \(license.kind) — write a short name, or the name of a file")
    }
    if let compatibility = fields["compatibility"] {
      let length = compatibility.text?.unicodeScalars.count ?? 0
      if compatibility.text == nil {
        complain("compatibility", "The compatibility is \(compatibility.kind) — write it as one text")
      } else if length == 0 || length > longestCompatibility {
        complain(
          "compatibility",
          "The compatibility has \(length) characters, and 1 to \(longestCompatibility) are allowed — shorten it"
        )
      }
    }
    if let tools = fields["allowed-tools"], tools.text == nil {
      complain(
        "allowed-tools",
        "The allowed-tools are \(tools.kind), and the specification has one text — write them in a line, a space between",
        .warning
      )
    }
    if let metadata = fields["metadata"], !metadata.isNull {
      if let pairs = metadata.pairs {
        let nested = pairs.filter { $0.value.text == nil }.compactMap(\.key.text)
        if !nested.isEmpty {
          complain(
            "metadata",
            "The metadata has lists or mappings below \(list(nested)), where the specification has texts — write each as one text",
            .warning
          )
        }
      } else {
        complain("metadata", "The metadata is \(metadata.kind) — write `key: \"text\"` lines below it")
      }
    }
    return findings
  }

  private static func list(_ keys: [String]) -> String {
    let shown = keys.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
    return keys.count > 4 ? "\(shown) and \(keys.count - 4) more" : shown
  }
}
