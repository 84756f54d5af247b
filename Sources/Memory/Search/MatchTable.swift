import Plumbing

/// Every document that holds at least one phrase of a query, with what is needed to rank it.
///
/// Filled in one pass over FTS5's position lists. As all matches are visited, the number of documents that hold a
/// phrase is counted on the way, and no text is read.
struct MatchTable {
  /// A phrase of the FTS5 expression, in its order.
  struct Phrase {
    /// The term of the query it stands for.
    let term: Int
    /// Whether it matches words that only begin with the term.
    let isBeginning: Bool
  }

  let phrases: [Phrase]
  let ranking: Ranking
  private(set) var ids: [Int64] = []
  /// Weighed frequencies, a row of `phrases.count` for each document.
  private(set) var frequencies: [Float] = []
  /// How close term t stands to term t + 1, from 0 to 1, a row of `termCount` for each document.
  private(set) var closeness: [Float] = []
  /// In which fields anything was found, a bit each.
  private(set) var fields: [UInt8] = []
  /// Documents that hold each phrase.
  private(set) var counts: [Int]
  private(set) var documentCount = 0
  let termCount: Int

  private var averageTokens: [Double] = []
  // For each phrase: the field and token where it was last seen, packed as field << 32 | token.
  private var lastSeen: [Int]

  init(phrases: [Phrase], termCount: Int, ranking: Ranking) {
    self.phrases = phrases
    self.termCount = termCount
    self.ranking = ranking
    counts = Array(repeating: 0, count: phrases.count)
    lastSeen = Array(repeating: -1, count: termCount)
  }

  /// Farther apart than this many tokens, two words are not counted as near.
  private static let near = 8

  mutating func add(_ row: borrowing FTSRow) {
    if averageTokens.isEmpty {
      documentCount = Int(row.rowCount)
      averageTokens = Schema.Field.allCases.map {
        max(1, Double(row.allTokens(in: Int32($0.rawValue))) / Double(max(1, documentCount)))
      }
    }
    ids.append(row.id)
    let first = frequencies.count, firstClose = closeness.count
    frequencies.append(contentsOf: repeatElement(0, count: phrases.count))
    closeness.append(contentsOf: repeatElement(0, count: termCount))
    for term in 0..<termCount { lastSeen[term] = -1 }
    var found: UInt8 = 0
    var factor = (-1, Float(0))
    // The closure borrows the row only while it runs.
    row.forEachInstance { phrase, column, offset in
      if factor.0 != column {
        factor = (column, weight(of: column, tokens: row.tokens(in: Int32(column))))
        found |= 1 << UInt8(column)
      }
      frequencies[first + phrase] += factor.1
      guard !phrases[phrase].isBeginning else { return }
      let term = phrases[phrase].term
      let place = column << 32 | offset
      lastSeen[term] = place
      if term > 0, lastSeen[term - 1] >= 0 {
        note(distance: place - lastSeen[term - 1], at: firstClose + term - 1, inOrder: true)
      }
      if term + 1 < termCount, lastSeen[term + 1] >= 0 {
        note(distance: place - lastSeen[term + 1], at: firstClose + term, inOrder: false)
      }
    }
    fields.append(found)
    for phrase in phrases.indices where frequencies[first + phrase] > 0 { counts[phrase] += 1 }
  }

  private mutating func note(distance: Int, at index: Int, inOrder: Bool) {
    guard distance > 0, distance <= Self.near else { return }
    closeness[index] = max(closeness[index], (inOrder ? 1 : 0.5) / Float(distance))
  }

  /// What one occurrence counts in a field of this length.
  private func weight(of field: Int, tokens: Int) -> Float {
    let balance = ranking.lengthBalance[field]
    return Float(ranking.weights[field] / (1 - balance + balance * Double(tokens) / averageTokens[field]))
  }
}
