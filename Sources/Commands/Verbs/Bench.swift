import Memory
import Plumbing

extension Verb {
  static let bench = Verb(
    "bench",
    .tend,
    operands: "[FIXTURE]",
    "Measure how well questions with known answers find them.",
    details: [
      "A fixture is a JSON file: {\"description\", \"version\", \"collection\", \"queries\": [{\"id\", \"query\", \"type\","
        + " \"expected_files\", \"expected_in_top_k\"}]}. With --ir it is a folder of queries.tsv (id, query), qrels.tsv (id,"
        + " document, grade) and split.tsv (id, split), its docs/ being a collection.",
      "Each question is put by words (bm25), by meaning (vector) and by both (hybrid). `full` adds the language model"
        + " that `models: search:` names: it says each question otherwise and ranks again.",
    ],
    flags: [.retrievalSet, .split, .collection, .json],
    examples: [
      Example("qmd bench questions.json", "a fixture"),
      Example("qmd bench --ir ~/sets/recipes --split test -c recipes", "a retrieval set"),
    ]
  ) { call in
    let words = try call.words(atLeast: 0, atMost: 1)
    let judged: JudgedQueries
    let name: String
    switch (words.first, call.typed.value(.retrievalSet)) {
    case (let fixture?, nil):
      judged = try JudgedQueries(fixture: call.absolute(fixture))
      name = fixture
    case (nil, let folder?):
      judged = try JudgedQueries(set: call.absolute(folder), split: call.typed.value(.split))
      name = folder
    default:
      throw Failure("name either a fixture or a set: qmd bench questions.json, or qmd bench --ir FOLDER")
    }
    let measurement = try Measurement(call, judged)
    let rows = try measurement.run()
    if call.typed.has(.json) {
      call.output.write(measurement.json(rows, fixture: name))
    } else {
      measurement.print(rows)
    }
    return 0
  }
}

/// One run of `qmd bench`.
private struct Measurement {
  let call: Invocation
  let judged: JudgedQueries
  let collections: [String]
  let search: Search
  /// The judged document that a place stands for.
  private let names: [Library.Location: String]

  private static let ways: [(name: String, sense: Search.Sense)] = [
    ("bm25", .words), ("vector", .meaning), ("hybrid", .both),
  ]
  private static let depth = 10

  init(_ call: Invocation, _ judged: JudgedQueries) throws {
    self.call = call
    self.judged = judged
    let config = try call.config()
    guard let reader = try call.reader() else { throw IndexError.missing(call.places.index) }
    let named = try call.chosenCollections()
    if !named.isEmpty {
      collections = named.map(\.name)
    } else if let name = judged.collection {
      collections = [try call.collection(name).name]
    } else if let folder = call.typed.value(.retrievalSet) {
      let docs = Files.realPath(call.absolute(folder).appending("docs"))
      guard let found = config.collections.first(where: { docs != nil && Files.realPath($0.path) == docs })
      else {
        throw Failure(
          "no collection keeps \(folder)/docs — add it with `qmd collection add`, or name one with -c"
        )
      }
      collections = [found.name]
    } else {
      collections = config.collections.map(\.name)
    }
    var names: [Library.Location: String] = [:]
    let sought = Set(judged.queries.flatMap(\.grades.keys))
    var met: Set<String> = []
    for collection in collections {
      let entries = try reader.entries(in: collection)
      guard !entries.isEmpty else {
        throw Failure("the collection '\(collection)' is not indexed — run `qmd update`, then measure again")
      }
      for entry in entries {
        let path = entry.path.text
        let spellings = [
          path, "\(collection)/\(path)", "qmd://\(collection)/\(path)", String(path.dropLast(3)),
        ]
        guard let name = spellings.first(where: sought.contains) else { continue }
        names[Library.Location(collection, entry.path)] = name
        met.insert(name)
      }
    }
    let missing = sought.subtracting(met)
    guard missing.isEmpty else {
      throw Failure(
        "\(missing.count) of \(Wording.count(sought.count, "judged document")) are not indexed, such as"
          + " '\(missing.min() ?? "")' — run `qmd update`, or name their collection with -c"
      )
    }
    self.names = names
    let model = try EmbeddingModel(call)
    search = try Search(reader, config, isWatched: true) { try model.embedder(for: $0) }
  }

  /// What came of one query, one way.
  struct Outcome {
    let figures: RetrievalFigures
    let milliseconds: Double
    let found: [Library.Location]
    let answers: Set<String>
    let scores: [(score: Double, answers: Bool)]
  }

  func run() throws -> [(way: String, outcomes: [Outcome])] {
    var rows: [(way: String, outcomes: [Outcome])] = []
    for (name, sense) in Self.ways {
      do {
        // The first question opens model and vectors.
        if let first = judged.queries.first { _ = try search.ranking(of: first.text, limit: 1, by: sense) }
        rows.append((name, try judged.queries.map { try outcome(of: $0, sense) }))
      } catch {
        guard sense != .words else { throw error }
        call.say("\(name) is left out: \(error)")
      }
    }
    do {
      let config = try call.config()
      guard let model = try QueryModel(call, scope: collections.compactMap { config[$0] }) else {
        call.say("full is left out: no language model is set up to expand questions or to rank again")
        return rows
      }
      rows.append(("full", try judged.queries.map { try outcome(of: $0, model) }))
    } catch {
      call.say("full is left out: \(error)")
    }
    return rows
  }

