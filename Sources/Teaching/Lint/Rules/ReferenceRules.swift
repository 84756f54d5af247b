import Memory
import Plumbing

extension LintRule {
  private static let mostNamed = 5

  static let references = LintRule("references", "files that the text refers to are there") { subject in
    let skill = subject.skill
    let roots = [skill.root] + subject.surroundings.collections.map(\.path)
    var seen: Set<String> = []
    var broken: [References.Reference] = []
    for reference in References(in: subject.document.body, line: subject.document.bodyStart.line).all
    where seen.insert(reference.target).inserted {
      let path = skill.folder.appending(reference.target).normalized
      // Beyond the roots nothing is looked at, not even whether it is there.
      guard roots.contains(where: { path.relative(to: $0) != nil }) else { continue }
      if FileStatus.of(path, following: true) == nil { broken.append(reference) }
    }
    var findings = broken.prefix(mostNamed).map { reference in
      reference.isLink
        ? LintFinding.warning(
          line: reference.line,
          "The link to \(reference.target) leads nowhere — correct the path, or add the file"
        )
        : LintFinding.advice(
          line: reference.line,
          "\(reference.target) is named, and the skill has no such file — add it, if it is meant to be the skill's own"
        )
    }
    if broken.count > mostNamed {
      let level: LintFinding.Level =
        broken.dropFirst(mostNamed).contains(where: \.isLink) ? .warning : .advice
      findings.append(
        LintFinding(
          level,
          "\(broken.count - mostNamed) more references lead nowhere — see to those above first"
        )
      )
    }
    return findings
  }
}
