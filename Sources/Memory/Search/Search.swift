package import Plumbing

/// A question, and how its answer should look.
public struct SearchRequest: Sendable {
  public var text: String
  /// Most hits; nil for all.
  public var limit: Int?
  /// Only these collections; empty for those that are searched by default.
  public var collections: [String] = []
  public var minimumScore: Double = 0
  public var wantsBody = false
  /// Whether words that no text holds are looked up among those that some text does.
  public var wantsSuggestions = true
  /// Most hits of a kind; of a kind that is not named as many as `limit` takes.
  public var limits: [Document.Kind: Int] = [:]
  /// How many results are looked at for hits, from the best on; nil for all.
  public var depth: Int?

  public init(_ text: String, limit: Int? = 5) {
    self.text = text
    self.limit = limit
  }
}

/// What was found, and how far it can be trusted to be current.
public struct SearchAnswer: Sendable {
  public internal(set) var hits: [Hit] = []
  /// Words that the library does not know, with the word that may have been meant.
  public internal(set) var suggestions: [Suggestion] = []
  /// Whether the hits are those of the suggestions, because the words as typed found nothing.
  public internal(set) var isCorrected = false
  /// Hits that were left out for their low score.
  public internal(set) var belowMinimum = 0
  public internal(set) var freshness: Freshness

  public struct Suggestion: Equatable, Sendable {
    public let typed: String
    public let meant: String
  }
}

/// Answers questions by words: query → matches → points → hits, each checked against the disk.
///
/// Writes nothing, anywhere.
public final class Search {
  private let reader: IndexReader?
  private let config: Config
  private let ranking: Ranking
  private let isWatched: Bool
  private let lexical: LexicalSearch?
  private let tokenizer: Tokenizer

  /// Searches the index of `reader`; where there is none yet, everything is read from the files.
  ///
  /// While a live watcher keeps the index current (`isWatched`), the files need not be compared with it.
  public init(
    _ reader: IndexReader?,
    _ config: Config,
    isWatched: Bool,
    ranking: Ranking = Ranking()
  ) throws(IndexError) {
    self.reader = reader
    self.config = config
    self.ranking = ranking
    self.isWatched = isWatched && reader != nil
    do throws(SQLiteError) {
      if let reader {
        tokenizer = try reader.database.tokenizer(Schema.tokenizer)
        lexical = try reader.lexical()
      } else {
        tokenizer = try Database(FilePath(""), mode: .memory).tokenizer(Schema.tokenizer)
        lexical = nil
      }
    } catch {
      throw IndexError(error, at: reader?.path ?? Self.memoryPath)
    }
  }

  private static let memoryPath = FilePath(":memory:")

  /// The collections that a request is about.
  ///
  /// - Throws: the first name that no collection has.
  public static func scope(
    of request: SearchRequest,
    in config: Config
  ) throws(UnknownCollection) -> [Collection] {
    if request.collections.isEmpty { return config.collections.filter(\.includeByDefault) }
    var found: [Collection] = []
    for name in request.collections {
      guard let collection = config[name] else { throw UnknownCollection(name: name) }
      if !found.contains(collection) { found.append(collection) }
    }
    return found
  }

  public func answer(_ request: SearchRequest) throws -> SearchAnswer {
    let scope = try Self.scope(of: request, in: config)
    let query = Query(request.text, tokenizer)
    do {
      guard !isWatched else { return try watchedAnswer(query, request, scope) }
      // The walk takes as long as the search: side by side they cost one of them.
      let measured = Mailbox<Drift>()
      _ = BlockingThread { [path = reader?.path] in measured.send(Drift.measured(scope, against: path)) }
      var table = try matches(query, in: lexical)
      let drift = measured.receive().first ?? Drift()
      var freshness = Freshness(source: drift.isComplete ? .compared : .unchecked)
      freshness.problems = drift.problems
      return try answer(query, request, scope, &table, drift, freshness)
    } catch let error as SQLiteError {
      throw IndexError(error, at: reader?.path ?? Self.memoryPath)
    }
  }

