import Plumbing

@testable import Commands
@testable import Teaching

/// An audit that nobody ran: every kind of verdict, on a fixed day.
struct MadeAudit {
  var report: AuditReport
  var history: [Ledger.AuditEntry] = []
  var changes: AuditDiff?
  var since: String?

  /// 2026-11-25 16:11 UTC.
  static let day = Timestamp(seconds: 1_795_623_060)

  var page: AuditPage { AuditPage(report: report, history: history, changes: changes, since: since) }

  init(
    _ skills: [AuditReport.SkillResult],
    remarks: [String] = [],
    isPartial: Bool = false,
    at: Timestamp = day
  ) {
    report = AuditReport(
      at: at,
      mode: .words,
      k: 3,
      fingerprint: "5b2f9c0de1a74433",
      documents: 94,
      isPartial: isPartial,
      skills: skills,
      remarks: remarks
    )
  }

  static func address(_ label: String) -> String { "qmd://memories/skills/\(label)/SKILL.md" }

  static func skill(_ label: String, _ verdicts: [Verdict], remarks: [String] = []) -> AuditReport.SkillResult
  {
    AuditReport.SkillResult(
      address: address(label),
      label: label,
      hash: label,
      verdicts: verdicts,
      remarks: remarks
    )
  }

  static func kept(
    _ text: String,
    origin: Contract.Origin = .declared,
    rank: Int = 1,
    margin: Double = 0.4,
    before rival: String? = nil
  ) -> Verdict {
    var verdict = Verdict(query: Contract.Query(text, rank: max(rank, 1), origin: origin))
    verdict.rank = rank
    verdict.mixedRank = rank + 1
    verdict.score = 0.8
    verdict.margin = margin
    verdict.rival = rival.map { Verdict.Rival(address: address($0), rank: rank == 1 ? 2 : 1) }
    verdict.isKept = true
    return verdict
  }

  static func lost(_ text: String, rank: Int?, to thief: String?, _ cause: Cause, _ advice: String) -> Verdict
  {
    var verdict = Verdict(query: Contract.Query(text))
    verdict.rank = rank
    verdict.mixedRank = rank.map { $0 + 2 }
    verdict.margin = rank == nil ? -1 : -0.25
    verdict.rival = thief.map { Verdict.Rival(address: address($0), rank: 1) }
    verdict.cause = cause
    verdict.advice = advice
    return verdict
  }

  static func forbidden(_ text: String, isKept: Bool) -> Verdict {
    var verdict = Verdict(query: Contract.Query(text, shouldTrigger: false))
    verdict.rank = isKept ? 3 : 1
    verdict.mixedRank = isKept ? 6 : 1
    verdict.margin = isKept ? -0.5 : 0.2
    verdict.isKept = isKept
    if !isKept { verdict.advice = "it comes first by 'invoice': take such words out of its description" }
    return verdict
  }

  static func entry(
    _ id: Int64,
    _ time: Timestamp,
    _ hits: Int,
    of total: Int,
    isPartial: Bool = false
  )
    -> Ledger.AuditEntry
  {
    Ledger.AuditEntry(
      id: id,
      at: time.iso8601,
      mode: "words",
      k: 3,
      fingerprint: "\(id)",
      documents: 94,
      isPartial: isPartial,
      skills: 4,
      kept: Rate(hits, of: total),
      first: Rate(hits, of: total)
    )
  }

  // MARK: Whole ones

  /// Four skills: one that is broken in several ways, one that is robbed, one that holds, one without a contract.
  static var small: MadeAudit {
    let before = [
      skill(
        "late-invoice",
        [kept("they never paid"), kept("second reminder"), forbidden("refund", isKept: true)]
      ),
      skill("discount-prospect", [lost("what may I offer", rank: 2, to: "renewal-offer", .outranked, "…")]),
      skill("gone-skill", [kept("something of old")]),
    ]
    let after = [
      skill(
        "discount-prospect",
        [
          kept("what may I offer", margin: 0.03, before: "renewal-offer"),
          kept("price for Acme", rank: 2, margin: -0.1),
        ]
      ),
      skill(
        "late-invoice",
        [
          lost(
            "they never paid",
            rank: 4,
            to: "renewal-offer",
            .vocabularyGap,
            "it lacks 'paid': put such words among its keywords or in its description"
          ),
          lost(
            "money still missing",
            rank: nil,
            to: nil,
            .notIndexed,
            "no collection holds it: `qmd collection add /home/ada/skills`"
          ),
          kept("second reminder"),
          forbidden("credit note", isKept: false),
          forbidden("refund", isKept: true),
          kept("overdue", origin: .keyword),
          lost("dunning", rank: 2, to: "renewal-offer", .outranked, "…").as(.keyword),
        ],
        remarks: ["recall.json has the unknown key 'colour'"]
      ),
      skill("renewal-offer", [kept("renew the contract of Saltmarsh", margin: 1)]),
      skill("weekly-review", [kept("answer the seven Friday questions", origin: .derived)]),
    ]
    var made = MadeAudit(after, remarks: ["1 folder could not be read: /home/ada/locked"])
    let then = MadeAudit(before)
    made.changes = AuditDiff(before: then.report.comparable, after: made.report.comparable)
    made.since = "24 November 2026, 09:30"
    let dayBefore = Timestamp(seconds: day.seconds - 86_400)
    made.history = [
      entry(3, dayBefore, 6, of: 8), entry(2, dayBefore, 1, of: 1, isPartial: true),
      entry(1, Timestamp(seconds: day.seconds - 30 * 86_400), 4, of: 8),
    ]
    return made
  }

  /// As many skills as wanted; each fourth query of each fifth skill is lost to a neighbour.
  static func large(skills: Int, queries: Int) -> MadeAudit {
    MadeAudit(
      (0..<skills).map { number in
        skill(
          "skill-\(number)",
          (0..<queries).map { query in
            let text = "query \(query) of skill \(number), about as long as people ask"
            let thief = "skill-\((number + 1 + query % 3) % skills)"
            guard number % 5 == 0, query % 4 == 0 else { return kept(text, margin: 0.3, before: thief) }
            return lost(
              text,
              rank: 3,
              to: thief,
              .outranked,
              "\(thief) makes more of 'people': say what sets them apart"
            )
          }
        )
      }
    )
  }
}

extension Verdict {
  /// The same verdict, of a query from elsewhere.
  func `as`(_ origin: Contract.Origin) -> Verdict {
    var other = Verdict(
      query: Contract.Query(query.text, shouldTrigger: query.shouldTrigger, rank: query.rank, origin: origin)
    )
    (other.rank, other.mixedRank, other.score, other.margin) = (rank, mixedRank, score, margin)
    (other.rival, other.isKept, other.cause, other.advice) = (rival, isKept, cause, advice)
    return other
  }
}
