import Plumbing

/// Where chosen phrases stand in the documents of one index, read once, so that thousands of queries are ranked without
/// asking FTS5 for each.
///
/// A query whose phrases are all here is matched exactly as FTS5 matches it. A value: threads share it and only read.
struct Postings: Sendable {
  /// One occurrence: the document's row, and field and token packed as field << 28 | token, so that a document's
  /// occurrences are in the order of FTS5's.
  private struct Posting: Sendable {
    let row: UInt32
    let place: UInt32

    static let tokenBits: UInt32 = 28

    var field: Int { Int(place >> Self.tokenBits) }
    var token: Int { Int(place & (1 << Self.tokenBits - 1)) }
    func isBefore(_ other: Posting) -> Bool {
      row == other.row ? place < other.place : row < other.row
    }
  }

  /// A phrase that was read, as FTS5 writes it, with the tokens it is made of.
  struct Phrase: Hashable, Sendable {
    let expression: String
    let stems: [[UInt8]]
    let isBeginning: Bool

    init(_ term: Query.Term, isBeginning: Bool) {
      expression = term.expression(isBeginning: isBeginning)
      stems = term.stems
      self.isBeginning = isBeginning
    }

    static func == (one: Phrase, other: Phrase) -> Bool { one.expression == other.expression }
    func hash(into hasher: inout Hasher) { hasher.combine(expression) }
  }

  /// Numbers of all documents, ascending: a document's row is its place here.
  private(set) var ids: [Int64]
  private(set) var statistics: LibraryStatistics?
  private var lists: [Phrase: [Posting]] = [:]
  /// Tokens by row and field; 0 where no phrase was met.
  private var lengths: [UInt32]
  private static let fields = Schema.Field.allCases.count

  /// Without any phrase yet, for the documents of these numbers, ascending.
  init(ids: [Int64]) {
    self.ids = ids
    lengths = Array(repeating: 0, count: ids.count * Self.fields)
  }

  func holds(_ phrase: Phrase) -> Bool { lists[phrase] != nil }

  /// Documents that hold a phrase.
  func count(of phrase: Phrase) -> Int {
    var count = 0
    var last = UInt32.max
    for posting in lists[phrase] ?? [] where posting.row != last {
      count += 1
      last = posting.row
    }
    return count
  }

