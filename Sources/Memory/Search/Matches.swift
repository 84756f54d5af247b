import Plumbing

/// What one table matched, and which terms were also looked for as beginnings.
struct Matches {
  let table: MatchTable
  let beginnings: [Bool]

  init(table: MatchTable, beginnings: [Bool]) {
    self.table = table
    self.beginnings = beginnings
  }

  /// What a library without a document matches.
  init(nothingFor query: Query, _ ranking: Ranking) {
    let phrases = query.terms.indices.map { MatchTable.Phrase(term: $0, isBeginning: false) }
    table = MatchTable(phrases: phrases, termCount: query.terms.count, ranking: ranking)
    beginnings = query.terms.map(\.matchesBeginnings)
  }
}

extension LexicalSearch {
  /// The rows of a query, where a word that nothing holds is looked for as the beginning of one: `perf`.
  func matches(_ query: Query, _ ranking: Ranking) throws(SQLiteError) -> Matches {
    var beginnings = query.terms.map(\.matchesBeginnings)
    let table = try matches(query, beginnings: beginnings, ranking)
    var isLonger = false
    for (phrase, count) in zip(table.phrases, table.counts) where count == 0 && !phrase.isBeginning {
      guard !beginnings[phrase.term], query.mayBegin(phrase.term) else { continue }
      beginnings[phrase.term] = true
      isLonger = true
    }
    guard isLonger else { return Matches(table: table, beginnings: beginnings) }
    return Matches(
      table: try matches(query, beginnings: beginnings, ranking),
      beginnings: beginnings
    )
  }
}

extension Query {
  /// Letters of a stem from which its beginning is worth looking for.
  private static let shortestBeginning = 3

  /// Whether a term that nothing holds may stand for words that begin with it.
  func mayBegin(_ index: Int) -> Bool {
    let stems = terms[index].stems
    return !required.contains(index) && stems.count == 1 && stems[0].count >= Self.shortestBeginning
  }
}
