import Memory
import Plumbing
import Providers

extension Verb {
  static let status = Verb(
    "status",
    .tend,
    "Show what is kept, how much, and whether it is current.",
    flags: [.json, .problems],
    examples: [
      Example("qmd status", "an overview"),
      Example("qmd status --problems", "the files that are not indexed, or not whole, each with the reason"),
      Example("qmd status --json", "the same for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let state = try IndexState(call)
    if call.typed.has(.json) {
      call.output.write(state.json(withProblems: call.typed.has(.problems)))
    } else if call.typed.has(.problems) {
      state.printProblems(to: call.output)
    } else {
      state.print(to: call.output)
    }
    return 0
  }
}

/// What `qmd status` tells.
private struct IndexState {
  let path: FilePath
  let config: Config
  let counts: [String: IndexReader.Count]
  let size: Int64
  let textBytes: Int64
  let problems: [IndexReader.Problem]
  /// Keys of the configuration that seem mistyped, each a sentence.
  let slips: [String]
  /// Why collections cannot be looked at, each a sentence, by name.
  let absences: [String: String]
  let isWatched: Bool
  /// The MCP server over HTTP, when one runs.
  let server: MCPService.State?
  let exists: Bool
  /// The space that answers, or the one that would.
  let space: String
  let vectors: IndexReader.VectorCensus
  /// In the space that new texts get; the same unless the model was changed.
  let pending: Int
  let model: EmbeddingModel
  let recall: RecallState?
  let lessons: LessonState?

  init(_ call: Invocation) throws {
    path = call.places.index
    let configuration = try call.configuration()
    config = configuration.config
    slips = configuration.slips(call.places)
    isWatched = call.isWatched
    server = MCPService.State.read(MCPService.stateFile(call))
    let reader = try call.reader()
    exists = reader != nil
    counts = try reader?.counts() ?? [:]
    textBytes = try reader?.textBytes() ?? 0
    problems = try reader?.problems() ?? []
    absences = Dictionary(
      uniqueKeysWithValues: RootError.all(in: config.collections).map { [counts] error in
        let name = error.collection.name
        return (name, Wording.sentence(error.sentence(documents: counts[name]?.documents ?? 0)))
      }
    )
    recall = reader.flatMap { RecallState($0, call.places) }
    lessons = reader.flatMap { LessonState($0, call.places) }
    model = try EmbeddingModel(call)
    let newest = try reader.map(model.space) ?? model.name
    space = try reader?.answeringSpace() ?? newest
    vectors = try reader?.vectorCensus(of: space) ?? .none
    pending = try space == newest ? vectors.pending : reader?.vectorCensus(of: newest).pending ?? 0
    // What the log holds is not yet in the file.
    size = ["", "-wal"].reduce(0) { sum, suffix in
      sum
        + (FileStatus.of(FilePath(bytes: call.places.index.bytes + Array(suffix.utf8)), following: true)?.size
          ?? 0)
    }
  }

  var documents: Int { counts.values.reduce(0) { $0 + $1.documents } }
  var newest: Timestamp? { counts.values.map(\.newest).max() }

  func json(withProblems: Bool) -> JSON {
    var members: [JSON.Member] = [
      .init(
        "index",
        ["path": .string(path.text), "size": .integer(Int(size)), "text_bytes": .integer(Int(textBytes))]
      ),
      .init(
        "documents",
        [
          "total": .integer(documents),
          "by_collection": .object(
            config.collections.map { .init($0.name, .integer(counts[$0.name]?.documents ?? 0)) }
          ),
        ]
      ),
      .init(
        "vectors",
        [
          "total": .integer(vectors.passages),
          "documents": .integer(vectors.documents),
          "pending": .integer(pending),
          "space": .string(space),
          "model": .bool(model.isPresent),
        ]
      ),
      .init(
        "collections",
        .array(
          config.collections.map { collection in
            [
              "name": .string(collection.name),
              "path": .string(collection.path.text),
              "pattern": .string(collection.pattern),
              "documents": .integer(counts[collection.name]?.documents ?? 0),
              "lastUpdated": counts[collection.name].map { .string($0.newest.iso8601) } ?? .null,
              "problem": absences[collection.name].map(JSON.string) ?? .null,
            ]
          }
        )
      ),
      .init("watcher", ["alive": .bool(isWatched)]),
      .init("recall", recall?.json ?? .null),
      .init("lessons", lessons?.json ?? .null),
      .init("problems", .integer(problems.count)),
      .init("lastUpdated", newest.map { .string($0.iso8601) } ?? .null),
    ]
    if withProblems {
      members.append(
        .init(
          "files",
          .array(
            problems.map { problem in
              [
                "collection": .string(problem.collection),
                "path": .string(problem.path.text),
                "reason": .string(problem.reason),
                "indexed": .bool(problem.isIndexed),
              ]
            }
          )
        )
      )
    }
    return .object(members)
  }

  func print(to output: Output) {
    output.line(output.bold("QMD Status"))
    output.line()
    output.line("Index: \(path)\(exists ? "" : " (not there yet)")")
    output.line("Size:  \(Wording.size(size)) for \(Wording.size(textBytes)) of text")
    output.line(
      "Watch: \(isWatched ? "a watcher keeps it current" : "no watcher; searches look at the files themselves")"
    )
    if let address = server?.address { output.line("MCP:   a server answers at \(address)") }
    output.line()
    output.line(output.bold("Documents"))
    output.line("  Total:    \(documents) files indexed")
    output.line("  Vectors:  \(vectorLine)")
    if pending > 0, model.isPresent {
      output.line(
        "  Pending:  \(Wording.count(pending, "document")) — "
          + (isWatched ? "the watcher embeds them" : "`qmd embed` computes them, or a running `qmd watch`")
      )
    }
    if !problems.isEmpty {
      output.line("  Problems: \(Wording.count(problems.count, "file")) — `qmd status --problems` lists them")
    }
    if let newest { output.line("  Updated:  \(Wording.ago(newest))") }
    if let recall {
      output.line()
      output.line(output.bold("Recall"))
      for line in recall.lines(output) { output.line("  \(line)") }
    }
    if let lessons, !lessons.isEmpty {
      output.line()
      output.line(output.bold("Lessons"))
      for line in lessons.lines(output) { output.line("  \(line)") }
    }
    output.line()
    output.line(output.bold("Collections"))
    if config.collections.isEmpty { output.line("  none yet — add a folder: qmd collection add ~/memories") }
    for collection in config.collections {
      output.line(
        "  \(output.cyan(collection.name)) \(output.faint("(qmd://\(collection.name)/)"))"
          + (collection.includeByDefault ? "" : " [excluded]")
      )
      if let absence = absences[collection.name] {
        output.line("    \(output.yellow("Problem:"))  \(absence)")
      }
      output.line("    Pattern:  \(collection.pattern)")
      let count = counts[collection.name]
      output.line(
        "    Files:    \(count?.documents ?? 0)"
          + (count.map { " (updated \(Wording.ago($0.newest)))" } ?? "")
      )
      if !collection.context.isEmpty { output.line("    Contexts: \(collection.context.count)") }
    }
  }

  private var vectorLine: String {
    let named = String(space.prefix { $0 != "/" })
    if vectors.passages == 0 {
      return model.isPresent
        ? "0 embedded" : "0 embedded (no model yet: `qmd pull` fetches it; search by words needs none)"
    }
    let missing = model.isCurrent(space) && !model.isPresent ? "; the model is gone — run `qmd pull`" : ""
    return
      "\(vectors.passages) embedded, of \(Wording.count(vectors.documents, "document")), by \(named)\(missing)"
  }

  func printProblems(to output: Output) {
    for slip in slips { output.line(slip) }
    for collection in config.collections {
      if let absence = absences[collection.name] { output.line(absence) }
    }
    guard !problems.isEmpty || !absences.isEmpty || !slips.isEmpty else {
      output.line("No problems: every file that belongs to a collection is indexed, and whole.")
      return
    }
    for problem in problems {
      let path = String(problem.path.text.unicodeScalars.map { $0.value < 0x20 ? "?" : Character($0) })
      output.line(
        "qmd://\(problem.collection)/\(path): \(problem.reason.prefix(200))\(problem.isIndexed && !problem.isTruncated ? " (indexed)" : "")"
      )
    }
  }
}
