/// How a set of queries fared.
public struct RecallFigures: Equatable, Sendable {
  /// Queries that are as their contract wants them, of all.
  public var kept = Rate(0, of: 0)
  /// First among skills, of those that ought to come up.
  public var first = Rate(0, of: 0)
  /// Within the first k among skills; k is the report's.
  private var ranks: [Int?] = []
  /// Within the first five of everything.
  public var mixed = Rate(0, of: 0)
  /// Came first where it must not, of those that must not.
  public var falseTriggers = Rate(0, of: 0)
  /// Mean of 1/rank, 0 where it does not match: of those that ought to come up.
  public var meanReciprocalRank = 0.0
  /// The least lead over the best other skill, of those that ought to come up.
  public var worstMargin: Double?

  public init(_ verdicts: [Verdict]) {
    var reciprocal = 0.0
    for verdict in verdicts {
      kept.total += 1
      if verdict.isKept { kept.hits += 1 }
      guard verdict.query.shouldTrigger else {
        falseTriggers.total += 1
        if verdict.isFalseTrigger { falseTriggers.hits += 1 }
        continue
      }
      first.total += 1
      if verdict.isFirst { first.hits += 1 }
      mixed.total += 1
      if let place = verdict.mixedRank, place <= 5 { mixed.hits += 1 }
      ranks.append(verdict.rank)
      if let rank = verdict.rank { reciprocal += 1 / Double(rank) }
      worstMargin = min(worstMargin ?? 1, verdict.margin)
    }
    if first.total > 0 { meanReciprocalRank = reciprocal / Double(first.total) }
  }

  /// Within the first `k` among skills, of those that ought to come up.
  public func within(_ k: Int) -> Rate {
    Rate(ranks.count { $0.map { $0 <= k } ?? false }, of: ranks.count)
  }
}
