import Plumbing

/// The library as an index had it at one moment, to be asked thousands of questions: what an audit measures.
///
/// Ranks exactly as `Search` does for files that agree with the index, from postings that are read once. A value that
/// threads share.
public struct Snapshot: Sendable {
  /// A document of the library.
  public struct Entry: Sendable, Identifiable {
    /// Its number in the index.
    public let id: Int64
    public let location: Library.Location
    public let title: String
    public let kind: Document.Kind
    /// SHA-256 of the file's bytes, in hex.
    public let hash: String
    /// Whether a search that names no collection looks here.
    public let isSearched: Bool
  }

  /// By number.
  public private(set) var entries: [Entry]
  private let config: Config
  private let ranking: Ranking
  private var postings: Postings
  /// What was searched in place of a query whose words nothing holds, by its text.
  private var corrections: [String: Query] = [:]

  /// The documents of an index; no query can be ranked before it was `read`.
  public init(_ reader: IndexReader, _ config: Config, ranking: Ranking = Ranking()) throws(IndexError) {
    self.config = config
    self.ranking = ranking
    entries = try reader.read { () throws(SQLiteError) in
      try Self.entries(reader.database.statement("\(Self.columns) ORDER BY id"), config)
    }
    postings = Postings(ids: entries.map(\.id))
  }

  private static let columns = "SELECT id, collection, path, title, kind, hash FROM documents"

  private static func entries(_ statement: Statement, _ config: Config) throws(SQLiteError) -> [Entry] {
    defer { statement.reset() }
    var found: [Entry] = []
    while try statement.step() {
      let collection = statement.text(1)
      found.append(
        Entry(
          id: statement.int(0),
          location: Library.Location(collection, FilePath(bytes: statement.bytes(2))),
          title: statement.text(3),
          kind: Document.Kind(rawValue: statement.text(4)) ?? .memory,
          hash: statement.text(5),
          isSearched: config[collection]?.includeByDefault ?? false
        )
      )
    }
    return found
  }

  // MARK: Reading what queries ask for

  /// A question as the index reads it.
  public static func query(_ text: String, _ reader: IndexReader) throws(IndexError) -> Query {
    try queries([text], reader)[0]
  }

  /// Questions as the index reads them, in order.
  public static func queries(_ texts: [String], _ reader: IndexReader) throws(IndexError) -> [Query] {
    try reader.read { () throws(SQLiteError) in
      let tokenizer = try reader.database.tokenizer(Schema.tokenizer)
      return texts.map { Query($0, tokenizer) }
    }
  }

  /// Reads the postings of these queries, on so many threads with a connection each.
  public mutating func read(_ queries: [Query], _ reader: IndexReader, threads: Int = 2) throws {
    try read(phrases: queries.flatMap { Self.phrases(of: $0) }, reader, threads)
    let beginnings = queries.flatMap { query in
      query.terms.indices
        .filter { query.mayBegin($0) && postings.count(of: .init(query.terms[$0], isBeginning: false)) == 0 }
        .map { Postings.Phrase(query.terms[$0], isBeginning: true) }
    }
    try read(phrases: beginnings, reader, threads)
    try correct(queries, reader, threads)
  }

  private static func phrases(of query: Query) -> [Postings.Phrase] {
    query.terms.flatMap { term in
      (term.matchesBeginnings ? [false, true] : [false]).map { Postings.Phrase(term, isBeginning: $0) }
    } + query.excluded.map { Postings.Phrase($0, isBeginning: false) }
  }

  /// Fewer phrases than this for each thread are not worth its start and connection.
  private static let leastPhrases = 200

  private mutating func read(phrases: [Postings.Phrase], _ reader: IndexReader, _ threads: Int) throws {
    let missing = Array(Set(phrases).filter { !postings.holds($0) })
    guard !missing.isEmpty else { return }
    let parts = max(1, min(threads, missing.count / Self.leastPhrases))
    let results = Mailbox<Result<Postings, any Error>>()
    let empty = Postings(ids: postings.ids)
    for part in 1..<max(1, parts) {
      let share = stride(from: part, to: missing.count, by: parts).map { missing[$0] }
      _ = BlockingThread { [path = reader.path] in
        results.send(
          Result {
            var part = empty
            try part.read(share, from: LexicalSearch(IndexReader(path).database))
            return part
          }
        )
      }
    }
    let own = stride(from: 0, to: missing.count, by: parts).map { missing[$0] }
    let outcome = Result { try postings.read(own, from: LexicalSearch(reader.database)) }
    // The other threads are waited for, whatever happened here.
    var waiting = parts - 1
    var others: [Result<Postings, any Error>] = []
    while waiting > 0 {
      let received = results.receive()
      waiting -= received.count
      others += received
    }
    try outcome.get()
    for other in others { postings.merge(try other.get()) }
  }

