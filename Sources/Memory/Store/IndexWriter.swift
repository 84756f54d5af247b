public import Plumbing

/// The one writer of an index: applies what was read from files, a batch in a transaction.
///
/// Every write and checkpoint happens under the lock beside the file, held for the batch and never for life: SQLite
/// 3.40's WAL can be damaged by two connections that write at the same moment. Files are the truth, the index a cache:
/// a file that is foreign, newer or damaged is moved aside, named, and built anew.
public final class IndexWriter {
  public let path: FilePath
  /// What had to be done to get a usable index; said once by whoever opened it.
  public private(set) var notice: String?
  private(set) var database: Database
  private let isInMemory: Bool
  /// The file and its log as they were opened; empty while they cannot be.
  private var opened: [(path: FilePath, status: FileStatus)] = []

  /// Opens or makes the index at `path`.
  public init(_ path: FilePath) throws {
    self.path = path
    isInMemory = false
    do throws(SystemError) {
      try Files.createFolder(path.parent)
    } catch {
      throw IndexError.cannotOpen(path, reason: error.reason)
    }
    let lock = try Self.lock(path)
    var notice: String?
    database = try Self.open(path, &notice)
    self.notice = notice
    noteOpened()
    lock.release()
  }

  /// An index that nobody else sees and that is gone with the process: texts that are not on record yet.
  init() throws(SQLiteError) {
    path = FilePath(":memory:")
    isInMemory = true
    database = try Database(path, mode: .memory)
    try Schema.defineFunctions(database)
    try database.execute(Schema.migrations.joined(separator: "\n"))
  }

  /// The lock file beside an index.
  static func lockPath(_ index: FilePath) -> FilePath { FilePath(bytes: index.bytes + Array(".lock".utf8)) }

  static func lock(_ path: FilePath) throws -> FileLock {
    do throws(SystemError) {
      if let lock = try FileLock.take(lockPath(path)) { return lock }
    } catch {
      throw IndexError.cannotOpen(path, reason: "\(error.call) of its lock: \(error.reason)")
    }
    throw IndexError.locked(path)
  }

  private static func open(_ path: FilePath, _ notice: inout String?) throws -> Database {
    do throws(SQLiteError) {
      let database = try Database(path, mode: .readWrite)
      let state = try Schema.state(of: database)
      switch state {
      case .current:
        try prepare(database)
        return database
      case .new, .older:
        // Must be said before the first table is made; lets a large merge give its pages back.
        try database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        try prepare(database)
        var from: Int64 = 0
        if case .older(let version) = state { from = version }
        do {
          try Schema.migrate(database, from: from)
        } catch let error as SQLiteError {
          throw error
        } catch {
          throw SQLiteError(code: 1, message: "\(error)")
        }
        return database
      case .newer(let version):
        notice = "written by a newer qmd (version \(version))"
      case .foreign:
        notice = "written by another program"
      }
    } catch {
      guard error.isDamage else { throw IndexError(error, at: path) }
      notice = "damaged (\(error.message))"
    }
    let aside = try moveAside(path)
    notice =
      "the index at \(path) was \(notice ?? ""); it is kept as \(aside) and is being rebuilt from the files"
    var none: String?
    return try open(path, &none)
  }

