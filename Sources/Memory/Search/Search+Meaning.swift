import Plumbing

/// Candidates by words and meaning together.
extension Search {
  /// Which documents an answer may name: all, or those of some collections.
  struct Reach {
    /// Numbers of documents and keys of contents; nil where everything is searched.
    let limits: (documents: Set<Int64>, contents: Set<UInt64>)?

    func admits(_ id: Int64) -> Bool { limits?.documents.contains(id) ?? true }
  }

  /// Limits are looked up only where a collection of the index is not in scope.
  func reach(_ names: Set<String>) throws -> Reach {
    guard let reader else { return Reach(limits: nil) }
    return try reader.read { () throws(SQLiteError) in
      let next = try reader.database.statement(
        "SELECT min(collection) FROM documents WHERE collection > ?1"
      )
      var (last, isWhole) = ("", true)
      while isWhole {
        next.bind(1, last)
        guard let name = try next.string() else { break }
        isWhole = names.contains(name)
        last = name
      }
      guard !isWhole else { return Reach(limits: nil) }
      var documents: Set<Int64> = []
      var contents: Set<UInt64> = []
      let rows = try reader.database.statement("SELECT id, hash FROM documents WHERE collection = ?1")
      for name in names {
        rows.bind(1, name)
        while try rows.step() {
          documents.insert(rows.int(0))
          contents.insert(VectorTable.key(rows.text(1)))
        }
        rows.reset()
      }
      return Reach(limits: (documents, contents))
    }
  }

  /// A document that is weighed, before its meaning is known.
  private struct Contender {
    let id: Int64
    let isFromOverlay: Bool
    /// The key of its content; nil for texts that are newer than the index.
    let key: UInt64?
    let hash: String
    let words: RankedResults.Result?
    var passages: [(position: Int, cosine: Double)] = []
    var cosine: Double?
    var isExact = false
  }

  /// The candidates, best first, when the question has vectors.
  func candidates(
    _ request: SearchRequest,
    _ query: Query,
    _ question: MeaningQuestion,
    _ results: RankedResults,
    _ overlay: Overlay?,
    _ reach: Reach
  ) throws -> [Candidate] {
    guard let reader, let semantic else { return [] }
    let vectors = try question.vectors()
    guard let dimensions = vectors.first?.vector.count else { return [] }
    let index = try semantic.index(question, dimensions: dimensions)
    return try reader.read { () throws(SQLiteError) in
      var contenders = try contenders(request, query, vectors, index, results, overlay, reach, reader)
      let keys = Set(contenders.compactMap(\.key))
      let passages = vectors.map { index.passages(of: keys, to: $0.vector) }
      for place in contenders.indices {
        if let key = contenders[place].key {
          (contenders[place].passages, contenders[place].cosine) = Self.combined(
            passages.map { $0[key] ?? [] },
            vectors.map(\.share)
          )
        } else if let overlay {
          contenders[place].passages = try overlaid(contenders[place], overlay, vectors, question.space, reader)
          contenders[place].cosine = contenders[place].passages.first?.cosine
        }
      }
      return try ranked(&contenders, request, vectors, question.space, results, reader)
    }
  }

  /// By words and by meaning the best of each, every document once.
  private func contenders(
    _ request: SearchRequest,
    _ query: Query,
    _ vectors: [(vector: [Float], share: Float)],
    _ index: MeaningIndex,
    _ results: RankedResults,
    _ overlay: Overlay?,
    _ reach: Reach,
    _ reader: IndexReader
  ) throws(SQLiteError) -> [Contender] {
    let most = request.limit.map { max(fusion.candidates, 2 * $0) } ?? Int.max
    var found: [Contender] = []
    var seen: Set<Int64> = []
    let overlayReader = overlay?.writer.reader()
    for result in results.ranked {
      guard found.count < most else { break }
      if result.isFromOverlay {
        guard let row = try overlayReader?.row(result.id) else { continue }
        found.append(
          Contender(id: result.id, isFromOverlay: true, key: nil, hash: row.hash, words: result)
        )
      } else if reach.admits(result.id), let hash = try reader.hash(of: result.id) {
        seen.insert(result.id)
        let key = VectorTable.key(hash)
        found.append(Contender(id: result.id, isFromOverlay: false, key: key, hash: hash, words: result))
      }
    }
    // What must or must not stand in a text is a matter of words.
    guard query.required.isEmpty else { return found }
    let excluded = try excludedDocuments(query)
    var near: Set<UInt64> = []
    for vector in vectors {
      let count = min(most, 1 << 20)
      near.formUnion(index.nearest(count, to: vector.vector, allowed: reach.limits?.contents))
    }
    let byNumber = Dictionary(
      uniqueKeysWithValues: results.ranked.lazy.filter { !$0.isFromOverlay }.map { ($0.id, $0) }
    )
    for key in near {
      for (id, hash) in try reader.documents(of: key)
      where !seen.contains(id) && reach.admits(id) && !excluded.contains(id)
        && overlay?.masked.contains(id) != true
      {
        seen.insert(id)
        found.append(Contender(id: id, isFromOverlay: false, key: key, hash: hash, words: byNumber[id]))
      }
    }
    return found
  }

  private func excludedDocuments(_ query: Query) throws(SQLiteError) -> Set<Int64> {
    guard !query.excluded.isEmpty, let reader else { return [] }
    let expression = query.excluded.map { $0.expression(isBeginning: false) }.joined(separator: " OR ")
    var found: Set<Int64> = []
    try reader.lexical().forEachRow(of: expression) { found.insert($0.id) }
    return found
  }

