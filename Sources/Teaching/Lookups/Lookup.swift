public import Plumbing

/// What an agent asked, and what it was shown.
///
/// Names are digests, which say whether two are the same and nothing else; texts stand beside them only where the user
/// allowed it.
public struct Lookup: Equatable, Sendable {
  /// A document that was put before the agent.
  public struct Entry: Equatable, Sendable {
    /// The digest of its address.
    public var document: String
    public var address: String?
    public var isSkill: Bool
    public var score: Double
    /// Whether it was read afterwards; known to the ledger only.
    public var isOpened = false

    public init(address: String, keepsText: Bool, isSkill: Bool, score: Double) {
      document = Lookup.digest(address)
      self.address = keepsText ? address : nil
      self.isSkill = isSkill
      self.score = score
    }

    init(document: String, address: String?, isSkill: Bool, score: Double, isOpened: Bool = false) {
      self.document = document
      self.address = address
      self.isSkill = isSkill
      self.score = score
      self.isOpened = isOpened
    }
  }

  /// Of this one lookup.
  public let id: String
  /// `2026-11-22T09:30:00.123Z`.
  public let at: String
  public let agent: String
  /// The digest of the agent's name of the conversation; empty where it has none.
  public let session: String
  /// The digest of the question.
  public let query: String
  public let text: String?
  /// The score of the best text there was, shown or not.
  public let best: Double
  /// What was shown, in order; empty where nothing fitted.
  public let entries: [Entry]

  public init(
    _ question: String,
    at: Timestamp,
    agent: String,
    session: String?,
    keepsText: Bool,
    best: Double,
    entries: [Entry]
  ) {
    self.at = at.iso8601
    self.agent = agent
    self.session = session.map(Self.digest) ?? ""
    query = Self.digest(Self.normal(question))
    text = keepsText ? Self.normal(question) : nil
    self.best = best
    self.entries = entries
    id = Self.digest("\(self.at) \(at.nanoseconds) \(Launch.processID) \(query)")
  }

  init(
    id: String,
    at: String,
    agent: String,
    session: String,
    query: String,
    text: String?,
    best: Double,
    entries: [Entry]
  ) {
    self.id = id
    self.at = at
    self.agent = agent
    self.session = session
    self.query = query
    self.text = text
    self.best = best
    self.entries = entries
  }

  /// The first 64 bits of the SHA-256 of a text, in hex.
  public static func digest(_ text: String) -> String { String(SHA256.hex(Array(text.utf8)).prefix(16)) }

  /// The same question, typed with other spaces.
  private static func normal(_ question: String) -> String {
    question.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// A document was read whose reading is worth knowing of.
public struct Opening: Equatable, Sendable {
  public let id: String
  public let at: String
  public let document: String

  public init(_ address: String, at: Timestamp) {
    document = Lookup.digest(address)
    self.at = at.iso8601
    id = Lookup.digest("\(at.nanoseconds) \(Launch.processID) \(document)")
  }

  init(id: String, at: String, document: String) {
    self.id = id
    self.at = at
    self.document = document
  }
}
