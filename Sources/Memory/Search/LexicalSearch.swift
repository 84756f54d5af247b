import Plumbing

/// The words of a query against one FTS5 table.
///
/// Holds what it found until the next question, because FTS5 calls back into it; so a connection has one only, see
/// `IndexReader.lexical()`.
final class LexicalSearch {
  private let database: Database
  private final class Collector {
    var table: MatchTable?
    var visit: ((borrowing FTSRow) -> Void)?
  }
  private let collector = Collector()

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    try database.defineRanking("qmd_collect") { [collector] row in
      if let visit = collector.visit { visit(row) } else { collector.table?.add(row) }
      return 0
    }
  }

  /// The rows that hold any of the terms and none of the excluded ones.
  ///
  /// For each term `beginnings` says whether words that only begin with it are looked for, too.
  func matches(_ query: Query, beginnings: [Bool], _ ranking: Ranking) throws(SQLiteError) -> MatchTable {
    var phrases: [MatchTable.Phrase] = []
    var alternatives: [String] = []
    for (index, term) in query.terms.enumerated() {
      phrases.append(MatchTable.Phrase(term: index, isBeginning: false))
      alternatives.append(term.expression(isBeginning: false))
      if beginnings[index] {
        phrases.append(MatchTable.Phrase(term: index, isBeginning: true))
        alternatives.append(term.expression(isBeginning: true))
      }
    }
    let empty = MatchTable(phrases: phrases, termCount: query.terms.count, ranking: ranking)
    guard !alternatives.isEmpty else { return empty }
    var expression = alternatives.joined(separator: " OR ")
    if !query.excluded.isEmpty {
      expression =
        "(\(expression)) NOT (\(query.excluded.map { $0.expression(isBeginning: false) }.joined(separator: " OR ")))"
    }
    collector.table = empty
    defer { collector.table = nil }
    try run(expression)
    return collector.table ?? empty
  }

  /// Visits every row that holds one phrase, given as FTS5 writes it.
  func forEachRow(of expression: String, _ body: (borrowing FTSRow) -> Void) throws(SQLiteError) {
    try withoutActuallyEscaping(body) { body throws(SQLiteError) in
      collector.visit = body
      defer { collector.visit = nil }
      try run(expression)
    }
  }

  private func run(_ expression: String) throws(SQLiteError) {
    let statement = try database.statement(
      "SELECT qmd_collect(documents_fts) FROM documents_fts WHERE documents_fts MATCH ?1"
    )
    statement.bind(1, expression)
    defer { statement.reset() }
    while try statement.step() {}
  }
}

extension Query.Term {
  /// The term as FTS5 writes it: tokens in double quotes are never syntax, and hold no quote themselves.
  func expression(isBeginning: Bool) -> String {
    "\"" + words.joined(separator: " ") + (isBeginning ? "\" *" : "\"")
  }
}
