import Plumbing

/// The words of a query against one FTS5 table.
///
/// Holds what it found until the next question, because FTS5 calls back into it.
final class LexicalSearch {
  private let database: Database
  private final class Collector {
    var table: MatchTable?
  }
  private let collector = Collector()

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    try database.defineRanking("qmd_collect") { [collector] row in
      collector.table?.add(row)
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
      alternatives.append(Self.expression(term))
      if beginnings[index] {
        phrases.append(MatchTable.Phrase(term: index, isBeginning: true))
        alternatives.append(Self.expression(term) + " *")
      }
    }
    let empty = MatchTable(phrases: phrases, termCount: query.terms.count, ranking: ranking)
    guard !alternatives.isEmpty else { return empty }
    var expression = alternatives.joined(separator: " OR ")
    if !query.excluded.isEmpty {
      expression = "(\(expression)) NOT (\(query.excluded.map(Self.expression).joined(separator: " OR ")))"
    }
    collector.table = empty
    defer { collector.table = nil }
    let statement = try database.statement(
      "SELECT qmd_collect(documents_fts) FROM documents_fts WHERE documents_fts MATCH ?1"
    )
    statement.bind(1, expression)
    defer { statement.reset() }
    while try statement.step() {}
    return collector.table ?? empty
  }

  /// Tokens in double quotes are never syntax, and hold no quote themselves.
  private static func expression(_ term: Query.Term) -> String {
    "\"" + term.words.joined(separator: " ") + "\""
  }
}
