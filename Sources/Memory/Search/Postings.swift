import Plumbing

/// Where chosen phrases stand in the documents of one index, read once, so that thousands of queries are ranked without
/// asking FTS5 for each.
///
/// A query whose phrases are all here is matched exactly as FTS5 matches it. A value: threads share it and only read.
struct Postings: Sendable {
  /// One occurrence: the document's row, and field and token packed as field << 28 | token, so that a document's
  /// occurrences are in the order of FTS5's.
  struct Posting: Sendable {
    let row: UInt32
    let place: UInt32

    static let tokenBits: UInt32 = 28

    init(row: Int, field: Int, token: Int) {
      self.row = UInt32(row)
      place = UInt32(field) << Self.tokenBits | UInt32(token)
    }

    var field: Int { Int(place >> Self.tokenBits) }
    func isBefore(_ other: Posting) -> Bool { row == other.row ? place < other.place : row < other.row }
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
  /// A phrase's number is its place here and in `lists`.
  private(set) var phrases: [Phrase] = []
  private var numbers: [Phrase: Int] = [:]
  /// Numbers of phrases by the word they begin with, and of beginnings by their first byte.
  private var byStem: [[UInt8]: [Int]] = [:]
  private var beginnings: [UInt8: [Int]] = [:]
  private var lists: [[Posting]] = []
  /// Tokens by row and field; 0 where no phrase was met.
  private var lengths: [UInt32]
  private static let fields = Schema.Field.allCases.count

  /// Without any phrase yet, for the documents of these numbers, ascending.
  init(ids: [Int64]) {
    self.ids = ids
    lengths = Array(repeating: 0, count: ids.count * Self.fields)
  }

  /// The number of a phrase that was read.
  func number(of phrase: Phrase) -> Int? { numbers[phrase] }

  /// Whether no document holds a phrase.
  func isEmpty(_ number: Int) -> Bool { lists[number].isEmpty }

  // MARK: Reading

  /// Reads these phrases, each there once and none known, from FTS5.
  mutating func read(_ phrases: [Phrase], from lexical: LexicalSearch) throws(SQLiteError) {
    for phrase in phrases {
      var list: [Posting] = []
      // The closure may not capture self.
      var (statistics, lengths) = (self.statistics, self.lengths)
      self.lengths = []
      defer { self.lengths = lengths }
      try lexical.forEachRow(of: phrase.expression) { [ids] row in
        guard let number = ids.sortedIndex(of: row.id) else { return }
        if statistics == nil { statistics = LibraryStatistics(row) }
        row.forEachInstance { _, column, offset in
          let length = number * Self.fields + column
          if lengths[length] == 0 { lengths[length] = UInt32(row.tokens(in: Int32(column))) }
          list.append(Posting(row: number, field: column, token: offset))
        }
      }
      self.statistics = statistics
      add(phrase, list)
    }
  }

  /// Joins what another thread has read of the same documents.
  mutating func merge(_ other: Postings) {
    for (phrase, list) in zip(other.phrases, other.lists) where numbers[phrase] == nil { add(phrase, list) }
    statistics = statistics ?? other.statistics
    for index in lengths.indices where lengths[index] == 0 { lengths[index] = other.lengths[index] }
  }

  private mutating func add(_ phrase: Phrase, _ list: [Posting]) {
    numbers[phrase] = lists.count
    if let stem = phrase.stems.first, let byte = stem.first {
      if phrase.isBeginning {
        beginnings[byte, default: []].append(lists.count)
      } else {
        byStem[stem, default: []].append(lists.count)
      }
    }
    phrases.append(phrase)
    lists.append(list)
  }

  // MARK: Matching

  /// The table that FTS5 would fill: phrase p of the query is the one numbered `lists[p]`.
  func table(
    _ query: Query,
    _ queryPhrases: [MatchTable.Phrase],
    numbers: [Int],
    excluding excluded: [Int],
    _ ranking: Ranking
  ) -> MatchTable {
    var table = MatchTable(phrases: queryPhrases, termCount: query.terms.count, ranking: ranking)
    guard let statistics else { return table }
    table.use(statistics)
    let slots = slots(of: numbers, excluding: excluded, &table)
    guard !table.ids.isEmpty else { return table }
    for (phrase, number) in numbers.enumerated() {
      var last = (row: UInt32.max, field: -1)
      var weight: Float = 0
      for posting in lists[number] {
        let slot = Int(slots[Int(posting.row)])
        guard slot >= 0 else { continue }
        let field = posting.field
        if last.row != posting.row || last.field != field {
          last = (posting.row, field)
          weight = table.weight(of: field, tokens: Int(lengths[Int(posting.row) * Self.fields + field]))
        }
        table.add(weight, phrase, row: slot, column: field)
      }
    }
    // Beginnings do not count as near, so each term has one phrase that does.
    let whole = queryPhrases.indices.filter { !queryPhrases[$0].isBeginning }
    for (one, other) in zip(whole, whole.dropFirst()) {
      noteNearness(queryPhrases[one].term, lists[numbers[one]], lists[numbers[other]], slots, &table)
    }
    return table
  }

