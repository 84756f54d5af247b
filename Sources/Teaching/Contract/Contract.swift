/// The queries that must surface a skill, and those that must not: what its recall is measured by.
public struct Contract: Equatable, Sendable {
  /// Where a query comes from, and so whether it counts.
  public enum Origin: String, Sendable, CaseIterable {
    /// Written down in `evals/recall.json`.
    case declared
    /// Written down there, and marked as really asked.
    case observed
    /// One of `metadata.keywords`.
    case keyword
    /// Made of name and description, where nothing is written down.
    case derived

    /// Keywords and derived queries are drawn from the text that is searched, so that finding the skill by them proves
    /// little: they are shown apart, and never counted.
    public var counts: Bool { self == .declared || self == .observed }
  }

  public struct Query: Equatable, Sendable {
    public let text: String
    /// Whether the skill must come up, or must not come first.
    public let shouldTrigger: Bool
    /// The last place among skills that will do, from 1.
    public let rank: Int
    public let origin: Origin

    public init(_ text: String, shouldTrigger: Bool = true, rank: Int = 1, origin: Origin = .declared) {
      self.text = text
      self.shouldTrigger = shouldTrigger
      self.rank = rank
      self.origin = origin
    }
  }

  public var queries: [Query]
  /// What is amiss with the file, each a sentence; the queries that could be read are used all the same.
  public var problems: [String]

  public init(queries: [Query] = [], problems: [String] = []) {
    self.queries = queries
    self.problems = problems
  }

  /// Whether any query counts.
  public var isDeclared: Bool { queries.contains(where: \.origin.counts) }
}
