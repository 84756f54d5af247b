import Plumbing
import Support
import Testing

@testable import Memory

/// Queries ranked from postings in memory come out as a search of the index does.
@Suite(.temporaryHouse)
struct SnapshotTests {
  private let library = Library.current

  private static let words =
    "invoice discount prospect renewal partner meeting minutes follow-up train travel budget reply angry customer price list"
    .split(separator: " ").map(String.init)

  /// Texts that share words, with fields, phrases and repeats.
  private func fill(_ numbers: Range<Int>, salt: Int = 0) throws {
    for number in numbers {
      func word(_ step: Int) -> String {
        Self.words[(number * 7 + step * step + step * 3 + salt) % Self.words.count]
      }
      try library.write(
        """
        ---
        name: \(word(1))-\(number)
        description: How I handle the \(word(2)) of a \(word(3)) \(salt > 0 ? "anew" : "").
        keywords: [\(word(4)), \(word(5))]
        ---

        # \(word(6)) and \(word(7))

        \((0..<(number % 23 + 4)).map { word($0) }.joined(separator: " ")). Only here: unique\(number).

        ## \(word(8))

        \((0..<9).map { word($0 * 2) }.joined(separator: " ")) performance of \(word(9)).
        """,
        to: "\(number % 3 == 0 ? "skills/s\(number)/SKILL" : "notes/n\(number)").md"
      )
    }
  }

  private static let queries =
    (0..<60).map { number in
      (0..<(number % 6 + 1)).map { words[(number * 5 + $0 * 7) % words.count] }.joined(separator: " ")
    } + [
      "\"follow up\" train", "discount -partner", "discount -\"price list\"", "perf", "unique7",
      "inv* budget",
      "\"price list\"", "follow-up meeting", "the of and", "discont prospct", "zzzz qqqq", "",
      "unique1 unique2",
    ]

  /// Both rankings of every query: documents with their points and scores, best first.
  private func compare(_ snapshot: Snapshot, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reader = try library.reader()
    let search = try Search(reader, library.config, isWatched: true)
    let numbers = Dictionary(uniqueKeysWithValues: snapshot.entries.map { ($0.id, $0.location) })
    for (index, text) in Self.queries.enumerated() {
      let standings = snapshot.standings(of: index)
      let places = standings.places.sorted { $0.isBefore($1) }
      var request = SearchRequest(text, limit: nil)
      request.collections = library.collections.map(\.name)
      let hits = try search.answer(request).hits
      #expect(
        places.map { numbers[$0.id]?.path } == hits.map(\.path),
        "\(text)",
        sourceLocation: sourceLocation
      )
      #expect(
        places.map(\.points) == hits.map(\.explanation.points),
        "\(text)",
        sourceLocation: sourceLocation
      )
      #expect(places.map(\.score) == hits.map(\.score), "\(text)", sourceLocation: sourceLocation)
    }
  }

  private func snapshot() throws -> Snapshot {
    try Snapshot(library.reader(), library.config, queries: Self.queries)
  }

  @Test func `every kind of query ranks as a search of the index does`() throws {
    try fill(0..<90)
    try library.update()
    try compare(snapshot())
  }

  @Test func `a snapshot that follows edits, new and removed files is the one that would be made anew`()
    throws
  {
    try fill(0..<60)
    try library.update()
    var snapshot = try snapshot()
    try fill(5..<9, salt: 4)
    try fill(60..<64)
    library.remove("notes/n10.md")
    library.remove("skills/s12/SKILL.md")
    try library.update()
    let reader = try library.reader()
    let (changed, hasSameSkills) = try snapshot.changes(reader)
    #expect(changed.count == 4 + 4 + 2)
    #expect(!hasSameSkills)
    _ = try snapshot.follow(changed, reader)
    #expect(try snapshot.changes(reader).documents.isEmpty)
    try compare(snapshot)
  }

  @Test func `an edit touches the queries that share a word with the old or the new text`() throws {
    try library.write("# One\n\nalpha beta", to: "one.md")
    try library.write("# Two\n\ngamma delta", to: "two.md")
    try library.update()
    let queries = ["alpha", "gamma", "epsilon", "delta beta", "omega"]
    var snapshot = try Snapshot(library.reader(), library.config, queries: queries)
    try library.write("# One\n\nepsilon", to: "one.md")
    try library.update()
    let reader = try library.reader()
    let touched = try snapshot.follow(snapshot.changes(reader).documents, reader)
    // "omega" is nowhere, so any new text might hold what it begins.
    #expect(touched == [0, 2, 3, 4])
    #expect(snapshot.standings(of: 2).places.count == 1)
    #expect(snapshot.standings(of: 0).places.isEmpty)
  }
}