  /// Trusts the watcher for what is not shown, and the disk for what is.
  private func watchedAnswer(
    _ query: Query,
    _ request: SearchRequest,
    _ scope: [Collection]
  ) throws -> SearchAnswer {
    var table = try matches(query, in: lexical)
    var drift = Drift()
    while true {
      let answer = try answer(query, request, scope, &table, drift, Freshness(source: .watched))
      var isCurrent = true
      // Those that were read from their files just now are current.
      for hit in answer.hits where !hit.explanation.isFromFile {
        guard let collection = config[hit.collection] else { continue }
        let status = FileStatus.of(collection.path.appending(hit.path))
        guard status != hit.status else { continue }
        isCurrent = false
        if status == nil {
          drift.gone.insert(hit.number)
        } else {
          drift.changed.append((collection, [hit.path]))
        }
      }
      // What comes up in the place of a hit is looked at, too; each round masks one document at least.
      if isCurrent { return answer }
    }
  }

  private func answer(
    _ query: Query,
    _ request: SearchRequest,
    _ scope: [Collection],
    _ table: inout Matches,
    _ drift: Drift,
    _ freshness: Freshness
  ) throws -> SearchAnswer {
    var answer = SearchAnswer(freshness: freshness)
    answer.freshness.gone = drift.gone.count
    let overlay = drift.isEmpty ? nil : try Overlay(drift, roots: Indexer.roots(of: config), index: reader)
    answer.freshness.readNow = overlay?.readNow ?? 0
    answer.freshness.leftOut = overlay?.leftOut ?? 0
    var query = query
    var results = try results(query, &table, overlay)
    let unknown = results.unknownTerms
    if request.wantsSuggestions, !unknown.isEmpty, unknown.count <= Self.mostSuggestions {
      let corrections = try corrections(of: unknown, in: query, overlay)
      answer.suggestions = corrections.map(\.suggestion)
      if results.ranked.isEmpty, !corrections.isEmpty, query.required.isEmpty {
        for correction in corrections { query.terms[correction.term] = correction.replacement }
        var again = try matches(query, in: lexical)
        results = try self.results(query, &again, overlay)
        answer.isCorrected = true
      }
    }
    try fill(&answer, query, request, scope, results, overlay)
    if answer.isCorrected, answer.hits.isEmpty { answer.isCorrected = false }
    return answer
  }

  /// The documents that match, best first, without a look at the disk or into texts: to measure the ranking.
  package func ranking(of text: String, limit: Int) throws -> [Ranked] {
    let query = Query(text, tokenizer)
    var table = try matches(query, in: lexical)
    let results = try results(query, &table, nil)
    return try results.ranked.prefix(limit).compactMap { result in
      try reader?.row(result.id).map {
        Ranked(
          collection: $0.collection,
          path: $0.path,
          coverage: result.coverage,
          strength: result.strength,
          information: result.information,
          nearness: result.nearness
        )
      }
    }
  }

  /// Where a question leads, best first, if these texts were in the library as well; nobody else sees them.
  public func places(
    of text: String,
    planting texts: [(location: Library.Location, bytes: [UInt8])] = [],
    limit: Int
  ) throws -> [Library.Location] {
    let query = Query(text, tokenizer)
    var table = try matches(query, in: lexical)
    let overlay = texts.isEmpty ? nil : try Overlay(planting: texts)
    let results = try results(query, &table, overlay)
    let planted = overlay?.writer.reader()
    return try results.ranked.prefix(limit).compactMap { result in
      try (result.isFromOverlay ? planted : reader)?.row(result.id).map {
        Library.Location($0.collection, $0.path)
      }
    }
  }

  /// What `ranking(of:limit:)` gives, with what the score is made of.
  package struct Ranked: Sendable {
    package let collection: String
    package let path: FilePath
    package let coverage: Double
    package let strength: Double
    package let information: Double
    package let nearness: Double
  }

  // MARK: Matching

  /// Words beyond these are more likely another language than slips.
  private static let mostSuggestions = 4

  private func matches(_ query: Query, in lexical: LexicalSearch?) throws -> Matches {
    guard let lexical else { return Matches(nothingFor: query, ranking) }
    return try lexical.matches(query, ranking)
  }

  private func results(_ query: Query, _ main: inout Matches, _ overlay: Overlay?) throws -> RankedResults {
    var overlaid: Matches?
    if let overlay { overlaid = try matches(query, in: LexicalSearch(overlay.writer.database)) }
    return RankedResults(
      query,
      ranking,
      main: main,
      overlay: overlaid,
      masked: overlay?.masked ?? []
    )
  }