  /// The passages of one content, nearest first, and how near the whole is to all that was asked.
  private static func combined(
    _ passages: [[MeaningIndex.Nearness]],
    _ shares: [Float]
  ) -> ([(position: Int, cosine: Double)], Double?) {
    guard passages.allSatisfy({ !$0.isEmpty }) else { return ([], nil) }
    let whole = zip(passages, shares).reduce(0) { $0 + Double(($1.0.first?.cosine ?? 0) * $1.1) }
    guard passages.count > 1 else {
      return (passages[0].prefix(3).map { ($0.position, Double($0.cosine)) }, whole)
    }
    var sums: [Int: Double] = [:]
    for (list, share) in zip(passages, shares) {
      for passage in list { sums[passage.position, default: 0] += Double(passage.cosine * share) }
    }
    let sorted = sums.sorted { $0.value > $1.value }.prefix(3)
    return (sorted.map { ($0.key, $0.value) }, whole)
  }

  /// The passages of a text that is newer than the index, as far as they were embedded before its last edit.
  private func overlaid(
    _ contender: Contender,
    _ overlay: Overlay,
    _ vectors: [(vector: [Float], share: Float)],
    _ space: String,
    _ reader: IndexReader
  ) throws(SQLiteError) -> [(position: Int, cosine: Double)] {
    guard let content = try overlay.writer.reader().content(contender.hash) else { return [] }
    var found: [(position: Int, cosine: Double)] = []
    for (position, passage) in MeaningText(content).passages.enumerated() {
      guard let numbers = try reader.numbers(of: passage.digest, in: space) else { continue }
      found.append((position, Self.cosine(numbers, vectors)))
    }
    return Array(found.sorted { $0.cosine > $1.cosine }.prefix(3))
  }

  private static func cosine(_ numbers: [Float], _ vectors: [(vector: [Float], share: Float)]) -> Double {
    vectors.reduce(0) { sum, vector in
      guard vector.vector.count == numbers.count else { return sum }
      return sum + Double(Kernels.best.dot(numbers, vector.vector) * vector.share)
    }
  }

  /// Fuses, compares the best again by their exact vectors, and scores.
  private func ranked(
    _ contenders: inout [Contender],
    _ request: SearchRequest,
    _ vectors: [(vector: [Float], share: Float)],
    _ space: String,
    _ results: RankedResults,
    _ reader: IndexReader
  ) throws(SQLiteError) -> [Candidate] {
    let most = contenders.compactMap(\.words?.points).max() ?? 0
    let nearest = contenders.compactMap(\.cosine).max() ?? 0
    func rank(_ contender: Contender) -> Double {
      let words = most > 0 && request.usesWords ? (contender.words?.points ?? 0) / most : 0
      let cosine = contender.cosine ?? fusion.unknown * nearest * words
      return request.usesWords ? fusion.rank(words: words, cosine: cosine) : cosine
    }
    var order = contenders.map { (rank: rank($0), contender: $0) }
    // One vector may be compared with exactly; a sum of several is near enough.
    if vectors.count == 1 {
      let best = order.indices.sorted { order[$0].rank > order[$1].rank }.prefix(fusion.rescored)
      for place in best {
        let contender = order[place].contender
        guard !contender.isFromOverlay, let first = contender.passages.first else { continue }
        let passage = try reader.passages(of: contender.hash, in: space, position: first.position).first
        guard let numbers = passage?.numbers else { continue }
        order[place].contender.cosine = Self.cosine(numbers, vectors)
        order[place].rank = rank(order[place].contender)
      }
    }
    order.sort { ($0.rank, $1.contender.id) > ($1.rank, $0.contender.id) }
    let field = MeaningField(order.compactMap(\.contender.cosine))
    return order.map { rank, contender in
      Candidate(
        id: contender.id,
        isFromOverlay: contender.isFromOverlay,
        words: contender.words,
        meaning: Candidate.Meaning(cosine: contender.cosine, passages: contender.passages),
        rank: rank,
        score: Confidence.score(
          words: request.usesWords ? contender.words : nil,
          cosine: contender.cosine,
          in: field
        )
      )
    }
  }
}

extension IndexReader {
  func hash(of id: Int64) throws(SQLiteError) -> String? {
    let statement = try database.statement("SELECT hash FROM documents WHERE id = ?1")
    statement.bind(1, id)
    return try statement.string()
  }

  /// The documents whose content has this key.
  func documents(of key: UInt64) throws(SQLiteError) -> [(id: Int64, hash: String)] {
    let statement = try database.statement(
      "SELECT id, hash FROM documents WHERE hash >= ?1 AND hash < ?1 || 'g'"
    )
    let digits = String(key, radix: 16)
    statement.bind(1, String(repeating: "0", count: 16 - digits.utf8.count) + digits)
    defer { statement.reset() }
    var found: [(id: Int64, hash: String)] = []
    while try statement.step() { found.append((statement.int(0), statement.text(1))) }
    return found
  }

  /// The vector of a text, if it was ever embedded.
  func numbers(of digest: String, in space: String) throws(SQLiteError) -> [Float]? {
    let statement = try database.statement("SELECT numbers FROM vectors WHERE digest = ?1 AND space = ?2")
    statement.bind(1, digest)
    statement.bind(2, space)
    defer { statement.reset() }
    return try statement.step() ? statement.halfFloats(0) : nil
  }

  /// Contents that have no vectors yet in a space; identical documents count once.
  func pendingContents(in space: String) throws(SQLiteError) -> Int {
    let statement = try database.statement(
      "SELECT (SELECT count(DISTINCT hash) FROM documents) - (SELECT count(*) FROM embedded WHERE space = ?1)"
    )
    statement.bind(1, space)
    return Int(max(0, try statement.integer() ?? 0))
  }
}