  private static func prepare(_ database: Database) throws(SQLiteError) {
    try Schema.defineFunctions(database)
    // NORMAL: a power cut may cost the last commits of a cache that is rebuilt from the files, never its consistency.
    try database.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA journal_size_limit = 5242880;
      PRAGMA cache_size = -4096;
      """
    )
  }

  static func moveAside(_ path: FilePath) throws -> FilePath {
    var aside = FilePath(bytes: path.bytes + Array(".aside-\(Timestamp.now.format("%Y%m%d-%H%M%S"))".utf8))
    var number = 1
    while FileStatus.of(aside) != nil {
      number += 1
      aside = FilePath(
        bytes: path.bytes + Array(".aside-\(Timestamp.now.format("%Y%m%d-%H%M%S"))-\(number)".utf8)
      )
    }
    do throws(SystemError) {
      try Files.rename(path, to: aside)
      for suffix in ["-wal", "-shm"] {
        let part = FilePath(bytes: path.bytes + Array(suffix.utf8))
        if FileStatus.of(part) != nil {
          try Files.rename(part, to: FilePath(bytes: aside.bytes + Array(suffix.utf8)))
        }
      }
    } catch {
      throw IndexError.cannotOpen(path, reason: "\(error.call): \(error.reason)")
    }
    return aside
  }

  /// Runs `body` under the lock, and says in our words what SQLite throws.
  func locked<T>(_ body: () throws -> T) throws -> T {
    let lock = try Self.lock(path)
    defer { lock.release() }
    do {
      return try body()
    } catch let error as SQLiteError {
      throw IndexError(error, at: path)
    }
  }

  // MARK: Batches

  /// Runs `body` in one transaction under the lock.
  ///
  /// An index file that was deleted or replaced meanwhile is opened anew first: SQLite would go on writing into the
  /// file that nobody can see any more.
  public func batch<T>(_ body: () throws -> T) throws -> T {
    if isInMemory { return try database.transaction(body) }
    return try locked {
      try reopenIfReplaced()
      return try database.transaction(body)
    }
  }

  /// Whether the file at the path, or its log, is no longer the one that is open.
  public var isReplaced: Bool { !isInMemory && (opened.isEmpty || !opened.allSatisfy(Self.isInPlace)) }

  private func noteOpened() {
    opened = ["", "-wal", "-shm"].compactMap { suffix in
      let part = FilePath(bytes: path.bytes + Array(suffix.utf8))
      return FileStatus.of(part, following: true).map { (part, $0) }
    }
  }

  private static func isInPlace(_ part: (path: FilePath, status: FileStatus)) -> Bool {
    guard let now = FileStatus.of(part.path, following: true) else { return false }
    return now.device == part.status.device && now.inode == part.status.inode
  }

  /// Makes sure that the open file is the one at the path: what a deleted one knew must not pass for indexed.
  public func followPath() throws {
    guard isReplaced else { return }
    try locked { try reopenIfReplaced() }
  }

  private func reopenIfReplaced() throws {
    guard isReplaced else { return }
    if let file = opened.first, Self.isInPlace(file) {
      // Only its log was taken away, into which nobody else can look any more.
      try? database.checkpoint()
    } else {
      // What is left of the old file must not be taken for the new one's.
      let isGone = FileStatus.of(path, following: true) == nil
      for part in opened.dropFirst() where isGone || Self.isInPlace(part) { Files.remove(part.path) }
    }
    let notice = try openAnew()
    self.notice = notice ?? "the index at \(path) was deleted or replaced; it is being rebuilt from the files"
  }

  /// - Returns: what had to be done to get a usable index.
  private func openAnew() throws -> String? {
    // Closed first: connections of one process share what they know of the log.
    opened = []
    database.forgetStatements()
    database = try Database(path, mode: .memory)
    var notice: String?
    database = try Self.open(path, &notice)
    noteOpened()
    return notice
  }

  /// Opens the index anew after a failed write: a descriptor whose fsync failed must not be trusted again.
  public func reopen() throws {
    try locked {
      if let notice = try openAnew() { self.notice = notice }
    }
  }

  /// Moves a damaged index aside and begins a new one, to be filled from the files.
  public func rebuild() throws {
    try locked {
      let aside = try Self.moveAside(path)
      _ = try openAnew()
      notice = "the index at \(path) was damaged; it is kept as \(aside) and is being rebuilt from the files"
    }
  }

  /// Gives the notice once.
  public func takeNotice() -> String? {
    defer { notice = nil }
    return notice
  }

  /// Whether the log has grown so large that it must go into the file, whoever waits for the disk meanwhile.
  public var isLogOverlarge: Bool { logSize > Self.overlargeLog }

  /// Moves a log that has grown large into the file even in a busy time, and empties an overlarge one.
  public func moveLargeLog() throws {
    if logSize > Self.largeLog { try checkpoint() }
    try limitLog()
  }

  /// Empties an overlarge log.
  ///
  /// Moved into the file it begins anew by itself only at a commit beside which nobody reads, and under many searches
  /// there may be none: so readers are waited for, though not for one that was stopped while it read.
  public func limitLog() throws {
    guard !isInMemory, isLogOverlarge else { return }
    try locked { try database.checkpoint(truncating: true, waiting: Self.patienceWithReaders) }
  }

  private var logSize: Int64 { FileStatus.of(FilePath(bytes: path.bytes + Array("-wal".utf8)))?.size ?? 0 }

  /// Bytes; the log's own limit in `prepare` is the same, so that it shrinks when it begins anew.
  private static let largeLog: Int64 = 5 << 20
  /// Bytes; about what two thousand changed notes at once write.
  private static let overlargeLog: Int64 = 24 << 20
  /// Milliseconds; a search reads for tens.
  private static let patienceWithReaders: Int32 = 200

  /// Merges a few pages of the text index, without waiting for the disk.
  public func merge() throws {
    try batch { try database.execute("INSERT INTO documents_fts(documents_fts, rank) VALUES('merge', 64)") }
  }

  /// Merges a little of the text index and moves the WAL into the file.
  ///
  /// With `everything` it merges all of it, which a first load deserves once, and empties the WAL.
  ///
  /// - Returns: whether there may be more to merge: what was deleted leaves the file only when it is merged.
  @discardableResult
  public func tidy(everything: Bool = false) throws -> Bool {
    let before = database.totalChanges
    try batch {
      if everything {
        try database.execute("INSERT INTO documents_fts(documents_fts) VALUES('optimize')")
      } else {
        try database.execute("INSERT INTO documents_fts(documents_fts, rank) VALUES('merge', 1000)")
      }
    }
    // One is the row that was inserted to ask for it, see "The 'merge' command" of FTS5's documentation.
    let hasMerged = database.totalChanges - before > 1
    try locked { try returnFreePages() }
    try checkpoint(truncating: true)
    return hasMerged && !everything
  }

  /// Shrinks the file when merges have left more than a tenth of it empty.
  private func returnFreePages() throws(SQLiteError) {
    let free = try database.statement("PRAGMA freelist_count").integer() ?? 0
    let all = try database.statement("PRAGMA page_count").integer() ?? 0
    guard free > 256, free > all / 10 else { return }
    try database.execute("PRAGMA incremental_vacuum")
  }

  public func checkpoint(truncating: Bool = false) throws {
    guard !isInMemory else { return }
    try locked { try database.checkpoint(truncating: truncating) }
  }

  /// Gives back the memory that a large batch needed.
  public func releaseMemory() {
    database.forgetStatements()
    Heap.trim()
  }

  public func reader() -> IndexReader { IndexReader(path: path, database: database) }

  // MARK: Settings

  public func set(_ key: String, to value: String) throws {
    let statement = try database.statement(
      "INSERT INTO settings(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2 WHERE value <> ?2"
    )
    statement.bind(1, key)
    statement.bind(2, value)
    try statement.run()
  }
}
