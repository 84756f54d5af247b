import Plumbing

/// The library as an index had it at one moment, with the queries that are put to it: what an audit measures.
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
  private var questions: [Question] = []
  /// What `suppose` gave to documents, by number.
  private var supposed: [Int64: [[Tokenizer.Token]]] = [:]

  /// A query with the numbers of its phrases.
  private struct Question: Sendable {
    var query: Query
    /// By term: the phrase itself, and the beginnings that are looked for beside it, or nil.
    var whole: [Int] = []
    var beginnings: [Int?] = []
    var excluded: [Int] = []
    /// What was meant, where nothing holds a word of it.
    var correction: [Question] = []
  }

  /// Takes the documents of an index, and reads what these queries ask for on so many threads with a connection each.
  public init(
    _ reader: IndexReader,
    _ config: Config,
    queries: [String],
    threads: Int = 2,
    ranking: Ranking = Ranking()
  ) throws {
    self.config = config
    self.ranking = ranking
    entries = try reader.read { () throws(SQLiteError) in
      try Self.entries(reader.database.statement("\(Self.columns) ORDER BY id"), config)
    }
    postings = Postings(ids: entries.map(\.id))
    let tokenizer = try reader.database.tokenizer(Schema.tokenizer)
    questions = queries.map { Question(query: Query($0, tokenizer)) }
    try prepare(Array(questions.indices), reader, threads)
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

  /// Reads the postings of some questions, and finds out what was meant by those that nothing answers.
  private mutating func prepare(_ indices: [Int], _ reader: IndexReader, _ threads: Int) throws {
    var fresh = indices.map { questions[$0] }
    try prepare(&fresh, reader, threads)
    var search: Search?
    for place in fresh.indices where !fresh[place].query.isEmpty && isUnanswered(fresh[place]) {
      let spelling = try search ?? Search(reader, config, isWatched: true, ranking: ranking)
      search = spelling
      guard let meant = try spelling.corrected(fresh[place].query) else { continue }
      var correction = [Question(query: meant)]
      try prepare(&correction, reader, 1)
      fresh[place].correction = correction
    }
    for (index, question) in zip(indices, fresh) { questions[index] = question }
  }

  private mutating func prepare(_ questions: inout [Question], _ reader: IndexReader, _ threads: Int) throws {
    let phrases = questions.map { question in
      (
        whole: question.query.terms.map { Postings.Phrase($0, isBeginning: false) },
        excluded: question.query.excluded.map { Postings.Phrase($0, isBeginning: false) }
      )
    }
    try read(phrases.flatMap { $0.whole + $0.excluded }, reader, threads)
    var beginnings: [Postings.Phrase] = []
    for (place, phrases) in phrases.enumerated() {
      questions[place].whole = phrases.whole.compactMap(postings.number)
      questions[place].excluded = phrases.excluded.compactMap(postings.number)
      questions[place].correction = []
      beginnings += wantedBeginnings(of: questions[place]).compactMap(\.self)
    }
    try read(beginnings, reader, threads)
    for place in questions.indices {
      questions[place].beginnings = wantedBeginnings(of: questions[place]).map { $0.flatMap(postings.number) }
    }
  }

  /// By term: its beginnings, where they are asked for or nothing holds the word.
  private func wantedBeginnings(of question: Question) -> [Postings.Phrase?] {
    let query = question.query
    return zip(query.terms.indices, question.whole).map { index, number in
      let term = query.terms[index]
      guard term.matchesBeginnings || (postings.isEmpty(number) && query.mayBegin(index)) else { return nil }
      return Postings.Phrase(term, isBeginning: true)
    }
  }

  private func isUnanswered(_ question: Question) -> Bool {
    (question.whole + question.beginnings.compactMap(\.self)).allSatisfy(postings.isEmpty)
  }

  /// Fewer phrases than this for each thread are not worth its start and connection.
  private static let leastPhrases = 200

  private mutating func read(_ phrases: [Postings.Phrase], _ reader: IndexReader, _ threads: Int) throws {
    let missing = Array(Set(phrases.filter { postings.number(of: $0) == nil }))
    guard !missing.isEmpty else { return }
    let parts = max(1, min(threads, missing.count / Self.leastPhrases))
    let shares = (0..<parts).map { part in
      stride(from: part, to: missing.count, by: parts).map { missing[$0] }
    }
    let results = Mailbox<Result<Postings, any Error>>()
    let empty = Postings(ids: postings.ids)
    for share in shares.dropFirst() {
      _ = BlockingThread { [path = reader.path] in
        results.send(
          Result {
            let other = try IndexReader(path)
            var part = empty
            try part.read(share, from: other.lexical())
            return part
          }
        )
      }
    }
    let outcome = Result { try postings.read(shares[0], from: reader.lexical()) }
    // The other threads are waited for, whatever happened here.
    var others: [Result<Postings, any Error>] = []
    while others.count < parts - 1 { others += results.receive() }
    try outcome.get()
    for other in others { postings.merge(try other.get()) }
  }

  // MARK: Ranking

  /// How the documents stand for the query of this place in `queries`.
  public func standings(of index: Int) -> Standings {
    let question = questions[index]
    guard let correction = question.correction.first else {
      return Standings(results(question), isCorrected: false)
    }
    return Standings(results(correction), isCorrected: true)
  }

  /// Of a query, the single words of the matter: no phrase, and no word of asking in general such as "find".
  ///
  /// - Returns: each as typed, and as the index holds it.
  public func matterWords(of index: Int) -> [(text: String, stem: [UInt8])] {
    questions[index].query.terms.compactMap { term in
      guard term.words.count == 1, let stem = term.stems.first,
        !StopWords.asking.contains(term.text.lowercased()),
        !StopWords.english.contains(term.text.lowercased())
      else { return nil }
      return (term.text, stem)
    }
  }

  private func results(_ question: Question) -> RankedResults {
    var phrases: [MatchTable.Phrase] = []
    var numbers: [Int] = []
    for (term, number) in question.whole.enumerated() {
      phrases.append(MatchTable.Phrase(term: term, isBeginning: false))
      numbers.append(number)
      guard let beginning = question.beginnings[term] else { continue }
      phrases.append(MatchTable.Phrase(term: term, isBeginning: true))
      numbers.append(beginning)
    }
    let table = postings.table(
      question.query,
      phrases,
      numbers: numbers,
      excluding: question.excluded,
      ranking
    )
    let matches = Matches(table: table, beginnings: question.beginnings.map { $0 != nil })
    return RankedResults(question.query, ranking, main: matches, sorted: false)
  }

  // MARK: Following changes

  /// Where the index differs from this snapshot by now, and whether it still has the same skills.
  public func changes(_ reader: IndexReader) throws -> (documents: [Library.Location], hasSameSkills: Bool) {
    let now = try reader.read { () throws(SQLiteError) in
      try Self.entries(reader.database.statement("\(Self.columns) ORDER BY id"), config)
    }
    let old = Dictionary(entries.map { ($0.location, $0) }, uniquingKeysWith: { one, _ in one })
    var documents: [Library.Location] = []
    var met = 0, hasSameSkills = true
    for entry in now {
      let before = old[entry.location]
      if before != nil { met += 1 }
      guard before?.hash != entry.hash || before?.id != entry.id else { continue }
      documents.append(entry.location)
      if before == nil, entry.kind == .skill { hasSameSkills = false }
    }
    if met < entries.count {
      let left = Set(now.map(\.location))
      for entry in entries where !left.contains(entry.location) {
        documents.append(entry.location)
        if entry.kind == .skill { hasSameSkills = false }
      }
    }
    return (documents, hasSameSkills)
  }

  /// Brings the snapshot up to the index after these documents changed, came or went.
  ///
  /// - Returns: the queries that may rank differently: those with a phrase in the old or the new texts, and those with
  ///   a word that nothing held.
  public mutating func follow(_ changed: [Library.Location], _ reader: IndexReader) throws -> [Int] {
    var documents: [(id: Int64, fields: [[Tokenizer.Token]]?)] = []
    for location in changed {
      let fresh = try reader.read { () throws(SQLiteError) in
        let statement = try reader.database.statement(
          "\(Self.columns) WHERE collection = ?1 AND path = ?2 ORDER BY id"
        )
        statement.bind(1, location.collection)
        statement.bind(2, text: location.path.bytes)
        return try Self.entries(statement, config).first
      }
      if let previous = entries.firstIndex(where: { $0.location == location }),
        entries[previous].id != fresh?.id
      {
        documents.append((entries[previous].id, nil))
        entries.remove(at: previous)
      }
      guard let fresh else { continue }
      let place = entries.firstIndex { $0.id >= fresh.id } ?? entries.count
      if place < entries.count, entries[place].id == fresh.id {
        entries[place] = fresh
      } else {
        entries.insert(fresh, at: place)
      }
      documents.append((fresh.id, try Self.fields(of: fresh.id, reader)))
    }
    let before = Standing(self)
    let touched = postings.replace(documents)
    try postings.measure(with: reader.lexical())
    let affected = affected(by: touched, before)
    try prepare(affected.filter { asksOtherwise($0, before) }, reader, 1)
    return affected
  }

  /// What decides how a question is asked: which phrases nothing holds, and which questions nothing answers.
  private struct Standing {
    let isEmpty: [Bool]
    let isUnanswered: [Bool]

    init(_ snapshot: Snapshot) {
      isEmpty = (0..<snapshot.postings.count).map(snapshot.postings.isEmpty)
      isUnanswered = snapshot.questions.map(snapshot.isUnanswered)
    }
  }

  /// The questions that texts with these phrases concern, and those for which other words were put.
  private func affected(by touched: [Bool], _ before: Standing) -> [Int] {
    questions.indices.filter { index in
      before.isUnanswered[index] || questions[index].whole.contains { touched[$0] }
        || questions[index].beginnings.contains { $0.map { touched[$0] } ?? false }
        || questions[index].excluded.contains { touched[$0] }
    }
  }

  /// Whether a word of a question is held now and was not, so that its beginnings count no longer, or the reverse; or
  /// nothing answers it, so that other words are meant.
  private func asksOtherwise(_ index: Int, _ before: Standing) -> Bool {
    before.isUnanswered[index] || isUnanswered(questions[index])
      || questions[index].whole.contains { before.isEmpty[$0] != postings.isEmpty($0) }
  }

  // MARK: As it would be

  /// Gives one document another text here, which neither the index nor anybody else sees.
  ///
  /// Ranks as `follow` would once the text were saved and indexed; only a misspelt word of a query is still corrected by
  /// the words of the index.
  ///
  /// - Parameters:
  ///   - location: A document of the snapshot, or where one would be that is not there yet.
  ///   - bytes: Its file as it would be.
  ///   - reader: The index the snapshot was taken of, unchanged since.
  /// - Returns: the queries that may rank differently.
  /// - Throws: where the text is no document, or the index cannot be read.
  public mutating func suppose(
    _ location: Library.Location,
    holds bytes: [UInt8],
    _ reader: IndexReader
  ) throws -> [Int] {
    let known = entries.firstIndex(where: { $0.location == location })
    let overlay = try Overlay(planting: [(location: location, bytes: bytes)]).writer.reader()
    guard let planted = try overlay.documentID(of: location.path, in: location.collection),
      let fields = try Self.fields(of: planted, overlay)
    else { return [] }
    let document = try Document.read(bytes, path: location.path)
    let entry = Entry(
      id: known.map { entries[$0].id } ?? (entries.last?.id ?? 0) + 1,
      location: location,
      title: document.title,
      kind: known.map { entries[$0].kind } ?? Document.Kind(path: location.path),
      hash: SHA256.hex(bytes),
      isSearched: known.map { entries[$0].isSearched } ?? config[location.collection]?.includeByDefault
        ?? false
    )
    if let known { entries[known] = entry } else { entries.append(entry) }
    let before = Standing(self)
    let old =
      if let text = supposed[entry.id] { text } else if known == nil { nil as [[Tokenizer.Token]]? } else {
        try Self.fields(of: entry.id, reader)
      }
    let touched = postings.replace([(entry.id, fields)])
    if let old { postings.recount(old, as: fields) } else { postings.count(fields) }
    supposed[entry.id] = fields
    let affected = affected(by: touched, before)
    let readBefore = postings.count
    try prepare(affected.filter { asksOtherwise($0, before) }, reader, 1)
    // What was read just now came from the index, which has the old texts.
    postings.replace(supposed.map { ($0.key, $0.value) }, from: readBefore)
    return affected
  }

  /// The tokens of each field, as FTS5 was given them.
  private static func fields(of id: Int64, _ reader: IndexReader) throws -> [[Tokenizer.Token]]? {
    let tokenizer = try reader.database.tokenizer(Schema.tokenizer)
    try Schema.defineFunctions(reader.database)
    let statement = try reader.database.statement(
      "SELECT title, description, keywords, headings, path, body FROM documents_text WHERE id = ?1"
    )
    statement.bind(1, id)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return Schema.Field.allCases.map { tokenizer.tokens(of: statement.bytes(Int32($0.rawValue))) }
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

    /// Whether a search says "nothing fits" where this is the best there is.
    public var isNothing: Bool { Confidence.isNothing(Candidate(result)) }

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
