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

/// Texts that are newer than the index, searched from memory and gone with the process.
final class Overlay {
  let writer: IndexWriter
  /// Numbers, in the index, of documents that this has in a newer form or that are gone.
  private(set) var masked: Set<Int64>
  private(set) var readNow = 0
  private(set) var leftOut = 0

  /// What one answer reads from disk at most.
  static let mostFiles = 500
  static let mostBytes: Int64 = 16 << 20

  /// Reads the files that changed; the index knows which documents they replace.
  init(_ drift: Drift, roots: [FilePath], index: IndexReader?) throws {
    writer = try IndexWriter()
    masked = drift.gone
    var bytes: Int64 = 0
    for (collection, paths) in drift.changed where !paths.isEmpty {
      let reader = try FileReader(collection, roots: roots, settles: false)
      try writer.batch {
        for path in paths {
          if let id = try index?.documentID(of: path, in: collection.name) { masked.insert(id) }
          guard readNow < Self.mostFiles, bytes < Self.mostBytes else {
            leftOut += 1
            continue
          }
          guard let file = reader.read(path, knownHash: nil) else { continue }
          bytes += file.status.size
          if case .document = file.result { readNow += 1 }
          _ = try writer.write(file)
        }
      }
    }
  }
}
