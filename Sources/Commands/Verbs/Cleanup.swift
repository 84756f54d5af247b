import Memory
import Plumbing
import Teaching

extension Verb {
  static let cleanup = Verb(
    "cleanup",
    .tend,
    "Make the index small again.",
    flags: [.dryRun],
    examples: [
      Example("qmd cleanup --dry-run", "what it would do"),
      Example("qmd cleanup", "does it"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let config = try call.config()
    let forgotten = try call.reader()?.counts().keys.filter { config[$0] == nil }.sorted() ?? []
    if call.typed.has(.dryRun) {
      call.output.line("Dry run — no changes made.")
      call.output.line()
      call.output.line("Would clear 0 cached API responses")
      call.output.line("No orphaned embeddings to remove")
      if !forgotten.isEmpty {
        call.output.line(
          "Would drop collections that are no longer configured: \(forgotten.joined(separator: ", "))"
        )
      }
      call.output.line("Would compact FTS and vacuum the database")
      return 0
    }
    guard FileStatus.of(call.places.index) != nil else { throw IndexError.missing(call.places.index) }
    let before = size(of: call.places.index)
    let indexer = Indexer(try call.writer(), config)
    let dropped = try indexer.dropForgottenCollections()
    try indexer.writer.removeUnusedVectors()
    let isClean = try indexer.writer.compact()
    try indexer.writer.makeSidecar()
    let after = size(of: call.places.index)
    call.output.line("\(call.output.green("✓")) Cleared 0 cached API responses")
    call.output.line("No orphaned embeddings to remove")
    if dropped > 0 {
      call.output.line(
        "\(call.output.green("✓")) Dropped \(dropped) documents of collections no longer configured"
      )
    }
    call.output.line(
      "\(call.output.green("✓")) Compacted FTS and vacuumed the database (\(Wording.size(before)) → \(Wording.size(after)))"
    )
    if FileStatus.of(call.places.ledger) != nil {
      let versions = Versions(try Ledger(call.places.ledger), index: "")
      let expired = versions.expire(olderThan: config.lessons.daysDisplaced)
      if expired > 0 {
        call.output.line(
          "\(call.output.green("✓")) Removed \(Wording.count(expired, "displaced file")), whose texts are in the ledger"
        )
      }
    }
    let aside = IndexWriter.setAside(call.places.index)
    if !aside.isEmpty {
      call.output.line(
        "Kept: \(Wording.count(aside.count, "index file")) that had been moved aside, such as \(aside[0])"
      )
    }
    if !isClean { call.say("a program is reading the index, so its log could not be emptied") }
    return 0
  }
}

/// Bytes of the file and its log.
private func size(of index: FilePath) -> Int64 {
  ["", "-wal"].reduce(0) { sum, suffix in
    sum + (FileStatus.of(FilePath(bytes: index.bytes + Array(suffix.utf8)), following: true)?.size ?? 0)
  }
}
