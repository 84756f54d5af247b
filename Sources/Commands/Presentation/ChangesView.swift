import Teaching

/// What became different between two audits, in lines of a terminal.
struct ChangesView {
  let diff: AuditDiff
  let label: (String) -> String

  init(_ diff: AuditDiff, label: @escaping (String) -> String) {
    self.diff = diff
    self.label = label
  }

  func print(to output: Output) {
    guard !diff.isEmpty else {
      output.line("Nothing changed.")
      return
    }
    for (title, moves, mark) in [
      ("Lost", diff.lost, output.yellow("−")), ("Won", diff.won, output.green("+")),
    ]
    where !moves.isEmpty {
      output.line(output.bold("\(title): \(Wording.count(moves.count, "query", "queries"))"))
      for move in moves {
        let now =
          move.after.rank.map { "\(Wording.ordinal($0))" } ?? "not found"
        let thief = move.after.thief.map { ", after \(label($0))" } ?? ""
        output.line("  \(mark) \(label(move.skill)): \(now)\(thief)")
        output.line("    \(Wording.cut("“\(move.after.query.text)”", 74))")
      }
    }
    var rest: [String] = []
    if diff.added > 0 { rest.append("\(Wording.count(diff.added, "query", "queries")) new") }
    if diff.removed > 0 { rest.append("\(Wording.count(diff.removed, "query", "queries")) gone") }
    if !rest.isEmpty { output.line("Contracts: \(rest.joined(separator: ", "))") }
    for (title, skills) in [
      ("Rewritten", diff.rewritten), ("New", diff.newSkills), ("Gone", diff.goneSkills),
    ] where !skills.isEmpty {
      for line in Wording.wrapped("\(title): \(skills.map(label).joined(separator: ", "))", 79) {
        output.line(line)
      }
    }
  }
}
