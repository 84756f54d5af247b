import Plumbing
import Teaching

extension Verb {
  static let skillsHistory = Verb(
    "skills history",
    .skills,
    operands: "SKILL",
    "List the texts of a skill that were displaced by an adoption or a rollback.",
    examples: [Example("qmd skills history late-invoice", "the newest first")]
  ) { call in
    let (record, skill) = try SkillVersions.asked(call)
    let versions = try record.ledger.versions(of: skill.address, index: record.index)
    guard !versions.isEmpty else {
      call.output.line("'\(Wording.plain(record.label(skill.address)))' was never changed by qmd.")
      return 0
    }
    for version in versions {
      let hashes = "\(SHA256.hex(version.before).prefix(8)) → \(SHA256.hex(version.after).prefix(8))"
      call.output.line("\(version.at.prefix(19))  \(hashes)  \(version.cause)")
    }
    return 0
  }
}

/// What the verbs about a skill's versions share.
enum SkillVersions {
  static func asked(_ call: Invocation) throws -> (LessonRecord, Skill) {
    let name = try call.words(atLeast: 1, atMost: 1)[0]
    let record = try LessonRecord(call)
    return (record, try record.skills.one(name))
  }
}