  private func row(of id: Int64) -> Int? {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low] == id ? low : nil
  }

  // MARK: Reading

  /// Reads these phrases from FTS5.
  mutating func read(_ phrases: some Sequence<Phrase>, from lexical: LexicalSearch) throws(SQLiteError) {
    for phrase in phrases where lists[phrase] == nil {
      var list: [Posting] = []
      var (statistics, lengths) = (self.statistics, self.lengths)
      self.lengths = []
      defer { self.lengths = lengths }
      try lexical.forEachRow(of: phrase.expression) { row in
        guard let number = self.row(of: row.id) else { return }
        if statistics == nil { statistics = LibraryStatistics(row) }
        row.forEachInstance { _, column, offset in
          let length = number * Self.fields + column
          if lengths[length] == 0 { lengths[length] = UInt32(row.tokens(in: Int32(column))) }
          list.append(
            Posting(row: UInt32(number), place: UInt32(column) << Posting.tokenBits | UInt32(offset))
          )
        }
      }
      self.statistics = statistics
      lists[phrase] = list
    }
  }

  /// Joins what another thread has read of the same documents.
  mutating func merge(_ other: Postings) {
    lists.merge(other.lists) { mine, _ in mine }
    statistics = statistics ?? other.statistics
    for index in lengths.indices where lengths[index] == 0 { lengths[index] = other.lengths[index] }
  }

  // MARK: Matching

  private struct Cursor {
    let list: [Posting]
    var index = 0
    var current: Posting? { index < list.count ? list[index] : nil }
  }

  /// The table that FTS5 would fill for this query; phrases that were not read count as absent.
  func matches(_ query: Query, beginnings: [Bool], _ ranking: Ranking) -> MatchTable {
    var phrases: [MatchTable.Phrase] = []
    var cursors: [Cursor] = []
    for (index, term) in query.terms.enumerated() {
      for isBeginning in beginnings[index] ? [false, true] : [false] {
        phrases.append(MatchTable.Phrase(term: index, isBeginning: isBeginning))
        cursors.append(Cursor(list: lists[Phrase(term, isBeginning: isBeginning)] ?? []))
      }
    }
    var table = MatchTable(phrases: phrases, termCount: query.terms.count, ranking: ranking)
    guard let statistics, cursors.contains(where: { $0.current != nil }) else { return table }
    table.use(statistics)
    var excluded: Set<UInt32> = []
    for term in query.excluded {
      for posting in lists[Phrase(term, isBeginning: false)] ?? [] { excluded.insert(posting.row) }
    }
    while let row = cursors.lazy.compactMap({ $0.current?.row }).min() {
      let isExcluded = excluded.contains(row)
      if !isExcluded { table.open(ids[Int(row)]) }
      var factor = (-1, Float(0))
      while let phrase = Self.first(of: cursors, in: row), let posting = cursors[phrase].current {
        cursors[phrase].index += 1
        guard !isExcluded else { continue }
        if factor.0 != posting.field {
          let length = lengths[Int(row) * Self.fields + posting.field]
          factor = (posting.field, table.weight(of: posting.field, tokens: Int(length)))
        }
        table.note(phrase, posting.field, posting.token, factor.1)
      }
      if !isExcluded { table.close() }
    }
    return table
  }

  /// The phrase whose next occurrence in this row comes first; of several at one token, the first of the query, as FTS5
  /// has it.
  private static func first(of cursors: [Cursor], in row: UInt32) -> Int? {
    var best: (phrase: Int, place: UInt32)?
    for (phrase, cursor) in cursors.enumerated() {
      guard let posting = cursor.current, posting.row == row else { continue }
      if let found = best, found.place <= posting.place { continue }
      best = (phrase, posting.place)
    }
    return best?.phrase
  }

  // MARK: Following changes

  /// A document as FTS5 was given it, for postings that follow a change.
  struct Text: Sendable {
    let id: Int64
    /// Tokens by field.
    let tokens: [[Tokenizer.Token]]
  }

  /// Replaces what is known of some documents, whose texts are nil where they are gone.
  ///
  /// - Returns: the phrases that stand in the old or in the new texts.
  mutating func replace(_ documents: [(id: Int64, text: Text?)]) -> Set<Phrase> {
    var touched: Set<Phrase> = []
    let fresh = documents.filter { $0.text != nil && row(of: $0.id) == nil }.map(\.id).sorted()
    insert(fresh)
    var rows: [Int: Text?] = [:]
    for (id, text) in documents { if let row = row(of: id) { rows[row] = text } }
    var found: [Phrase: [Posting]] = [:]
    let byStem = Dictionary(grouping: lists.keys) { $0.stems.first ?? [] }
    let beginnings = lists.keys.filter(\.isBeginning)
    for (row, text) in rows {
      for field in 0..<Self.fields { lengths[row * Self.fields + field] = 0 }
      guard let text else { continue }
      for (field, tokens) in text.tokens.enumerated() {
        lengths[row * Self.fields + field] = UInt32(tokens.count)
        for (index, token) in tokens.enumerated() {
          let posting = Posting(row: UInt32(row), place: UInt32(field) << Posting.tokenBits | UInt32(index))
          for phrase in byStem[token.term] ?? [] where !phrase.isBeginning {
            let rest = tokens[index...].prefix(phrase.stems.count)
            guard rest.count == phrase.stems.count, zip(rest, phrase.stems).allSatisfy({ $0.term == $1 }) else {
              continue
            }
            found[phrase, default: []].append(posting)
          }
          for phrase in beginnings where token.term.starts(with: phrase.stems.first ?? []) {
            found[phrase, default: []].append(posting)
          }
        }
      }
    }
    for phrase in Array(lists.keys) {
      guard var list = lists[phrase] else { continue }
      let isOld = rows.keys.contains { Self.holds(list, row: UInt32($0)) }
      guard isOld || found[phrase] != nil else { continue }
      touched.insert(phrase)
      lists[phrase] = []
      if isOld { list.removeAll { rows[Int($0.row)] != nil } }
      if let more = found[phrase] {
        list += more
        list.sort { $0.isBefore($1) }
      }
      lists[phrase] = list
    }
    return touched
  }

  /// Asks FTS5 anew how many documents there are, and how long.
  mutating func measure(with lexical: LexicalSearch) throws(SQLiteError) {
    var found: LibraryStatistics?
    for phrase in lists.keys where found == nil && lists[phrase]?.isEmpty == false {
      try lexical.forEachRow(of: phrase.expression) { row in
        if found == nil { found = LibraryStatistics(row) }
      }
    }
    statistics = found
  }

  private static func holds(_ list: [Posting], row: UInt32) -> Bool {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].row < row { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low].row == row
  }

  /// Makes room for documents of these numbers, ascending; almost always they come last.
  private mutating func insert(_ fresh: [Int64]) {
    for id in fresh {
      var row = ids.count
      while row > 0, ids[row - 1] > id { row -= 1 }
      ids.insert(id, at: row)
      lengths.insert(contentsOf: repeatElement(0, count: Self.fields), at: row * Self.fields)
      guard row < ids.count - 1 else { continue }
      for (phrase, list) in lists {
        lists[phrase] = list.map { Posting(row: $0.row >= row ? $0.row + 1 : $0.row, place: $0.place) }
      }
    }
  }
}

extension Postings: PhraseMatcher {}
