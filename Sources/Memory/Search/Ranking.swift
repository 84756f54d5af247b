import Glibc

/// The numbers of the ranking, tuned on the development halves of the retrieval sets; see docs/decisions.
///
/// The shape is BM25F: the fields of a document are weighed and length-normalised into one frequency per term before it
/// saturates, so that a word in the title and the text is not counted as two finds.
/// S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6.
public struct Ranking: Equatable, Sendable {
  /// Weight of one occurrence, by field: title, description, keywords, headings, path, body.
  public var weights: [Double] = [8, 5.4, 6, 1.1, 3, 1]
  /// How far a long field's occurrences count less, 0 to 1, by field.
  public var lengthBalance: [Double] = [0.6, 1, 0.4, 0.5, 0.3, 1]
  /// By field: tokens of a usual one, where that is not the library's average.
  ///
  /// Few documents have keywords. Beside the average over all of them every list seems endless, and one that is added
  /// changes the points of all others.
  public var usualTokens: [Double?] = [nil, nil, 10, nil, nil, nil]
  /// Frequency at which a term has half its effect.
  public var saturation: Double = 8.7
  /// 0 ignores how much of the query is found; 1 multiplies by it.
  public var coverage: Double = 0.5
  /// What two neighbours of the query are worth when they stand side by side in the text.
  public var proximity: Double = 2.7
  /// An occurrence that only begins with the word, beside one of the word itself.
  public var beginning: Double = 0.3

  public init() {}

  /// Inverse document frequency, never negative: ln(1 + (N − n + ½) / (n + ½)).
  static func rarity(documents: Int, having count: Int) -> Double {
    let all = Double(documents), some = min(Double(count), all)
    return log1p((all - some + 0.5) / (some + 0.5))
  }
}
