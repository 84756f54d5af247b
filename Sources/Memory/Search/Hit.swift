public import Plumbing

/// A document that answers a query, and where in it the answer stands.
public struct Hit: Equatable, Sendable {
  public let collection: String
  public let path: FilePath
  public let title: String
  public let kind: Document.Kind
  /// SHA-256 of the file's bytes, in hex; its first six digits are the docid.
  public let hash: String
  /// The document's number in the table it was found in, and its file as it was when it was read.
  let number: Int64
  let status: FileStatus
  /// From 0 to 1, the same scale for every query.
  public let score: Double
  public let passage: Passage
  /// The whole text, where it was asked for.
  public let body: String?
  public let explanation: Explanation
  /// Other documents that say the same, all or nearly.
  public internal(set) var alike: [Library.Location] = []

  public var docid: String { "#" + hash.prefix(6) }

  /// Why it ranks where it does.
  public struct Explanation: Equatable, Sendable {
    /// A term of the query and what it brought.
    public struct Part: Equatable, Sendable {
      public let term: String
      /// Documents of the library that hold the term.
      public let documents: Int
      /// How rare it is: the inverse document frequency.
      public let rarity: Double
      /// Its occurrences, weighed by field and length.
      public let frequency: Double
      /// What it added to the ranking.
      public let points: Double
    }

    public let parts: [Part]
    /// Share of the query's rarity that the document holds, 0 to 1.
    public let coverage: Double
    /// Points for neighbours of the query that stand near each other.
    public let proximity: Double
    /// Fields in which something was found.
    public let fields: [String]
    /// The sum that ranks.
    public let points: Double
    /// Read from the file just now, because the index is not up to date with it.
    public let isFromFile: Bool
    /// What its meaning brought, where that was asked for.
    public internal(set) var meaning: Meaning?

    /// A passage, and how near it is to the question.
    public struct Passage: Equatable, Sendable {
      /// Its first line, counted from 1.
      public let line: Int
      /// From -1 to 1.
      public let cosine: Double
    }

    public struct Meaning: Equatable, Sendable {
      /// Of the best passage; nil for a text that has no vectors yet.
      public let cosine: Double?
      /// The best, the nearest first.
      public let passages: [Passage]
      /// What ranks: words and meaning together.
      public let rank: Double
    }

    init(
      parts: [Part] = [],
      coverage: Double = 0,
      proximity: Double = 0,
      fields: [String] = [],
      points: Double = 0,
      isFromFile: Bool
    ) {
      self.parts = parts
      self.coverage = coverage
      self.proximity = proximity
      self.fields = fields
      self.points = points
      self.isFromFile = isFromFile
    }
  }
}

/// The lines of a text where a query is best met.
public struct Passage: Equatable, Sendable {
  /// The best line, counted from 1.
  public let line: Int
  /// The first line of `text`, counted from 1.
  public let firstLine: Int
  public let lineCount: Int
  /// Lines of the document before and after.
  public let before: Int
  public let after: Int
  public let text: String
  /// Headings above the best line, outermost first.
  public let headings: [String]
}
