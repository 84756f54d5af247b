import Memory
import Plumbing
import Teaching

extension Verb {
  static let auditHistory = Verb(
    "audit history",
    .skills,
    operands: "[SKILL]",
    "List the audits on record, newest first: of the library, or of one skill.",
    flags: [.audits, .json],
    examples: [
      Example("qmd audit history", "the library"), Example("qmd audit history late-invoice", "one skill"),
    ]
  ) { call in
    let words = try call.words(atLeast: 0, atMost: 1)
    let (ledger, index, reader) = try Auditing.onRecord(call)
    var skill: String?
    if let word = words.first {
      let library = try SkillLibrary(reader, call.config(), call.places)
      // A skill that is gone still has its history, under its address.
      skill = library.named(word).first?.address ?? (word.hasPrefix("qmd://") ? word : nil)
      guard skill != nil else { throw Auditing.unknownSkill(word, library) }
    }
    let audits = try ledger.audits(of: index, skill: skill, limit: call.typed.count(.audits) ?? 20)
    if call.typed.has(.json) {
      call.output.write(.array(audits.map(AuditPayload.entry)))
      return 0
    }
    guard !audits.isEmpty else {
      call.output.line("No audit is on record yet — `qmd audit` makes the first.")
      return 0
    }
    call.output.line(
      call.output.bold("  Audit  When                 Skills   Kept             First     Library")
    )
    for audit in audits {
      call.output.line(
        Wording.aligned("#\(audit.id)", 7) + "  " + audit.at.prefix(10) + " "
          + audit.at.dropFirst(11).prefix(8)
          + Wording.aligned("\(audit.skills)", 8) + "   "
          + Wording.padded("\(audit.kept.hits)/\(audit.kept.total) \(Wording.percent(audit.kept.share))", 16)
          + " "
          + Wording.padded(Wording.percent(audit.first.share), 8) + "  "
          + call.output.faint(String(audit.fingerprint.prefix(8))) + (audit.isPartial ? " part" : "")
      )
    }
    return 0
  }
}
