import Plumbing
import Teaching

/// An audit as programs read it; the keys keep their order.
struct AuditPayload {
  private let audited: Auditing.Audited

  init(_ audited: Auditing.Audited) { self.audited = audited }

  var json: JSON {
    let report = audited.report
    var members: [JSON.Member] = [
      .init("audit", audited.number.map { .integer(Int($0)) } ?? .null),
      .init("at", .string(report.at.iso8601)),
      .init("mode", .string(report.mode.rawValue)),
      .init("k", .integer(report.k)),
      .init("fingerprint", .string(report.fingerprint)),
      .init("documents", .integer(report.documents)),
      .init("partial", .bool(report.isPartial)),
      .init("passed", .bool(audited.status == 0)),
    ]
    members += Self.figures(report.tally, report.k)
    members += [
      .init("confusion", .array(confusion)),
      .init("skills", .array(report.skills.map(skill))),
      .init("remarks", .array(report.remarks.map { .string($0) })),
    ]
    if let (since, diff) = audited.changes {
      members.append(.init("changes", Self.changes(diff, from: since, to: audited.number)))
    }
    return .object(members)
  }

  private static func rate(_ rate: Rate) -> JSON {
    [
      "hits": .integer(rate.hits),
      "total": .integer(rate.total),
      "share": number(rate.share),
      "low": number(rate.interval.lowerBound),
      "high": number(rate.interval.upperBound),
    ]
  }

  private static func number(_ value: Double) -> JSON { .number(Wording.decimals(value, 4)) }

  private static func figures(_ tally: RecallFigures, _ k: Int) -> [JSON.Member] {
    [
      .init("kept", rate(tally.kept)),
      .init("first", rate(tally.first)),
      .init("within", rate(tally.within(k))),
      .init("mixed5", rate(tally.mixed)),
      .init("mrr", number(tally.meanReciprocalRank)),
      .init("worstMargin", tally.worstMargin.map(number) ?? .null),
      .init("falseTriggers", rate(tally.falseTriggers)),
    ]
  }

  private var confusion: [JSON] {
    audited.report.confusion.sorted { $0.key < $1.key }.flatMap { skill, thieves in
      thieves.sorted { $0.key < $1.key }.map { thief, count -> JSON in
        ["skill": .string(skill), "thief": .string(thief), "queries": .integer(count)]
      }
    }
  }

  private func skill(_ skill: AuditReport.SkillResult) -> JSON {
    var members: [JSON.Member] = [
      .init("skill", .string(skill.label)),
      .init("address", .string(skill.address)),
      .init("hash", .string(skill.hash)),
      .init("broken", .bool(skill.isBroken)),
    ]
    members += Self.figures(skill.tally, audited.report.k)
    members += [
      .init("queries", .array(skill.verdicts.map(Self.verdict))),
      .init("remarks", .array(skill.remarks.map { .string($0) })),
    ]
    return .object(members)
  }

  private static func verdict(_ verdict: Verdict) -> JSON {
    [
      "query": .string(verdict.query.text),
      "origin": .string(verdict.query.origin.rawValue),
      "shouldTrigger": .bool(verdict.query.shouldTrigger),
      "kept": .bool(verdict.isKept),
      "rank": verdict.rank.map { .integer($0) } ?? .null,
      "mixedRank": verdict.mixedRank.map { .integer($0) } ?? .null,
      "score": number(verdict.score),
      "margin": number(verdict.margin),
      "thief": verdict.thief.map { .string($0) } ?? .null,
      "cause": verdict.cause.map { .string($0.rawValue) } ?? .null,
      "missingWords": .array(verdict.missingWords.map { .string($0) }),
      "advice": verdict.advice.map { .string($0) } ?? .null,
    ]
  }

  static func entry(_ entry: Ledger.AuditEntry) -> JSON {
    [
      "audit": .integer(Int(entry.id)),
      "at": .string(entry.at),
      "mode": .string(entry.mode),
      "k": .integer(entry.k),
      "fingerprint": .string(entry.fingerprint),
      "documents": .integer(entry.documents),
      "partial": .bool(entry.isPartial),
      "skills": .integer(entry.skills),
      "kept": rate(entry.kept),
      "first": rate(entry.first),
    ]
  }

  static func changes(_ diff: AuditDiff, from: Ledger.AuditEntry, to: Int64?) -> JSON {
    func move(_ move: AuditDiff.Move) -> JSON {
      [
        "skill": .string(move.skill),
        "query": .string(move.after.query.text),
        "rankBefore": move.before.rank.map { .integer($0) } ?? .null,
        "rank": move.after.rank.map { .integer($0) } ?? .null,
        "thief": move.after.thief.map { .string($0) } ?? .null,
        "cause": move.after.cause.map { .string($0.rawValue) } ?? .null,
      ]
    }
    return [
      "from": .integer(Int(from.id)),
      "to": to.map { .integer(Int($0)) } ?? .null,
      "lost": .array(diff.lost.map(move)),
      "won": .array(diff.won.map(move)),
      "queriesAdded": .integer(diff.added),
      "queriesRemoved": .integer(diff.removed),
      "rewritten": .array(diff.rewritten.map { .string($0) }),
      "newSkills": .array(diff.newSkills.map { .string($0) }),
      "goneSkills": .array(diff.goneSkills.map { .string($0) }),
    ]
  }
}
