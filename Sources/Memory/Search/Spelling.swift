import Plumbing

/// Words of the index that a mistyped word may have meant.
struct Spelling {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// The nearest word of the index: fewest slips first, then in most documents; nil when none is near.
  ///
  /// One slip for words of four to seven letters, two for longer ones: shorter words are near to anything. Slips are
  /// letters left out, added, changed or swapped with their neighbour (optimal string alignment).
  func nearest(to stem: [UInt8]) throws(SQLiteError) -> [UInt8]? {
    guard let first = stem.first, stem.count >= 4 else { return nil }
    let allowed = stem.count >= 8 ? 2 : 1
    // Most slips leave the first letter alone, and the words that share it are a small part of the vocabulary.
    if let near = try nearest(to: stem, allowed, from: [first], below: [first + 1]) { return near }
    return try nearest(to: stem, allowed, from: [], below: [0xFF])
  }

  private func nearest(
    to stem: [UInt8],
    _ allowed: Int,
    from: [UInt8],
    below: [UInt8]
  ) throws(SQLiteError) -> [UInt8]? {
    let words = try database.statement("SELECT term, doc FROM documents_words WHERE term >= ?1 AND term < ?2")
    words.bind(1, text: from)
    words.bind(2, text: below)
    defer { words.reset() }
    var best: (term: [UInt8], slips: Int, documents: Int64)?
    while try words.step() {
      let term = words.bytes(0)
      guard abs(term.count - stem.count) <= allowed else { continue }
      let slips = Self.slips(stem, term, most: best.map { min($0.slips, allowed) } ?? allowed)
      guard slips <= allowed else { continue }
      let documents = words.int(1)
      if let best, (best.slips, -best.documents) <= (slips, -documents) { continue }
      best = (term, slips, documents)
    }
    return best?.term
  }

  /// The least number of slips between two words, or more than `most` when it is beyond that.
  static func slips(_ one: [UInt8], _ other: [UInt8], most: Int) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for row in 1...max(1, one.count) where row <= one.count {
      var current = [row] + Array(repeating: 0, count: other.count)
      var least = row
      for column in 1...max(1, other.count) where column <= other.count {
        let change = one[row - 1] == other[column - 1] ? 0 : 1
        var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
        if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current[column] = cost
        least = min(least, cost)
      }
      if least > most { return least }
      beforeLast = last
      last = current
    }
    return last[other.count]
  }
}
