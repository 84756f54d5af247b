import Plumbing

/// How the disk differs from the index, for the collections that a question is about.
struct Drift: Sendable {
  /// New and changed files, by collection.
  var changed: [(collection: Collection, paths: [FilePath])] = []
  /// Numbers of documents whose files are gone.
  var gone: Set<Int64> = []
  var isComplete = true
  var problems: [String] = []

  var isEmpty: Bool { gone.isEmpty && changed.allSatisfy { $0.paths.isEmpty } }

  /// The longest that a search waits for the comparison: beyond it says "unchecked".
  static let patience: UInt64 = 50

  /// Compares every file of `collections` with the index at `path`, by stat.
  static func measured(_ collections: [Collection], against path: FilePath?) -> Drift {
    var drift = Drift()
    let deadline = Moment.now.advanced(milliseconds: patience)
    let reader = path.flatMap { try? IndexReader($0) }
    for collection in collections {
      do {
        try RootError.check(collection)
        let known = try reader?.read { [reader] () throws(SQLiteError) in
          try reader.map { reader throws(SQLiteError) in
            try KnownFiles(of: collection.name, in: reader.database)
          }
        }
        var comparison = Comparison(
          scope: try Scope(collection),
          known: (known ?? nil) ?? KnownFiles(),
          deadline: deadline
        )
        try FolderWalk.walk(collection.path, &comparison)
        try comparison.checkMounted(collection)
        drift.changed.append((collection, comparison.changed))
        if let reader { drift.gone.formUnion(try comparison.gone(in: reader.database)) }
        if !comparison.isComplete { drift.isComplete = false }
      } catch {
        drift.problems.append("\(error)")
      }
    }
    return drift
  }
}