  /// By row, its place in the table, or −1; the table's rows are opened.
  private func slots(of numbers: [Int], excluding excluded: [Int], _ table: inout MatchTable) -> [Int32] {
    var slots = Array(repeating: Int32(-1), count: ids.count)
    for number in numbers { for posting in lists[number] { slots[Int(posting.row)] = 0 } }
    for number in excluded { for posting in lists[number] { slots[Int(posting.row)] = -1 } }
    var found: [Int64] = []
    for row in slots.indices where slots[row] == 0 {
      slots[row] = Int32(found.count)
      found.append(ids[row])
    }
    table.open(found)
    return slots
  }

  /// Notes how near each occurrence of a term is to the last one of its neighbour before it, both in order.
  private func noteNearness(
    _ term: Int,
    _ one: [Posting],
    _ other: [Posting],
    _ slots: [Int32],
    _ table: inout MatchTable
  ) {
    var (i, j) = (0, 0)
    var lastOne: Posting?, lastOther: Posting?
    while i < one.count || j < other.count {
      // At one token the first of the query comes first, as with FTS5.
      let isOne = j >= other.count || (i < one.count && !other[j].isBefore(one[i]))
      let posting = isOne ? one[i] : other[j]
      if let before = isOne ? lastOther : lastOne, before.row == posting.row {
        let distance = Int(posting.place - before.place), slot = slots[Int(posting.row)]
        if slot >= 0, distance <= MatchTable.near {
          table.note(term, row: Int(slot), distance: isOne ? -distance : distance)
        }
      }
      if isOne {
        lastOne = posting
        i += 1
      } else {
        lastOther = posting
        j += 1
      }
    }
  }

  // MARK: Following changes

  /// How many phrases there are: the number of the next one that is read.
  var count: Int { lists.count }

  /// Replaces what is known of some documents, given by their tokens of each field, or nil where they are gone.
  ///
  /// Only for the phrases from the number `first` on; those before stay as they are.
  ///
  /// - Returns: by number, whether a phrase stands in the old or in the new texts.
  @discardableResult
  mutating func replace(
    _ documents: [(id: Int64, fields: [[Tokenizer.Token]]?)],
    from first: Int = 0
  ) -> [Bool] {
    insert(documents.filter { $0.fields != nil && ids.sortedIndex(of: $0.id) == nil }.map(\.id).sorted())
    var touched = Array(repeating: false, count: lists.count)
    guard first < lists.count else { return touched }
    var rows: Set<UInt32> = []
    var found: [Int: [Posting]] = [:]
    for (id, fields) in documents {
      guard let row = ids.sortedIndex(of: id) else { continue }
      rows.insert(UInt32(row))
      for field in 0..<Self.fields { lengths[row * Self.fields + field] = UInt32(fields?[field].count ?? 0) }
      for (field, tokens) in (fields ?? []).enumerated() {
        for (index, token) in tokens.enumerated() {
          for number in phrasesAt(index, of: tokens) where number >= first {
            found[number, default: []].append(Posting(row: row, field: field, token: index))
          }
          for number in token.term.first.flatMap({ beginnings[$0] }) ?? []
          where number >= first && token.term.starts(with: phrases[number].stems[0]) {
            found[number, default: []].append(Posting(row: row, field: field, token: index))
          }
        }
      }
    }
    for number in first..<lists.count {
      let isOld = rows.contains { Self.holds(lists[number], row: $0) }
      guard isOld || found[number] != nil else { continue }
      touched[number] = true
      if isOld { lists[number].removeAll { rows.contains($0.row) } }
      guard let more = found[number] else { continue }
      lists[number] += more
      lists[number].sort { $0.isBefore($1) }
    }
    return touched
  }

  /// The whole phrases that stand at a token.
  private func phrasesAt(_ index: Int, of tokens: [Tokenizer.Token]) -> [Int] {
    (byStem[tokens[index].term] ?? []).filter { number in
      let stems = phrases[number].stems, rest = tokens[index...].prefix(stems.count)
      return rest.count == stems.count && zip(rest, stems).allSatisfy { $0.term == $1 }
    }
  }

  /// Asks FTS5 anew how many documents there are, and how long.
  mutating func measure(with lexical: LexicalSearch) throws(SQLiteError) {
    statistics = nil
    // The shortest list is the cheapest to ask for.
    let shortest = lists.indices.filter { !lists[$0].isEmpty }.min { lists[$0].count < lists[$1].count }
    guard let shortest else { return }
    var found: LibraryStatistics?
    try lexical.forEachRow(of: phrases[shortest].expression) { row in
      if found == nil { found = LibraryStatistics(row) }
    }
    statistics = found
  }

  /// Counts a document's fields as these instead of those: what FTS5 would say had it the other text.
  mutating func recount(_ fields: [[Tokenizer.Token]], as others: [[Tokenizer.Token]]) {
    for (field, (old, new)) in zip(fields, others).enumerated() {
      statistics?.tokens[field] += Int64(new.count - old.count)
    }
  }

  /// Counts one document more, with these fields.
  mutating func count(_ fields: [[Tokenizer.Token]]) {
    statistics?.documents += 1
    for (field, tokens) in fields.enumerated() { statistics?.tokens[field] += Int64(tokens.count) }
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
      for number in lists.indices {
        lists[number] = lists[number].map { posting in
          posting.row < row
            ? posting
            : Posting(
              row: Int(posting.row) + 1,
              field: posting.field,
              token: Int(posting.place & (1 << Posting.tokenBits - 1))
            )
        }
      }
    }
  }
}

extension [Int64] {
  /// The place of a value in ascending order, or nil.
  func sortedIndex(of value: Int64) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value ? low : nil
  }
}
