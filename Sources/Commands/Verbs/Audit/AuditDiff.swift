import Memory
import Plumbing
import Teaching

extension Verb {
  static let auditDiff = Verb(
    "audit diff",
    .skills,
    operands: "AUDIT AUDIT",
    "Show what became different between two audits on record.",
    details: [
      "An audit is named by its number, by a day (the last one of that day), or by `yesterday` and `today`."
    ],
    flags: [.json],
    examples: [Example("qmd audit diff yesterday today", "what was lost and won since yesterday")]
  ) { call in
    let words = try call.words(atLeast: 2, atMost: 2)
    let (ledger, index, _) = try Auditing.onRecord(call)
    let history = try ledger.audits(of: index).filter { !$0.isPartial }
    let entries = try words.map { try AuditName($0).find(in: history) }
    let diff = try AuditDiff(
      before: ledger.comparable(entries[0].id),
      after: ledger.comparable(entries[1].id)
    )
    let labels = try ledger.skills(of: entries[1].id).mapValues(\.label)
    if call.typed.has(.json) {
      call.output.write(AuditPayload.changes(diff, from: entries[0], to: entries[1].id))
    } else {
      call.output.line(
        "#\(entries[0].id) of \(entries[0].at.prefix(10)): \(Wording.percent(entries[0].kept.share)) kept;"
          + " #\(entries[1].id) of \(entries[1].at.prefix(10)): \(Wording.percent(entries[1].kept.share))"
      )
      ChangesView(diff) { labels[$0] ?? $0 }.print(to: call.output)
    }
    return 0
  }
}
