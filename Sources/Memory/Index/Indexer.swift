public import Plumbing

/// The pump: files → read → packed → index, a batch in a transaction.
///
/// Reading, hashing, parsing and packing run on a thread of their own beside the writing, because FTS5 alone keeps a
/// core busy.
public final class Indexer {
  public let writer: IndexWriter
  public private(set) var config: Config
  private var roots: [FilePath]

  /// Documents in one transaction: enough to make commits cheap, few enough that searches see progress.
  static let batchDocuments = 2_000
  static let batchBytes = 32 << 20

  public init(_ writer: IndexWriter, _ config: Config) {
    self.writer = writer
    self.config = config
    roots = Self.roots(of: config)
  }

  /// Puts a new configuration in force.
  public func use(_ config: Config) {
    self.config = config
    roots = Self.roots(of: config)
  }

  static func roots(of config: Config) -> [FilePath] {
    config.collections.map { Files.realPath($0.path) ?? $0.path }
  }

  // MARK: Whole collections

  /// Brings the index in line with the disk for one collection.
  ///
  /// Files whose device, inode, size and times are those on record are not read. A root that is missing is an error,
  /// and nothing is dropped: it may be a disk that is not mounted.
  public func reconcile(
    _ collection: Collection,
    settles: Bool = true,
    progress: (Progress) -> Void = { _ in }
  ) throws -> Tally {
    try reconcile(collection, below: FilePath(""), settles: settles, entering: nil, progress: progress)
  }

  /// The same for what lies below one folder of it.
  ///
  /// Each folder is told to `entering`, relative to the root, before its names are read.
  func reconcile(
    _ collection: Collection,
    below folder: FilePath,
    settles: Bool,
    entering: ((FilePath) -> Void)?,
    progress: (Progress) -> Void = { _ in }
  ) throws -> Tally {
    try RootError.check(collection)
    let scope = try Scope(collection)
    let known = try writer.reader().read { () throws(SQLiteError) in
      try KnownFiles(of: collection.name, below: folder, in: writer.database)
    }
    var comparison = Comparison(scope: scope, known: known, entering: entering)
    do throws(SystemError) {
      try FolderWalk.walk(collection.path, below: folder, &comparison)
    } catch {
      // A folder that went away meanwhile leaves all of its files unmet.
      guard !folder.isEmpty, Errno.isAbsence(error.code) else {
        throw RootError.unreadable(collection, error)
      }
    }
    try comparison.checkMounted(collection)
    let changed = try comparison.changed + relinked(comparison.links, of: collection)
    var tally = try write(changed, of: collection, settles: settles, progress: progress)
    let gone = try writer.reader().read { () throws(SQLiteError) in try comparison.gone(in: writer.database) }
    tally += try drop(gone)
    try note(comparison.failures, of: collection)
    tally.unchanged += comparison.unchanged
    return tally
  }

  /// Looks again at these paths of one collection, whatever is there now.
  public func refresh(_ paths: [FilePath], of collection: Collection, settles: Bool = false) throws -> Tally {
    try write(paths, of: collection, settles: settles) { _ in }
  }

  /// Drops what the configuration no longer names.
  public func dropForgottenCollections() throws -> Int {
    let names = try writer.reader().collectionNames()
    var removed = 0
    for name in names where config[name] == nil {
      removed += try writer.batch { try writer.removeAll(below: FilePath(""), from: name) }
    }
    return removed
  }

  // MARK: Batches

  private func write(
    _ paths: [FilePath],
    of collection: Collection,
    settles: Bool,
    progress: (Progress) -> Void
  ) throws -> Tally {
    var tally = Tally()
    guard !paths.isEmpty else { return tally }
    let hashes = try knownHashes(of: paths, in: collection.name)
    if paths.count <= 4 {
      // A save or two: no thread is worth its start.
      let reader = try FileReader(collection, roots: roots, settles: settles)
      let files = zip(paths, hashes).map { path, hash in (path, reader.read(path, knownHash: hash)) }
      try writer.batch { for (path, file) in files { tally.count(try apply(file, path, collection)) } }
      return tally
    }
    let pipeline = try ReadingPipeline(paths, hashes, of: collection, roots: roots, settles: settles)
    var done = 0
    while true {
      // The first of a batch is waited for before the lock is taken.
      guard var next = pipeline.next() else { break }
      var count = 0, bytes = 0
      try writer.batch {
        while true {
          tally.count(try apply(next.file, next.path, collection))
          count += 1
          bytes += Int(next.file?.status.size ?? 0)
          done += 1
          if done % 64 == 0 {
            progress(Progress(collection: collection.name, done: done, total: paths.count))
          }
          guard count < Self.batchDocuments, bytes < Self.batchBytes, let more = pipeline.next() else {
            break
          }
          next = more
        }
      }
      // Thousands of files at once are many batches.
      try writer.limitLog()
    }
    progress(Progress(collection: collection.name, done: done, total: paths.count))
    return tally
  }

  private func apply(
    _ file: ReadFile?,
    _ path: FilePath,
    _ collection: Collection
  ) throws -> IndexWriter.Effect {
    guard let file else { return try writer.remove(path, from: collection.name) }
    return try writer.write(file)
  }

  /// Those of unchanged links that mean something else now: their target came or went, or a collection did.
  private func relinked(_ links: [FilePath], of collection: Collection) throws -> [FilePath] {
    guard !links.isEmpty else { return [] }
    let reader = try FileReader(collection, roots: roots, settles: false)
    return try writer.reader().read { () throws(SQLiteError) in
      var changed: [FilePath] = []
      for link in links {
        guard let file = reader.read(link, knownHash: nil), try writer.isOnRecord(file) else {
          changed.append(link)
          continue
        }
      }
      return changed
    }
  }

  private func knownHashes(of paths: [FilePath], in collection: String) throws -> [String?] {
    try writer.reader().read { () throws(SQLiteError) in
      let statement = try writer.database.statement(
        "SELECT hash FROM documents WHERE collection = ?1 AND path = ?2"
      )
      var found: [String?] = []
      found.reserveCapacity(paths.count)
      for path in paths {
        statement.bind(1, collection)
        statement.bind(2, text: path.bytes)
        found.append(try statement.string())
      }
      return found
    }
  }

  private func drop(_ ids: [Int64]) throws -> Tally {
    var tally = Tally()
    guard !ids.isEmpty else { return tally }
    try writer.batch { for id in ids { tally.count(try writer.remove(id: id)) } }
    return tally
  }

  /// Lists folders that could not be read among the problems.
  private func note(_ failures: [(path: FilePath, error: SystemError)], of collection: Collection) throws {
    guard !failures.isEmpty else { return }
    try writer.batch {
      for failure in failures {
        guard let status = FileStatus.of(collection.path.appending(failure.path)) else { continue }
        _ = try writer.write(
          ReadFile(
            collection: collection.name,
            path: failure.path,
            status: status,
            result: .refused(
              "a folder that may not be read (\(failure.error.reason.lowercased())) — check its rights"
            )
          )
        )
      }
    }
  }
}
