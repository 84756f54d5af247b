import Plumbing
import Teaching

/// An audit as a person reads it in a terminal of 80 columns: the library, then failures first, each with its advice.
struct AuditTable {
  private let audited: Auditing.Audited
  private var report: AuditReport { audited.report }
  private let explains: Bool

  private static let width = 79

  init(_ audited: Auditing.Audited) {
    self.audited = audited
    explains = audited.call.typed.has(.explain)
  }

  func print(to output: Output) {
    printLibrary(to: output)
    let order = report.skills.filter { $0.tally.kept.total > 0 }.sorted {
      ($0.tally.kept.share, $0.label) < ($1.tally.kept.share, $1.label)
    }
    if !order.isEmpty {
      output.line()
      output.line(
        output.bold(
          "  " + Wording.padded("Skill", 30) + "  Kept   First    In \(report.k)   MRR  Margin  False"
        )
      )
      for skill in order { printRow(skill, to: output) }
    }
    if !explains, order.contains(where: \.isBroken) {
      output.line(
        output.faint("`qmd audit SKILL --explain` shows each query, its place, and what would help.")
      )
    }
    printApart(to: output)
    printRemarks(to: output)
    printChanges(to: output)
  }

  // MARK: Parts

  private func printLibrary(to output: Output) {
    let tally = audited.tally
    guard tally.kept.total > 0 else {
      output.line("No skill has a contract yet, so there is no score — `qmd contract new SKILL` begins one.")
      return
    }
    let interval = tally.kept.interval
    output.line(
      output.bold("Recall \(Wording.percent(tally.kept.share))")
        + " of \(Wording.count(tally.kept.total, "query", "queries")) kept"
        + output.faint(
          "  (95 %: \(Wording.percent(interval.lowerBound)) to \(Wording.percent(interval.upperBound)))"
        )
    )
    let measured = report.skills.count { $0.tally.kept.total > 0 }
    output.line(
      "\(Wording.count(measured, "skill")) with a contract, put \(report.mode.phrase) to"
        + " \(Wording.count(report.documents, "document"))"
        + (audited.number.map { "; audit #\($0)" } ?? "")
    )
    let figures =
      "First \(Wording.percent(tally.first.share)), in the first \(report.k) \(Wording.percent(tally.within(report.k).share)),"
      + " in the first 5 of everything \(Wording.percent(tally.mixed.share));"
      + " MRR \(Wording.decimals(tally.meanReciprocalRank, 2));"
      + " false triggers \(tally.falseTriggers.hits) of \(tally.falseTriggers.total)"
    for line in Wording.wrapped(figures, Self.width) { output.line(line) }
  }

  private func printRow(_ skill: AuditReport.SkillResult, to output: Output) {
    let tally = skill.tally
    let mark = skill.isBroken ? output.yellow("✗") : output.green("✓")
    let name = Wording.padded(Wording.cut(skill.label, 30), 30)
    var row = "\(mark) \(skill.isBroken ? output.bold(name) : name)"
    row += Wording.aligned("\(tally.kept.hits)/\(tally.kept.total)", 7)
    row += Wording.aligned(Wording.percent(tally.first.share, digits: 0), 8)
    row += Wording.aligned(Wording.percent(tally.within(report.k).share, digits: 0), 8)
    row += Wording.aligned(Wording.decimals(tally.meanReciprocalRank, 2), 6)
    row += Wording.aligned(tally.worstMargin.map { Wording.decimals($0, 2) } ?? "", 8)
    row += Wording.aligned(tally.falseTriggers.hits > 0 ? "\(tally.falseTriggers.hits)" : "·", 6)
    output.line(row)
    guard explains else {
      if let advice = report.advice(for: skill) {
        for line in Wording.wrapped("\(causes(of: skill))\(advice)", Self.width - 4) {
          output.line("    \(line)")
        }
      }
      return
    }
    for verdict in skill.verdicts where verdict.query.origin.counts && !verdict.isKept {
      printMiss(verdict, to: output)
    }
    for verdict in skill.verdicts where verdict.query.origin.counts && verdict.isKept {
      let place = verdict.query.shouldTrigger ? Wording.ordinal(verdict.rank ?? 0) : "stays away"
      output.line(
        output.faint(
          "    \(Wording.padded(place, 10)) \(Wording.aligned(Wording.decimals(verdict.margin, 2), 5))  "
            + Wording.cut("“\(verdict.query.text)”", 56)
        )
      )
    }
  }

  /// The causes of a skill's misses, as in `5 × vocabulary gap, 2 × outranked: `.
  private func causes(of skill: AuditReport.SkillResult) -> String {
    let misses = skill.verdicts.filter { $0.query.origin.counts && !$0.isKept }
    let counts = Cause.allCases.map { cause in (cause, misses.count { $0.cause == cause }) }.filter {
      $0.1 > 0
    }
    .sorted { $0.1 > $1.1 }
    return counts.isEmpty ? "" : counts.map { "\($1) × \($0.rawValue)" }.joined(separator: ", ") + ": "
  }

  private func printMiss(_ verdict: Verdict, to output: Output) {
    output.line("    \(Wording.cut("“\(verdict.query.text)”", Self.width - 4))")
    var sentence = ""
    if verdict.query.shouldTrigger {
      sentence = verdict.rank.map { "\(Wording.ordinal($0))" } ?? "not found"
      if let thief = verdict.thief { sentence += ", after \(report.label(of: thief))" }
      if let cause = verdict.cause { sentence += "; \(cause.rawValue)" }
    } else {
      sentence = "came first, and must not"
    }
    if let advice = verdict.advice { sentence += ": \(advice)" }
    for line in Wording.wrapped(sentence, Self.width - 6) { output.line("      \(line)") }
  }

  /// What keywords and derived queries show: apart, because they are drawn from the text that is searched.
  private func printApart(to output: Output) {
    for (origin, title) in [(Contract.Origin.keyword, "by its own keywords"), (.derived, "by its own words")]
    {
      let tallies = report.skills.map { ($0, $0.tally(of: origin)) }.filter { $0.1.first.total > 0 }
      guard !tallies.isEmpty else { continue }
      let first = tallies.reduce(Rate(0, of: 0)) { $0 + $1.1.first }
      output.line()
      output.line(
        "Not counted: found \(title), first in \(first.hits) of \(first.total)"
          + (origin == .derived ? " (\(Wording.count(tallies.count, "skill")) without a contract)" : "")
      )
      for (skill, tally) in tallies where origin == .derived && tally.first.hits < tally.first.total {
        output.line(
          "  \(Wording.padded(Wording.cut(skill.label, 30), 30)) \(tally.first.hits)/\(tally.first.total)"
        )
      }
    }
  }

  private func printRemarks(to output: Output) {
    let remarks = report.skills.flatMap(\.remarks) + report.remarks
    guard !remarks.isEmpty else { return }
    output.line()
    for remark in remarks {
      for (index, line) in Wording.wrapped(Wording.sentence(remark), Self.width - 2).enumerated() {
        output.line((index == 0 ? "! " : "  ") + line)
      }
    }
  }

  private func printChanges(to output: Output) {
    guard let (since, diff) = audited.changes else { return }
    let isAsked = audited.call.typed.has(.since)
    guard isAsked || !diff.lost.isEmpty || !diff.won.isEmpty else { return }
    output.line()
    output.line(output.bold("Since audit #\(since.id) of \(since.at.prefix(10))"))
    ChangesView(diff, label: report.label).print(to: output)
  }
}