  // MARK: Corrections

  private struct Correction {
    let term: Int
    let replacement: Query.Term
    let suggestion: SearchAnswer.Suggestion
  }

  /// The query that was probably meant, when nothing holds a word of this one.
  func corrected(_ query: Query) throws -> Query? {
    let unknown = Array(query.terms.indices)
    guard unknown.count <= Self.mostSuggestions, query.required.isEmpty else { return nil }
    let corrections = try corrections(of: unknown, in: query, nil)
    guard !corrections.isEmpty else { return nil }
    var meant = query
    for correction in corrections { meant.terms[correction.term] = correction.replacement }
    return meant
  }

  private func corrections(of unknown: [Int], in query: Query, _ overlay: Overlay?) throws -> [Correction] {
    var found: [Correction] = []
    for index in unknown {
      let term = query.terms[index]
      guard term.stems.count == 1, let stem = term.stems.first else { continue }
      for database in [reader?.database, overlay?.writer.database].compactMap({ $0 }) {
        guard let near = try Spelling(database).nearest(to: stem) else { continue }
        let word = try surface(of: near, in: database) ?? String(decoding: near, as: UTF8.self)
        var replacement = Query.Term(
          words: [word],
          stems: [near],
          weight: term.weight,
          matchesBeginnings: false
        )
        replacement.weight = term.weight
        found.append(
          Correction(
            term: index,
            replacement: replacement,
            suggestion: SearchAnswer.Suggestion(typed: term.text, meant: word)
          )
        )
        break
      }
    }
    return found
  }

  /// A stem as some text spells it.
  private func surface(of stem: [UInt8], in database: Database) throws(SQLiteError) -> String? {
    // The view's functions; made only here, because a search that spells right needs none of them.
    try Schema.defineFunctions(database)
    let statement = try database.statement(
      """
      SELECT title || char(10) || description || char(10) || keywords || char(10) || body FROM documents_text
      WHERE id = (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?1 LIMIT 1)
      """
    )
    statement.bind(1, "\"" + String(decoding: stem, as: UTF8.self) + "\"")
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    let text = statement.bytes(0)
    let place = tokenizer.occurrences(of: [Tokenizer.Needle(term: stem)], in: text).first
    return place.map { String(decoding: text[$0.range], as: UTF8.self).lowercased() }
  }

  // MARK: Hits

  private func fill(
    _ answer: inout SearchAnswer,
    _ query: Query,
    _ request: SearchRequest,
    _ scope: [Collection],
    _ results: RankedResults,
    _ overlay: Overlay?
  ) throws {
    let names = Set(scope.map(\.name))
    let finder = PassageFinder(
      query,
      rarities: results.rarities,
      beginnings: results.beginnings,
      tokenizer
    )
    let overlayReader = overlay?.writer.reader()
    var left = request.limits
    for result in results.ranked.prefix(request.depth ?? .max) {
      if let limit = request.limit, answer.hits.count >= limit { break }
      let source = result.isFromOverlay ? overlayReader : reader
      guard let row = try source?.row(result.id), names.contains(row.collection), left[row.kind] != 0 else {
        continue
      }
      let score = Confidence.score(of: result)
      if score < request.minimumScore {
        answer.belowMinimum += 1
        continue
      }
      guard let bytes = try source?.content(row.hash),
        let document = try? Document.read(bytes, path: row.path)
      else { continue }
      left[row.kind]? -= 1
      answer.hits.append(
        Hit(
          collection: row.collection,
          path: row.path,
          title: row.title,
          kind: row.kind,
          hash: row.hash,
          number: row.id,
          status: row.status,
          score: score,
          passage: finder.passage(in: document),
          body: request.wantsBody ? String(decoding: document.text, as: UTF8.self) : nil,
          explanation: results.explanation(of: result)
        )
      )
    }
  }
}

/// A collection was asked for that the configuration does not have.
public struct UnknownCollection: Error, Equatable, Sendable, CustomStringConvertible {
  public let name: String

  public var description: String {
    "Collection not found: \(name) — `qmd collection list` shows those there are"
  }
}