  /// Finds what was meant by queries of which nothing holds a word, as `Search` does.
  private mutating func correct(_ queries: [Query], _ reader: IndexReader, _ threads: Int) throws {
    var search: Search?
    var found: [Query] = []
    for query in queries {
      corrections[query.text] = nil
      guard standings(of: query).places.isEmpty, !query.isEmpty else { continue }
      let spelling = try search ?? Search(reader, config, isWatched: true, ranking: ranking)
      search = spelling
      guard let meant = try spelling.corrected(query) else { continue }
      corrections[query.text] = meant
      found.append(meant)
    }
    guard !found.isEmpty else { return }
    try read(phrases: found.flatMap { Self.phrases(of: $0) }, reader, threads)
    let beginnings = found.flatMap { query in
      query.terms.indices.filter { query.mayBegin($0) }
        .map { Postings.Phrase(query.terms[$0], isBeginning: true) }
    }
    try read(phrases: beginnings, reader, threads)
  }

  // MARK: Ranking

  /// Every document that matches, with its points; in no particular order.
  ///
  /// The query must have been `read`.
  public func standings(of query: Query) -> Standings {
    let asked = corrections[query.text] ?? query
    // Matching in memory fails only where the protocol's other side would: never.
    let matches = (try? postings.matches(asked, ranking)) ?? Matches(nothingFor: asked, ranking)
    return Standings(RankedResults(asked, ranking, main: matches, sorted: false), isCorrected: asked != query)
  }

  // MARK: Following changes

  /// Brings the snapshot up to the index after these documents changed, came or went.
  ///
  /// - Returns: which of `queries` rank differently or may: those with a phrase in the old or the new texts, and those
  ///   with a word that nothing held.
  public mutating func follow(
    _ changed: [Library.Location],
    _ queries: [Query],
    _ reader: IndexReader
  ) throws -> [Int] {
    var documents: [(id: Int64, text: Postings.Text?)] = []
    let old = Dictionary(
      entries.lazy.filter { changed.contains($0.location) }.map { ($0.location, $0) },
      uniquingKeysWith: { one, _ in one }
    )
    for location in changed {
      let fresh = try reader.read { () throws(SQLiteError) in
        let statement = try reader.database.statement(
          "\(Self.columns) WHERE collection = ?1 AND path = ?2 ORDER BY id"
        )
        statement.bind(1, location.collection)
        statement.bind(2, text: location.path.bytes)
        return try Self.entries(statement, config).first
      }
      if let previous = old[location], previous.id != fresh?.id {
        documents.append((previous.id, nil))
        entries.removeAll { $0.id == previous.id }
      }
      guard let fresh else { continue }
      let place = entries.firstIndex { $0.id >= fresh.id } ?? entries.count
      if place < entries.count, entries[place].id == fresh.id {
        entries[place] = fresh
      } else {
        entries.insert(fresh, at: place)
      }
      documents.append((fresh.id, try Self.text(fresh.id, reader)))
    }
    let unknown = queries.map { query in
      query.terms.contains { postings.count(of: .init($0, isBeginning: false)) == 0 }
    }
    let touched = postings.replace(documents)
    try postings.measure(with: LexicalSearch(reader.database))
    let affected = queries.indices.filter { index in
      unknown[index] || Self.phrases(of: queries[index]).contains(where: touched.contains)
    }
    try read(affected.filter { unknown[$0] }.map { queries[$0] }, reader, threads: 1)
    return affected
  }

  private static func text(_ id: Int64, _ reader: IndexReader) throws -> Postings.Text? {
    let tokenizer = try reader.database.tokenizer(Schema.tokenizer)
    try Schema.defineFunctions(reader.database)
    let statement = try reader.database.statement(
      "SELECT title, description, keywords, headings, path, body FROM documents_text WHERE id = ?1"
    )
    statement.bind(1, id)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return Postings.Text(
      id: id,
      tokens: Schema.Field.allCases.map { tokenizer.tokens(of: statement.bytes(Int32($0.rawValue))) }
    )
  }
}

/// How the documents of a snapshot stand for one query.
public struct Standings: Sendable {
  private let results: RankedResults
  /// Whether the query's words found nothing, and those that were meant are asked for.
  public let isCorrected: Bool

  init(_ results: RankedResults, isCorrected: Bool) {
    self.results = results
    self.isCorrected = isCorrected
  }

  /// A document that matches.
  public struct Place: Sendable {
    let result: RankedResults.Result

    /// The document's number in the index.
    public var id: Int64 { result.id }
    /// What ranks it; comparable within one query only.
    public var points: Double { result.points }
    /// Share of the query's rarity that the document holds, 0 to 1.
    public var coverage: Double { result.coverage }
    /// How likely it is to answer, from 0 to 1, the same scale for every query.
    public var score: Double { Confidence.score(of: result) }

    /// Whether it ranks before another of the same query; a total order.
    public func isBefore(_ other: Place) -> Bool { result.isBefore(other.result) }
  }

  /// In no particular order.
  public var places: [Place] { results.ranked.map(Place.init) }

  /// The words that rank, as typed, in the order of the query.
  public var terms: [String] { results.query.terms.map(\.text) }

  /// What each word brought to a document, before nearness and coverage; 0 where it does not hold the word.
  public func points(by place: Place) -> [Double] { results.points(of: place.result) }
}
