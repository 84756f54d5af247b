import Memory
import Plumbing

/// Bringing collections into the index, as `collection add` and `update` do.
struct Indexing {
  let call: Invocation
  let indexer: Indexer
  /// Documents of a first load from which merging the whole text index pays.
  static let largeLoad = 200

  init(_ call: Invocation, _ config: Config) throws {
    self.call = call
    indexer = Indexer(try call.writer(), config)
    call.noteInLedger(indexer.writer)
  }

  /// Reads one collection, showing how far it is, and prints what came of it.
  func reconcile(_ collection: Collection) throws -> Tally {
    call.output.flush()
    let bar = ProgressBar()
    defer { bar.clear() }
    let tally = try indexer.reconcile(collection) { bar.show($0) }
    bar.clear()
    call.output.line(
      "Indexed: \(tally.added) new, \(tally.updated) updated, \(tally.unchanged) unchanged, \(tally.removed) removed"
    )
    if tally.refused > 0 {
      call.output.line(
        "Left out: \(Wording.count(tally.refused, "file")) — `qmd status --problems` says why"
      )
    }
    return tally
  }

  /// Tidies up after what was read.
  func finish(_ tally: Tally) throws {
    if tally.added >= Self.largeLoad {
      try indexer.writer.tidy(everything: true)
    } else if tally.changes > 0 {
      try indexer.writer.checkpoint()
    }
    if let remark = try EmbeddingModel(indexer.config, call.places, call.environment).pendingRemark(call, indexer.writer.reader()) {
      call.output.line("Vectors: \(remark)")
      // Wakes a watcher that has seen nothing of what this process wrote.
      if call.isWatched { _ = Synchronization.run(index: call.places.index, milliseconds: 200) }
    }
  }
}
