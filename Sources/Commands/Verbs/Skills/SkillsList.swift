import Memory
import Plumbing
import Teaching

extension Verb {
  static let skillsList = Verb(
    "skills list",
    aliases: ["ls"],
    .skills,
    "List the skill that qmd brings along, then yours.",
    details: [
      "Words are those of the text. Queries are those in evals/recall.json that must surface the skill, and after the +"
        + " those that must not."
    ],
    flags: [.json],
    examples: [
      Example(
        "qmd skills list",
        "names, sizes, contracts and places; those that no question finds come first"
      ),
      Example("qmd skills list --json", "the same for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    return try SkillsAnswer.give(call) {
      let bundled = try BundledSkill.all(call)
      let list = SkillList(try UserSkills(call), call)
      let data = bundled.map { bundled -> JSON in
        ["name": .string(bundled.name), "description": .string(bundled.description)]
      }
      return (
        .array(data + list.json),
        {
          if !list.rows.isEmpty { call.output.line("Brought along by qmd:") }
          print(bundled, to: call.output)
          list.print()
        }
      )
    }
  }
}

private func print(_ skills: [BundledSkill], to output: Output) {
  if skills.isEmpty { output.line("There is no skill in the folder that QMD_SKILLS_DIR names.") }
  let width = skills.map(\.name.count).max() ?? 0
  for skill in skills {
    var lines = Wording.wrapped(skill.description, HelpScreen.width - width - 4)
    let first = lines.isEmpty ? "" : lines.removeFirst()
    output.line("  \(output.cyan(Wording.padded(skill.name, width)))  \(first)")
    for line in lines { output.line(String(repeating: " ", count: width + 4) + line) }
  }
}

/// The user's skills in a table.
private struct SkillList {
  struct Row {
    let skill: Skill
    let label: String
    let place: String
    let words: Int
    let positives: Int
    let negatives: Int
    /// Whether there is a contract of which nothing can be read.
    let isBroken: Bool
    /// Whether there may be one, in a folder that is not there.
    let isAway: Bool
  }

  let rows: [Row]
  /// Of the column of names.
  private var width: Int { max(5, min(26, rows.map(\.label.count).max() ?? 0)) }
  private let call: Invocation

  init(_ skills: UserSkills, _ call: Invocation) {
    self.call = call
    rows = skills.library.skills.map { skill in
      let contract = Contract.of(skill)
      let queries = contract.queries.filter(\.origin.counts)
      return Row(
        skill: skill,
        label: skills.label(skill),
        place: skills.place(of: skill),
        words: UserSkills.words(in: skill),
        positives: queries.count(where: \.shouldTrigger),
        negatives: queries.count { !$0.shouldTrigger },
        isBroken: queries.isEmpty && contract.faults.contains(where: \.isError),
        isAway: skills.isAway(skill)
      )
    }
  }

  var json: [JSON] {
    rows.map { row in
      [
        "name": .string(row.skill.name),
        "description": .string(row.skill.document.description ?? ""),
        "file": .string(row.skill.address),
        "path": .string(row.skill.file.text),
        "presence": .string(UserSkills.presence(of: row.skill)),
        "words": .integer(row.words),
        "queries": .integer(row.positives),
        "near_misses": .integer(row.negatives),
      ]
    }
  }

  func print() {
    let groups: [(presence: String, title: String)] = [
      ("unindexed", "In no collection, so no question finds them (see `qmd skills where`):"),
      ("excluded", "In a collection that is searched only by name:"),
      ("indexed", "Indexed:"),
    ]
    for (presence, title) in groups {
      let members = rows.filter { UserSkills.presence(of: $0.skill) == presence }
      guard !members.isEmpty else { continue }
      call.output.line()
      call.output.line(title)
      call.output.line(
        call.output.faint("  " + Wording.padded("Skill", width) + "  Words  Queries  Where")
      )
      for row in members { print(row) }
    }
  }

  private func print(_ row: Row) {
    let output = call.output
    let queries =
      row.isAway
      ? "away"
      : row.isBroken
        ? "broken" : row.positives + row.negatives == 0 ? "none" : "\(row.positives)+\(row.negatives)"
    output.line(
      "  " + output.cyan(Wording.padded(Wording.cut(row.label, width), width))
        + Wording.aligned(Wording.grouped(row.words), 7) + Wording.aligned(queries, 9)
        + "  " + output.faint(UserSkills.cutFront(row.place, HelpScreen.width - width - 20))
    )
  }
}
