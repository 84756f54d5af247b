/// A question, and how its answer should look.
public struct SearchRequest: Sendable {
  /// The words that are looked for.
  public var text: String
  /// Texts whose meaning is looked for, the first counting double; none where only words count.
  public var meanings: [String] = []
  /// Whether words are looked for although there are meanings; without vectors they always are.
  public var usesWords = true
  /// What the question is for: it bends the meaning, and is not looked for.
  public var intent: String?
  /// Most hits; nil for all.
  public var limit: Int?
  /// Only these collections; empty for those that are searched by default.
  public var collections: [String] = []
  /// Only skills, or only memories; nil for both.
  public var kind: Document.Kind?
  public var minimumScore: Double = 0
  /// Whether nothing is answered when nothing fits; see `Confidence.isNothing`.
  public var mayAbstain = false
  public var wantsBody = false
  /// Whether words that no text holds are looked up among those that some text does.
  public var wantsSuggestions = true
  /// Most hits of a kind; of a kind that is not named as many as `limit` takes.
  public var limits: [Document.Kind: Int] = [:]
  /// How many candidates are looked at for hits, from the best on; nil for all.
  public var depth: Int?

  public init(_ text: String, limit: Int? = 5) {
    self.text = text
    self.limit = limit
  }

  /// A question that is looked for by its words and its meaning.
  public init(meaning text: String, limit: Int? = 5) {
    self.init(text, limit: limit)
    meanings = [text]
  }
}

/// What was found, and how far it can be trusted to be current.
public struct SearchAnswer: Sendable {
  public internal(set) var hits: [Hit] = []
  /// The best there is, where nothing fits.
  public internal(set) var nearestMiss: Hit?
  /// Words that the library does not know, with the word that may have been meant.
  public internal(set) var suggestions: [Suggestion] = []
  /// Whether the hits are those of the suggestions, because the words as typed found nothing.
  public internal(set) var isCorrected = false
  /// Hits that were left out for their low score.
  public internal(set) var belowMinimum = 0
  public internal(set) var freshness: Freshness
  /// How the meaning took part, where it was asked for.
  public internal(set) var meaning: MeaningState?

  /// Puts its first hits into another order: `places` has each of them once.
  public mutating func arrange(_ places: [Int]) {
    precondition(places.sorted() == Array(places.indices), "every place is named once")
    precondition(places.count <= hits.count, "there are that many hits")
    hits = places.map { hits[$0] } + hits[places.count...]
  }

  /// Leaves out all hits but the first.
  public mutating func cut(to limit: Int) { hits = Array(hits.prefix(limit)) }

  public struct Suggestion: Equatable, Sendable {
    public let typed: String
    public let meant: String
  }

  public enum MeaningState: Equatable, Sendable {
    /// Vectors were asked; so many texts have none yet.
    case used(pending: Int)
    /// They could not be, for this reason, in one sentence; the words were.
    case absent(String)
  }
}
