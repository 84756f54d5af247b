import Memory
import Plumbing
import Teaching

extension Verb {
  static let skillsLint = Verb(
    "skills lint",
    .skills,
    operands: "[SKILL…]",
    "Find what is amiss with skills, and say what to do.",
    details: [
      "An error keeps an agent from using the skill; a warning does so in some agents or some of the time; advice is a"
        + " thought. In brackets stands the rule: "
        + LintRule.all.map { "\($0.name) (\($0.meaning))" }.joined(separator: "; ") + ".",
      "Without names all skills are looked at, and what agents show of all of them. Status 0: no errors, no warnings. 1:"
        + " there are some.",
    ],
    flags: [.json],
    examples: [
      Example("qmd skills lint", "all skills, the worst first"),
      Example("qmd skills lint late-invoice", "one skill"),
      Example("qmd skills lint --json", "the same for programs"),
    ]
  ) { call in
    let names = call.typed.words
    return try SkillsAnswer.give(call) {
      let report = try LintReport(names, call)
      return (report.json, report.print, report.status)
    }
  }
}

/// What lint found with the skills that were asked for.
private struct LintReport {
  struct Entry {
    let skill: Skill
    let label: String
    let findings: [LintFinding]

    var worst: LintFinding.Level? { findings.map(\.level).min() }
  }

  private let entries: [Entry]
  /// What agents show of all skills; empty when only some were asked for.
  private let listings: [Listing]
  private let call: Invocation

  init(_ names: [String], _ call: Invocation) throws {
    self.call = call
    let skills = try UserSkills(call)
    let lint = Lint(skills.library, collections: try call.config().collections, below: skills.bases)
    entries = try skills.named(names).map {
      Entry(skill: $0, label: skills.label($0), findings: lint.findings(on: $0))
    }
    listings = names.isEmpty ? lint.listings : []
  }

  private var failing: [Entry] { entries.filter { $0.worst ?? .advice < .advice } }

  var status: Int32 { failing.isEmpty && listings.allSatisfy(\.isWhole) ? 0 : 1 }

  // MARK: For programs

  var json: JSON {
    [
      "skills": .array(
        entries.map { entry in
          [
            "name": .string(entry.skill.name),
            "file": .string(entry.skill.address),
            "path": .string(entry.skill.file.text),
            "findings": .array(entry.findings.map(FindingView.json)),
          ]
        }
      ),
      "listings": .array(listings.map(json)),
    ]
  }

  private func json(_ listing: Listing) -> JSON {
    [
      "agent": .string(listing.agent.name),
      "skills": .integer(listing.skills.count),
      "needed": .integer(listing.needed),
      "budget": .integer(listing.agent.total),
      "cut": .array(cut(listing).map { .string($0.skill.address) }),
      "left_out": .array(leftOut(listing).map { .string($0.skill.address) }),
    ]
  }

  private func cut(_ listing: Listing) -> [Entry] {
    entries.filter { entry in
      listing.visibility(of: entry.skill).map { $0.isListed && $0.isCertain && !$0.isWhole } ?? false
    }
  }

  private func leftOut(_ listing: Listing) -> [Entry] {
    entries.filter { listing.visibility(of: $0.skill).map { !$0.isListed } ?? false }
  }

  // MARK: For people

  func print() {
    let output = call.output
    guard !entries.isEmpty else {
      output.line("No skills found — `qmd skills where` shows where they are looked for.")
      return
    }
    let order = entries.filter { !$0.findings.isEmpty }.sorted {
      ($0.worst ?? .advice, -$0.findings.count, $0.label) < (
        $1.worst ?? .advice, -$1.findings.count, $1.label
      )
    }
    for entry in order {
      let isFailing = entry.worst ?? .advice < .advice
      let mark = isFailing ? output.yellow("✗") : output.faint("·")
      let summary = FindingView.summary(entry.findings)
      let label = Wording.cut(Wording.plain(entry.label), HelpScreen.width - 4 - summary.count)
      output.line("\(mark) \(output.bold(label))  \(output.faint(summary))")
      for finding in entry.findings { FindingView.print(finding, to: output) }
    }
    if !listings.isEmpty {
      if !order.isEmpty { output.line() }
      output.line("What agents show of their skills:")
      for listing in listings { print(listing) }
    }
    if !order.isEmpty || !listings.isEmpty { output.line() }
    let advised = order.count - failing.count
    output.line(
      "\(Wording.count(entries.count, "skill")): \(failing.count) to mend, \(advised) with advice only,"
        + " \(entries.count - order.count) clean"
    )
  }

  private func print(_ listing: Listing) {
    let agent = listing.agent
    let mark = listing.isWhole ? call.output.green("✓") : call.output.yellow("✗")
    call.output.line(
      "\(mark) \(Wording.padded(agent.name, 11))  \(Wording.count(listing.skills.count, "skill")),"
        + " \(Wording.grouped(listing.needed)) of \(Wording.grouped(agent.total)) characters"
        + call.output.faint(" (\(agent.share))")
    )
    guard !listing.isWhole else { return }
    let (cut, gone) = (cut(listing), leftOut(listing))
    var sentence: String
    switch agent.overflow {
    case .dropsDescriptions:
      sentence =
        "\(Wording.grouped(listing.needed - agent.total)) characters too many: the descriptions of the skills that are"
        + " used least are not shown"
    case .shortensAll:
      sentence = "\(Wording.count(cut.count, "description")) cut: \(names(cut))"
      if !gone.isEmpty { sentence += "; left out altogether: \(names(gone))" }
    }
    sentence += " — shorten descriptions, or remove skills that are not used"
    for line in Wording.wrapped(sentence, HelpScreen.width - 4) { call.output.line("    \(line)") }
  }

  private func names(_ entries: [Entry]) -> String {
    let shown = entries.prefix(5).map { Wording.plain($0.label) }.joined(separator: ", ")
    return entries.count > 5 ? "\(shown) and \(entries.count - 5) more" : shown
  }
}
