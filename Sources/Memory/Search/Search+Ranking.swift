package import Plumbing

/// The whole library ranked for a question, as often as somebody wants: no look at the disk, none into texts.
extension Search {
  /// A document, with what ranks it and what its score is made of.
  public struct Ranked: Sendable {
    public let location: Library.Location
    /// How likely it is to answer, from 0 to 1.
    public let score: Double
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

  /// The documents that answer best, by words or by words and meaning, whatever collection they are in.
  ///
  /// Model and vectors are opened for the first question and stay for the next. Without them the words alone rank.
  public func ranking(of text: String, limit: Int, byMeaning: Bool = false) throws -> [Ranked] {
    var request = SearchRequest(text, limit: limit)
    if byMeaning { request.meanings = [text] }
    let query = Query(text, tokenizer)
    let question = try semantic?.begin(request)
    let results = try results(query)
    var found: [Candidate]?
    if let question, (try? question.vectors()) != nil {
      found = try candidates(request, query, question, results, nil, Reach(limits: nil))
    }
    let candidates = found ?? results.ranked.prefix(limit).map { Candidate($0) }
    return try candidates.prefix(limit).compactMap { candidate in
      try reader?.row(candidate.id).map {
        Ranked(
          location: Library.Location($0.collection, $0.path),
          score: candidate.score,
          coverage: candidate.words?.coverage ?? 0,
          points: candidate.words?.points ?? 0,
          strength: candidate.words?.strength ?? 0,
          information: candidate.words?.information ?? 0,
          nearness: candidate.words?.nearness ?? 0,
          cosine: candidate.meaning?.cosine
        )
      }
    }
  }
}
