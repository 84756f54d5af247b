/// How one query of a contract fared.
public struct Verdict: Equatable, Sendable {
  /// Another skill that stood in the way, by its address.
  public struct Rival: Equatable, Sendable {
    public let address: String
    /// Its place among skills, from 1.
    public let rank: Int

    public init(address: String, rank: Int) {
      self.address = address
      self.rank = rank
    }
  }

  public let query: Contract.Query
  /// The skill's place among skills, identical copies counted once; nil where it does not match at all.
  public var rank: Int?
  /// Its place among all documents.
  public var mixedRank: Int?
  /// How likely it is to answer, from 0 to 1; 0 where it does not match.
  public var score: Double = 0
  /// How far it is ahead of the best other skill, as a share of the better one's points: 1 without a rival, negative
  /// when it is behind, −1 where it does not match.
  public var margin: Double = -1
  /// The best other skill.
  public var rival: Rival?
  /// Whether the query is as the contract wants it.
  public var isKept = false
  /// Why it is not, where the skill ought to have come up.
  public var cause: Cause?
  /// Words of the query that the skill lacks.
  public var missingWords: [String] = []
  /// What to do about it, in one sentence.
  public var advice: String?

  public init(query: Contract.Query) { self.query = query }

  /// Whether it came first where it ought to come up.
  public var isFirst: Bool { query.shouldTrigger && rank == 1 && cause != .abstained }

  /// Came first where it must not.
  public var isFalseTrigger: Bool { !query.shouldTrigger && !isKept }

  /// The skill that took the query: the first of all skills, where that is another.
  public var thief: String? { query.shouldTrigger && rank != 1 && rival?.rank == 1 ? rival?.address : nil }
}
