import Plumbing
public import Providers

/// Answers questions: query → matches by words ∥ passages by meaning → candidates → hits, each checked against the disk.
///
/// Writes nothing, anywhere.
public final class Search {
  let reader: IndexReader?
  let config: Config
  private let ranking: Ranking
  let fusion: Fusion
  private let isWatched: Bool
  private let lexical: LexicalSearch?
  let tokenizer: Tokenizer
  let semantic: SemanticSearch?

  /// Searches the index of `reader`; where there is none yet, everything is read from the files.
  ///
  /// While a live watcher keeps the index current (`isWatched`), the files need not be compared with it. `embedder`
  /// gives the one whose space has this name, or the one that new texts get where none is named; it is called on another
  /// thread when a question's meaning is asked for.
  public init(
    _ reader: IndexReader?,
    _ config: Config,
    isWatched: Bool,
    ranking: Ranking = Ranking(),
    fusion: Fusion = Fusion(),
    embedder: (@Sendable (_ space: String?) throws -> any Embedder)? = nil
  ) throws(IndexError) {
    self.reader = reader
    semantic = reader.map { SemanticSearch($0, embedder: embedder) }
    self.config = config
    self.ranking = ranking
    self.fusion = fusion
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
      // The model works beside the search by words.
      let question = try semantic?.begin(request)
      guard !isWatched else { return try watchedAnswer(query, request, question, scope) }
      // The walk takes as long as the search: side by side they cost one of them.
      let measured = Mailbox<Drift>()
      _ = BlockingThread { [path = reader?.path] in measured.send(Drift.measured(scope, against: path)) }
      let table = try matches(query, in: lexical)
      let drift = measured.receive().first ?? Drift()
      var freshness = Freshness(source: drift.isComplete ? .compared : .unchecked)
      freshness.problems = drift.problems
      return try answer(query, request, question, scope, table, drift, freshness)
    } catch let error as SQLiteError {
      throw IndexError(error, at: reader?.path ?? Self.memoryPath)
    }
  }

  /// Trusts the watcher for what is not shown, and the disk for what is.
  private func watchedAnswer(
    _ query: Query,
    _ request: SearchRequest,
    _ question: MeaningQuestion?,
    _ scope: [Collection]
  ) throws -> SearchAnswer {
    let table = try matches(query, in: lexical)
    var drift = Drift()
    while true {
      let answer = try answer(query, request, question, scope, table, drift, Freshness(source: .watched))
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
    _ question: MeaningQuestion?,
    _ scope: [Collection],
    _ table: Matches,
    _ drift: Drift,
    _ freshness: Freshness
  ) throws -> SearchAnswer {
    var answer = SearchAnswer(freshness: freshness)
    answer.freshness.gone = drift.gone.count
    let overlay = drift.isEmpty ? nil : try Overlay(drift, roots: Indexer.roots(of: config), index: reader)
    answer.freshness.readNow = overlay?.readNow ?? 0
    answer.freshness.leftOut = overlay?.leftOut ?? 0
    var query = query
    var results = try results(query, table, overlay)
    let unknown = results.unknownTerms
    if request.wantsSuggestions, !unknown.isEmpty, unknown.count <= Self.mostSuggestions {
      let corrections = try corrections(of: unknown, in: query, overlay)
      answer.suggestions = corrections.map(\.suggestion)
      if results.ranked.isEmpty, !corrections.isEmpty, query.required.isEmpty {
        for correction in corrections { query.terms[correction.term] = correction.replacement }
        let again = try matches(query, in: lexical)
        results = try self.results(query, again, overlay)
        answer.isCorrected = true
      }
    }
    var filling = Filling(
      request: request,
      query: query,
      names: Set(scope.map(\.name)),
      results: results,
      overlay: overlay?.writer.reader()
    )
    if let candidates = try candidates(&answer, request, query, question, scope, results, overlay) {
      filling.space = question?.space
      try fill(&answer, filling, candidates)
    } else {
      try fill(&answer, filling, results.ranked.lazy.map { Candidate($0) })
    }
    if answer.isCorrected, answer.hits.isEmpty { answer.isCorrected = false }
    return answer
  }

  /// The candidates by words and meaning; nil when only words are asked for, or nothing else can be.
  private func candidates(
    _ answer: inout SearchAnswer,
    _ request: SearchRequest,
    _ query: Query,
    _ question: MeaningQuestion?,
    _ scope: [Collection],
    _ results: RankedResults,
    _ overlay: Overlay?
  ) throws -> [Candidate]? {
    guard let question else {
      if !request.meanings.isEmpty { answer.meaning = .absent("nothing is indexed yet — run `qmd update`") }
      return nil
    }
    do {
      _ = try question.vectors()
    } catch {
      answer.meaning = .absent("\(error)")
      return nil
    }
    let names = Set(scope.map(\.name))
    let found = try candidates(request, query, question, results, overlay, reach(names, kind: request.kind))
    answer.meaning = .used(pending: try reader?.pendingContents(in: question.space) ?? 0)
    return found
  }

  /// Where a question leads, best first, if these texts were in the library as well; nobody else sees them.
  public func places(
    of text: String,
    planting texts: [(location: Library.Location, bytes: [UInt8])] = [],
    limit: Int
  ) throws -> [Library.Location] {
    let query = Query(text, tokenizer)
    let table = try matches(query, in: lexical)
    let overlay = texts.isEmpty ? nil : try Overlay(planting: texts)
    let results = try results(query, table, overlay)
    let planted = overlay?.writer.reader()
    return try results.ranked.prefix(limit).compactMap { result in
      try (result.isFromOverlay ? planted : reader)?.row(result.id).map {
        Library.Location($0.collection, $0.path)
      }
    }
  }

  // MARK: Matching

  /// The index's documents by their words, best first.
  func results(_ query: Query) throws -> RankedResults {
    let table = try matches(query, in: lexical)
    return try results(query, table, nil)
  }

  /// Words beyond these are more likely another language than slips.
  private static let mostSuggestions = 4

  private func matches(_ query: Query, in lexical: LexicalSearch?) throws -> Matches {
    guard let lexical else { return Matches(nothingFor: query, ranking) }
    return try lexical.matches(query, ranking)
  }

  private func results(_ query: Query, _ main: Matches, _ overlay: Overlay?) throws -> RankedResults {
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
}

/// A collection was asked for that the configuration does not have.
public struct UnknownCollection: Error, Equatable, Sendable, CustomStringConvertible {
  public let name: String

  public var description: String {
    "Collection not found: \(name) — `qmd collection list` shows those there are"
  }
}