  /// By words and meaning, with the question said otherwise and the best hits ranked again by a language model.
  private func outcome(of query: JudgedQueries.Query, _ model: QueryModel) throws -> Outcome {
    let began = Moment.now
    var request = SearchRequest(meaning: query.text, limit: max(Self.depth, QueryModel.candidates))
    request.collections = collections
    request.meanings += try model.otherwise(query.text)
    var answer = try search.answer(request)
    answer.arrange(try model.order(Array(answer.hits.prefix(QueryModel.candidates)), for: query.text))
    answer.cut(to: Self.depth)
    return outcome(
      of: query,
      answer.hits.map { (Library.Location($0.collection, $0.path), $0.score) },
      Moment.now.milliseconds(since: began)
    )
  }

  private func outcome(of query: JudgedQueries.Query, _ sense: Search.Sense) throws -> Outcome {
    let began = Moment.now
    let ranked = try search.ranking(
      of: query.text,
      limit: Self.depth,
      by: sense,
      collections: Set(collections)
    )
    return outcome(of: query, ranked.map { ($0.location, $0.score) }, Moment.now.milliseconds(since: began))
  }

  private func outcome(
    of query: JudgedQueries.Query,
    _ ranked: [(location: Library.Location, score: Double)],
    _ took: Double
  ) -> Outcome {
    let grades = ranked.map { hit in names[hit.location].flatMap { query.grades[$0] } ?? 0 }
    return Outcome(
      figures: RetrievalFigures(hits: grades, grades: Array(query.grades.values), depth: query.depth),
      milliseconds: took,
      found: ranked.map(\.location),
      answers: Set(ranked.compactMap { names[$0.location] }).intersection(query.grades.keys),
      scores: zip(ranked, grades).map { ($0.score, $1 > 0) }
    )
  }

  private static func percentile(_ times: [Double], _ share: Double) -> Double {
    let sorted = times.sorted()
    return sorted.isEmpty
      ? 0 : sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  func print(_ rows: [(way: String, outcomes: [Outcome])]) {
    let output = call.output
    output.line("\(judged.description): \(Wording.count(judged.queries.count, "question"))")
    output.line()
    let heads = ["precision", "recall", "MRR", "nDCG@10", "calibr.", "p50 ms", "p95 ms"]
    output.line("         " + heads.map { Wording.aligned($0, 10) }.joined())
    for (way, outcomes) in rows {
      let mean = RetrievalFigures(mean: outcomes.map(\.figures))
      let times = outcomes.map(\.milliseconds)
      let error = RetrievalFigures.calibrationError(outcomes.flatMap(\.scores))
      let numbers =
        [mean.precision, mean.recall, mean.reciprocalRank, mean.gain, error]
        .map { Wording.decimals($0, 3) }
        + [Self.percentile(times, 0.5), Self.percentile(times, 0.95)].map { Wording.decimals($0, 1) }
      output.line(Wording.padded(way, 9) + numbers.map { Wording.aligned($0, 10) }.joined())
    }
  }

  /// The keys that other programs read, and ours after them.
  func json(_ rows: [(way: String, outcomes: [Outcome])], fixture: String) -> JSON {
    func number(_ value: Double, _ places: Int = 4) -> JSON { .number(Wording.decimals(value, places)) }
    let results = judged.queries.indices.map { index -> JSON in
      let query = judged.queries[index]
      return [
        "id": .string(query.id), "query": .string(query.text), "type": .string(query.kind),
        "backends": .object(
          rows.map { way, outcomes in
            let outcome = outcomes[index]
            let figures = outcome.figures
            let missing = Set(query.grades.keys).subtracting(outcome.answers)
            return .init(
              way,
              [
                "precision_at_k": number(figures.precision), "recall": number(figures.recall),
                "recall_at_1": number(figures.recallAt1), "recall_at_3": number(figures.recallAt3),
                "recall_at_5": number(figures.recallAt5), "mrr": number(figures.reciprocalRank),
                "f1": number(figures.f1),
                "hits_at_k": .integer(Int((figures.precision * Double(query.depth)).rounded())),
                "total_expected": .integer(query.grades.count), "latency_ms": number(outcome.milliseconds, 2),
                "top_files": .array(outcome.found.map { .string("\($0.path)") }),
                "matched_files": .array(outcome.answers.sorted().map { .string($0) }),
                "unmatched_expected_files": .array(missing.sorted().map { .string($0) }),
                "ndcg": number(figures.gain),
              ]
            )
          }
        ),
      ]
    }
    let summary = rows.map { way, outcomes -> JSON.Member in
      let mean = RetrievalFigures(mean: outcomes.map(\.figures))
      let times = outcomes.map(\.milliseconds)
      return .init(
        way,
        [
          "avg_precision": number(mean.precision), "avg_recall": number(mean.recall),
          "avg_recall_at_1": number(mean.recallAt1), "avg_recall_at_3": number(mean.recallAt3),
          "avg_recall_at_5": number(mean.recallAt5), "avg_mrr": number(mean.reciprocalRank),
          "avg_f1": number(mean.f1),
          "avg_latency_ms": number(times.reduce(0, +) / Double(max(1, times.count)), 2),
          "avg_ndcg": number(mean.gain),
          "calibration_error": number(RetrievalFigures.calibrationError(outcomes.flatMap(\.scores))),
          "p50_latency_ms": number(Self.percentile(times, 0.5), 2),
          "p95_latency_ms": number(Self.percentile(times, 0.95), 2),
        ]
      )
    }
    return [
      "timestamp": .string(Timestamp.now.iso8601), "fixture": .string(fixture), "results": .array(results),
      "summary": .object(summary),
    ]
  }
}
