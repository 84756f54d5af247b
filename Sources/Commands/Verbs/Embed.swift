import Memory
import Plumbing
import Providers

extension Verb {
  static let embed = Verb(
    "embed",
    .tend,
    "Compute the vectors that texts are found by their meaning with.",
    details: [
      "A running `qmd watch` does this by itself, while nobody else wants the processor; this does it now, on all of it."
        + " What was embedded once is not computed again, so it may be stopped at any time."
    ],
    flags: [.onlyCollections, .force, .timeout, .maxDocuments, .maxMegabytes, .chunks, .noGPU],
    examples: [
      Example("qmd embed", "what has no vectors yet, the newest edit first"),
      Example("qmd embed -c memories", "of one collection"),
      Example("qmd embed -f", "all of it again"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    for flag in [Flag.maxDocuments, .maxMegabytes] { _ = try call.typed.count(flag) }
    return try EmbeddingNow(call).run()
  }
}

/// One run of `qmd embed`.
private struct EmbeddingNow {
  let call: Invocation
  let collections: [String]
  /// Minutes; 0 for no end.
  let timeout: Int

  private static let usualTimeout = 30

  init(_ call: Invocation) throws {
    self.call = call
    collections = try call.chosenCollections().map(\.name)
    timeout = try call.typed.number(.timeout, from: 0, "a whole number of minutes") ?? Self.usualTimeout
  }

  func run() throws -> Int32 {
    let model = try EmbeddingModel(call)
    let embedder: any Embedder
    do {
      embedder = try model.embedder(for: nil, threads: Processors.count)
    } catch {
      // Who schedules this runs it with and without a model: absence is no failure.
      call.say("nothing was embedded: \(error)")
      return model.isPresent ? 1 : 0
    }
    guard FileStatus.of(call.places.index) != nil else { throw IndexError.missing(call.places.index) }
    guard let lock = try EmbeddingLock.take(index: call.places.index) else {
      call.output.line("Embedding is already running in another program.")
      return 0
    }
    defer { lock.release() }
    let writer = try call.writer()
    if call.typed.has(.force) { try writer.removeVectors(of: embedder.space, collections: collections) }
    let outcome = try embed(writer, embedder)
    try writer.finishEmbedding(in: embedder.space)
    try writer.checkpoint(truncating: true)
    let census = try writer.reader().vectorCensus(of: embedder.space.name, collections: collections)
    if outcome.texts == 0, outcome.documents == 0, census.pending == 0 {
      call.output.line(
        "Nothing to embed: \(Wording.count(census.documents, "document")) can be found by meaning."
      )
      return 0
    }
    call.output.line(
      "\(call.output.green("✓")) Embedded \(Wording.count(outcome.texts, "passage")) in"
        + " \(Wording.decimals(outcome.seconds, 1)) s; \(Wording.count(census.documents, "document")) can be found by"
        + " meaning"
    )
    if census.pending > 0 {
      call.output.line("  \(Wording.count(census.pending, "document")) left — run `qmd embed` again")
    }
    return 0
  }

  private func embed(
    _ writer: IndexWriter,
    _ embedder: any Embedder
  ) throws -> (texts: Int, documents: Int, seconds: Double) {
    let began = Moment.now
    let deadline = timeout > 0 ? began.advanced(milliseconds: UInt64(timeout) * 60_000) : nil
    let bar = ProgressBar("documents")
    defer { bar.clear() }
    var (texts, documents) = (0, 0)
    let total = try writer.reader().vectorCensus(of: embedder.space.name, collections: collections).pending
    let pending = PendingTexts(writer.reader(), embedder, collections: collections)
    while let batch = try pending.next() {
      try writer.batch { try writer.store(batch) }
      try writer.moveLargeLog()
      if texts == 0 { try writer.adopt(embedder.space) }
      texts += batch.textCount
      documents += batch.contentCount
      bar.show(Progress(done: min(documents, total), total: total))
      if let deadline, Moment.now > deadline { break }
    }
    return (texts, documents, Moment.now.milliseconds(since: began) / 1000)
  }
}
