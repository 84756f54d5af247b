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
    /// The skill, or the playbook without one, that should come up instead, by the name it was given; for queries that
    /// must not trigger.
    public let belongsTo: String?

    public init(
      _ text: String,
      shouldTrigger: Bool = true,
      rank: Int = 1,
      origin: Origin = .declared,
      belongsTo: String? = nil
    ) {
      self.text = text
      self.shouldTrigger = shouldTrigger
      self.rank = rank
      self.origin = origin
      self.belongsTo = belongsTo
    }

    /// What two queries share that ask the same: their letters and digits in lower case, word by word.
    public var key: String { Self.key(of: text) }

    static func key(of text: String) -> String {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
  }

  /// Something amiss with a contract's file.
  public struct Fault: Equatable, Sendable {
    public let sentence: String
    /// Whether something that was written down is not measured by it.
    public let isError: Bool

    public init(_ sentence: String, isError: Bool = true) {
      self.sentence = sentence
      self.isError = isError
    }
  }

  public var queries: [Query]
  /// What is amiss with the file; the queries that could be read are used all the same.
  public var faults: [Fault]

  /// The faults, each a sentence.
  public var problems: [String] { faults.map(\.sentence) }

  public init(queries: [Query] = [], faults: [Fault] = []) {
    self.queries = queries
    self.faults = faults
  }

  /// Whether any query counts.
  public var isDeclared: Bool { queries.contains(where: \.origin.counts) }
}
