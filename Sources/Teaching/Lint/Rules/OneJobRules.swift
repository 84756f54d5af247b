import Memory
import Plumbing

extension LintRule {
  /// Words of a name or description that promise everything, and so nothing that can be told apart.
  private static let catchAlls: Set = [
    "stuff", "anything", "everything", "misc", "miscellaneous", "various", "utils", "utilities", "helper",
    "helpers",
  ]
  private static let mostTitles = 2

  static let oneJob = LintRule("one-job", "the skill does one job, which its name and description tell") {
    subject in
    let document = subject.document
    var findings: [LintFinding] = []
    let words = "\(document.name ?? "") \(document.description ?? "")".lowercased()
      .split { !$0.isLetter && !$0.isNumber }.map(String.init)
    var seen: Set<String> = []
    let vague = words.filter { catchAlls.contains($0) && seen.insert($0).inserted }
    if !vague.isEmpty {
      let named = vague.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      findings.append(
        .advice(
          line: subject.line(of: "description"),
          "Name and description speak of \(named), which fits any request — name the one job, or split the skill"
        )
      )
    }
    let titles = document.headings.filter { $0.level == 1 }
    if titles.count > mostTitles {
      findings.append(
        .advice(
          line: titles[mostTitles].line,
          "The body has \(titles.count) titles (#), as if it were several skills — split it, or use ## below one title"
        )
      )
    }
    return findings
  }
}
