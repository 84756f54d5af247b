import Plumbing

/// Candidates become hits: with their text, the passage that answers, and those that say the same.
extension Search {
  /// What filling an answer needs to know beside its candidates.
  struct Filling {
    let request: SearchRequest
    let query: Query
    /// Of the collections that are searched.
    let names: Set<String>
    let results: RankedResults
    /// Where texts are that are newer than the index.
    let overlay: IndexReader?
    /// The vector space that took part.
    var space: String?
  }

  func fill(_ answer: inout SearchAnswer, _ filling: Filling, _ candidates: some Sequence<Candidate>) throws {
    let request = filling.request
    let finder = PassageFinder(
      filling.query,
      rarities: filling.results.rarities,
      beginnings: filling.results.beginnings,
      tokenizer
    )
    var twins = Twins()
    var left = request.limits
    for candidate in candidates.prefix(request.depth ?? .max) {
      let isFull = request.limit.map { answer.hits.count >= $0 } ?? false
      // Files that say the same as one that is shown are named with it; they are its neighbours by rank.
      if isFull, filling.space == nil || twins.looked >= Twins.beyond { break }
      let source = candidate.isFromOverlay ? filling.overlay : reader
      guard let row = try source?.row(candidate.id), filling.names.contains(row.collection),
        left[row.kind] != 0
      else { continue }
      if let kind = request.kind, row.kind != kind { continue }
      if candidate.score < request.minimumScore {
        if !isFull { answer.belowMinimum += 1 }
        continue
      }
      if let space = filling.space {
        let vectors = try candidate.isFromOverlay ? [] : reader?.vectorNumbers(of: row.hash, in: space) ?? []
        if let shown = twins.shown(row.hash, vectors) {
          answer.hits[shown].alike.append(Library.Location(row.collection, row.path))
          continue
        }
        guard !isFull else {
          twins.looked += 1
          continue
        }
        twins.add(row.hash, vectors)
      }
      guard let bytes = try source?.content(row.hash),
        let document = try? Document.read(bytes, path: row.path)
      else {
        twins.removeLast(ifBeyond: answer.hits.count)
        continue
      }
      let passages = try meaningPassages(candidate, row.hash, bytes, filling.space)
      let hit = Hit(
        collection: row.collection,
        path: row.path,
        title: row.title,
        kind: row.kind,
        hash: row.hash,
        number: row.id,
        status: row.status,
        score: candidate.score,
        passage: finder.passage(
          in: document,
          near: passages.first?.bytes,
          words: candidate.words?.coverage ?? 0
        ),
        body: request.wantsBody ? String(decoding: document.text, as: UTF8.self) : nil,
        explanation: explanation(candidate, passages.map(\.passage), filling.results)
      )
      if request.mayAbstain, answer.hits.isEmpty, Confidence.isNothing(candidate) {
        answer.nearestMiss = hit
        return
      }
      left[row.kind]? -= 1
      answer.hits.append(hit)
    }
  }

  private func explanation(
    _ candidate: Candidate,
    _ passages: [Hit.Explanation.Passage],
    _ results: RankedResults
  ) -> Hit.Explanation {
    var explanation =
      candidate.words.map { results.explanation(of: $0) }
      ?? Hit.Explanation(isFromFile: candidate.isFromOverlay)
    if let meaning = candidate.meaning {
      explanation.meaning = Hit.Explanation.Meaning(
        cosine: meaning.cosine,
        passages: passages,
        rank: candidate.rank
      )
    }
    return explanation
  }

  /// Where a candidate's best passages stand in its text.
  private func meaningPassages(
    _ candidate: Candidate,
    _ hash: String,
    _ bytes: [UInt8],
    _ space: String?
  ) throws -> [(bytes: Range<Int>, passage: Hit.Explanation.Passage)] {
    guard let space, let meaning = candidate.meaning, !meaning.passages.isEmpty else { return [] }
    let fresh = candidate.isFromOverlay ? MeaningText(bytes).passages : []
    return try meaning.passages.compactMap { position, cosine in
      if candidate.isFromOverlay {
        guard position < fresh.count else { return nil }
        return (fresh[position].bytes, Hit.Explanation.Passage(line: fresh[position].line, cosine: cosine))
      }
      guard let place = try reader?.place(of: hash, in: space, position: position) else { return nil }
      return (place.bytes, Hit.Explanation.Passage(line: place.line, cosine: cosine))
    }
  }
}

/// Which of the texts shown so far another one repeats.
///
/// Texts with the same bytes do, and those of which four passages in five are the same, because equal passages share
/// one vector.
private struct Twins {
  private var shown: [(hash: String, vectors: Set<Int64>)] = []
  /// Candidates that were looked at after the last hit.
  var looked = 0
  /// How many those may be.
  static let beyond = 10

  func shown(_ hash: String, _ vectors: Set<Int64>) -> Int? {
    shown.firstIndex { other in
      if other.hash == hash { return true }
      guard !vectors.isEmpty, !other.vectors.isEmpty else { return false }
      let common = vectors.intersection(other.vectors).count
      return 5 * common >= 4 * max(vectors.count, other.vectors.count)
    }
  }

  mutating func add(_ hash: String, _ vectors: Set<Int64>) { shown.append((hash, vectors)) }

  mutating func removeLast(ifBeyond count: Int) { if shown.count > count { shown.removeLast() } }
}

extension IndexReader {
  /// The numbers of a content's vectors.
  fileprivate func vectorNumbers(of hash: String, in space: String) throws(SQLiteError) -> Set<Int64> {
    let statement = try database.statement(
      """
      SELECT p.vector FROM embedded e JOIN passages p ON p.content = e.id WHERE e.hash = ?1 AND e.space = ?2
      """
    )
    statement.bind(1, hash)
    statement.bind(2, space)
    defer { statement.reset() }
    var found: Set<Int64> = []
    while try statement.step() { found.insert(statement.int(0)) }
    return found
  }

  /// Where a passage stands in its content.
  fileprivate func place(
    of hash: String,
    in space: String,
    position: Int
  ) throws(SQLiteError) -> (bytes: Range<Int>, line: Int)? {
    let statement = try database.statement(
      """
      SELECT p.start, p.length, p.line FROM embedded e JOIN passages p ON p.content = e.id
      WHERE e.hash = ?1 AND e.space = ?2 AND p.position = ?3
      """
    )
    statement.bind(1, hash)
    statement.bind(2, space)
    statement.bind(3, Int64(position))
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    let start = Int(statement.int(0))
    return (start..<start + Int(statement.int(1)), Int(statement.int(2)))
  }
}
