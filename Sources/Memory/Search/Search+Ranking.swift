package import Plumbing

/// The whole library ranked for a question, as often as somebody wants: no look at the disk, none into texts.
extension Search {
  /// A document, with what ranks it and what its score is made of.
  public struct Ranked: Sendable {
    public let location: Library.Location
    /// What ranks it: points of its words, or their share fused with its nearness; comparable within one answer only.
    public let rank: Double
    /// How likely it is to answer, from 0 to 1.
    public let score: Double
    /// Whether a search says "nothing fits" where this is the best there is.
    public let isNothing: Bool
    /// Share of the question's rarity that the document holds, 0 to 1.
    package let coverage: Double
    package let points: Double
    package let strength: Double
    package let information: Double
    package let nearness: Double
    /// Of its best passage; nil where no meaning was asked for, or it has no vectors.
    package let cosine: Double?

    package var collection: String { location.collection }
    package var path: FilePath { location.path }
  }

  /// What a ranking goes by.
  public enum Sense: String, Sendable, CaseIterable {
    case words, meaning, both
  }

  /// The documents that answer best; of all collections where none is named.
  ///
  /// Model and vectors are opened for the first question and stay for the next.
  ///
  /// - Throws: why there are no vectors, where the meaning is asked for.
  public func ranking(
    of text: String,
    limit: Int,
    by sense: Sense = .words,
    collections: Set<String> = []
  ) throws -> [Ranked] {
    var request = SearchRequest(text, limit: limit)
    if sense != .words { request.meanings = [text] }
    request.usesWords = sense != .meaning
    let query = Query(text, tokenizer)
    let question = try semantic?.begin(request)
    let results = try results(query)
    let candidates: [Candidate]
    if let question {
      let reach = try collections.isEmpty ? Reach(limits: nil) : reach(collections)
      candidates = try self.candidates(request, query, question, results, nil, reach)
    } else {
      candidates = results.ranked.map { Candidate($0) }
    }
    var ranked: [Ranked] = []
    for candidate in candidates {
      guard ranked.count < limit else { break }
      guard let row = try reader?.row(candidate.id),
        collections.isEmpty || collections.contains(row.collection)
      else { continue }
      ranked.append(
        Ranked(
          location: Library.Location(row.collection, row.path),
          rank: candidate.rank,
          score: candidate.score,
          isNothing: Confidence.isNothing(candidate),
          coverage: candidate.words?.coverage ?? 0,
          points: candidate.words?.points ?? 0,
          strength: candidate.words?.strength ?? 0,
          information: candidate.words?.information ?? 0,
          nearness: candidate.words?.nearness ?? 0,
          cosine: candidate.meaning?.cosine
        )
      )
    }
    return ranked
  }
}
