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

  mutating func add(_ row: borrowing FTSRow) {
    if averageTokens.isEmpty { use(LibraryStatistics(row)) }
    open(row.id)
    var factor = (-1, Float(0))
    // The closure borrows the row only while it runs.
    row.forEachInstance { phrase, column, offset in
      if factor.0 != column { factor = (column, weight(of: column, tokens: row.tokens(in: Int32(column)))) }
      note(phrase, column, offset, factor.1)
    }
    close()
  }

  /// What the lengths of fields are measured by; to be told before the first row.
  mutating func use(_ statistics: LibraryStatistics) {
    documentCount = statistics.documents
    averageTokens = zip(ranking.usualTokens, statistics.averageTokens).map { $0 ?? $1 }
  }

  /// Begins the row of a document; its instances follow in the order of columns and tokens, then `close()`.
  private mutating func open(_ id: Int64) {
    ids.append(id)
    frequencies.append(contentsOf: repeatElement(0, count: phrases.count))
    closeness.append(contentsOf: repeatElement(0, count: termCount))
    fields.append(0)
    for term in 0..<termCount { lastSeen[term] = -1 }
  }

  /// A phrase stands at this token of a column, where one occurrence counts `weight`.
  private mutating func note(_ phrase: Int, _ column: Int, _ offset: Int, _ weight: Float) {
    let row = ids.count - 1
    fields[row] |= 1 << UInt8(column)
    frequencies[row * phrases.count + phrase] += weight
    guard !phrases[phrase].isBeginning else { return }
    let term = phrases[phrase].term
    let place = column << 32 | offset
    lastSeen[term] = place
    if term > 0, lastSeen[term - 1] >= 0 {
      note(distance: place - lastSeen[term - 1], at: row * termCount + term - 1, inOrder: true)
    }
    if term + 1 < termCount, lastSeen[term + 1] >= 0 {
      note(distance: place - lastSeen[term + 1], at: row * termCount + term, inOrder: false)
    }
  }

  private mutating func close() {
    let first = (ids.count - 1) * phrases.count
    for phrase in phrases.indices where frequencies[first + phrase] > 0 { counts[phrase] += 1 }
  }

  // MARK: Phrase by phrase

  /// Opens the rows of all documents at once, for a source that goes phrase by phrase; `ids` ascend.
  mutating func open(_ ids: [Int64]) {
    self.ids = ids
    frequencies = Array(repeating: 0, count: ids.count * phrases.count)
    closeness = Array(repeating: 0, count: ids.count * termCount)
    fields = Array(repeating: 0, count: ids.count)
  }

  /// Adds one occurrence of a phrase to a row; those of one phrase come in order.
  mutating func add(_ weight: Float, _ phrase: Int, row: Int, column: Int) {
    let place = row * phrases.count + phrase
    if frequencies[place] == 0 { counts[phrase] += 1 }
    frequencies[place] += weight
    fields[row] |= 1 << UInt8(column)
  }

  /// Term t + 1 stands so many tokens after term t in a row, or before it where the distance is negative.
  mutating func note(_ term: Int, row: Int, distance: Int) {
    note(distance: abs(distance), at: row * termCount + term, inOrder: distance > 0)
  }

  /// Farther apart than this many tokens, two words are not counted as near.
  static let near = 8

  private mutating func note(distance: Int, at index: Int, inOrder: Bool) {
    guard distance > 0, distance <= Self.near else { return }
    closeness[index] = max(closeness[index], (inOrder ? 1 : 0.5) / Float(distance))
  }

  /// What one occurrence counts in a field of this length.
  func weight(of field: Int, tokens: Int) -> Float {
    let balance = ranking.lengthBalance[field]
    return Float(ranking.weights[field] / (1 - balance + balance * Double(tokens) / averageTokens[field]))
  }
}

/// How many documents a text index holds, and how long their fields are.
struct LibraryStatistics: Equatable, Sendable {
  var documents: Int
  /// Of all documents together, by field.
  var tokens: [Int64]

  /// By field; at least 1.
  var averageTokens: [Double] { tokens.map { max(1, Double($0) / Double(max(1, documents))) } }

  init(_ row: borrowing FTSRow) {
    documents = Int(row.rowCount)
    tokens = []
    for field in Schema.Field.allCases { tokens.append(Int64(row.allTokens(in: Int32(field.rawValue)))) }
  }
}
