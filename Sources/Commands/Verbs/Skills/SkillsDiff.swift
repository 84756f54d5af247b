import Plumbing
import Teaching

extension Verb {
  static let skillsDiff = Verb(
    "skills diff",
    .skills,
    operands: "SKILL",
    "Show what the last change by qmd did to a skill, line by line.",
    examples: [Example("qmd skills diff late-invoice", "what went and what came")]
  ) { call in
    let (record, skill) = try SkillVersions.asked(call)
    guard let version = try record.ledger.versions(of: skill.address, index: record.index).first else {
      call.output.line("'\(Wording.plain(record.label(skill.address)))' was never changed by qmd.")
      return 0
    }
    call.output.line("\(version.at.prefix(19))  \(version.cause)")
    TextDiff(version.before, version.after).print(to: call.output)
    return 0
  }
}
