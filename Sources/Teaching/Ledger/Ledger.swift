public import Memory
public import Plumbing

/// What must not be lost: audits, proposals, adoptions and lookups, with the index that each is about.
///
/// A file of its own, apart from the index, which is a cache. Every commit is on the disk before it is acknowledged
/// (`synchronous=FULL`), and every write happens under the ledger's own lock, as with the index. What it holds is added
/// to, never changed; only `qmd forget` takes something out.
public final class Ledger {
  public let path: FilePath
  let database: Database

  /// "qmdL": tells the file from others.
  private static let applicationID: Int64 = 0x716d_644c

  private static let migrations: [String] = [
    """
    CREATE TABLE indices(
      id TEXT PRIMARY KEY,
      path TEXT NOT NULL,
      first_seen TEXT NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE skills(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      address TEXT NOT NULL,
      UNIQUE(index_id, address)
    ) STRICT;
    CREATE TABLE queries(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE audits(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      mode TEXT NOT NULL,
      k INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      documents INTEGER NOT NULL,
      is_partial INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX audits_index ON audits(index_id, id);
    CREATE TABLE audited_skills(
      audit INTEGER NOT NULL REFERENCES audits(id),
      skill INTEGER NOT NULL REFERENCES skills(id),
      label TEXT NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY(audit, skill)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE verdicts(
      audit INTEGER NOT NULL REFERENCES audits(id),
      skill INTEGER NOT NULL REFERENCES skills(id),
      query INTEGER NOT NULL REFERENCES queries(id),
      origin TEXT NOT NULL,
      should_trigger INTEGER NOT NULL,
      wanted INTEGER NOT NULL,
      is_kept INTEGER NOT NULL,
      rank INTEGER,
      mixed_rank INTEGER,
      score REAL NOT NULL,
      margin REAL NOT NULL,
      rival INTEGER REFERENCES skills(id),
      cause TEXT,
      PRIMARY KEY(audit, skill, query, origin)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE recall_changes(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      skill INTEGER NOT NULL REFERENCES skills(id),
      query INTEGER NOT NULL REFERENCES queries(id),
      is_kept INTEGER NOT NULL,
      rank INTEGER,
      rival INTEGER REFERENCES skills(id),
      cause TEXT,
      after TEXT NOT NULL
    ) STRICT;
    """,
    lookupTables,
    // Lessons: attempts, proposals, what became of them, and what was displaced.
    """
    CREATE TABLE proposals(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      skill INTEGER NOT NULL REFERENCES skills(id),
      teacher TEXT NOT NULL,
      is_proven INTEGER NOT NULL,
      figures TEXT NOT NULL
    ) STRICT;
    CREATE INDEX proposals_index ON proposals(index_id, id);
    CREATE TABLE proposal_files(
      proposal INTEGER NOT NULL REFERENCES proposals(id),
      skill INTEGER NOT NULL REFERENCES skills(id),
      path TEXT NOT NULL,
      before_text BLOB NOT NULL,
      after_text BLOB NOT NULL,
      PRIMARY KEY(proposal, skill)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE proposal_events(
      id INTEGER PRIMARY KEY,
      proposal INTEGER NOT NULL REFERENCES proposals(id),
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX proposal_events_proposal ON proposal_events(proposal);
    CREATE TABLE versions(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      skill INTEGER NOT NULL REFERENCES skills(id),
      path TEXT NOT NULL,
      cause TEXT NOT NULL,
      before_hash TEXT NOT NULL,
      before_text BLOB NOT NULL,
      after_hash TEXT NOT NULL,
      after_text BLOB NOT NULL
    ) STRICT;
    CREATE INDEX versions_skill ON versions(skill, id);
    CREATE TABLE attempts(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      skill INTEGER NOT NULL REFERENCES skills(id),
      teacher TEXT NOT NULL,
      rejection TEXT,
      input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      dollars REAL NOT NULL
    ) STRICT;
    """,
    // What an attempt was worth, beside what it took.
    "ALTER TABLE attempts ADD COLUMN won INTEGER NOT NULL DEFAULT 0;",
    // How each lesson ended, and the files of skills that are proposed whole.
    lessonTables,
  ]

  /// Opens or makes the ledger at `path`.
  ///
  /// - Throws: `LedgerError`, which says what to do.
  public init(_ path: FilePath) throws(LedgerError) {
    self.path = path
    do {
      try Files.createFolder(path.parent)
      let lock = try Self.lock(path)
      defer { lock.release() }
      database = try Database(path, mode: .readWrite)
      try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
      try Self.migrate(database, at: path)
    } catch let error as LedgerError {
      throw error
    } catch {
      throw LedgerError.unusable(path, reason: "\(error)")
    }
  }

  /// Opens the ledger at `path` without being able to write to it; nil when there is none.
  public init?(reading path: FilePath) throws(LedgerError) {
    self.path = path
    guard FileStatus.of(path, following: true) != nil else { return nil }
    do {
      database = try Database(path, mode: .readOnly)
      guard try database.statement("PRAGMA user_version").integer() == Int64(Self.migrations.count) else {
        return nil
      }
    } catch {
      throw LedgerError.unusable(path, reason: "\(error)")
    }
  }

  /// Notes an index, once.
  ///
  /// - Returns: the name by which the ledger's rows will call it, whatever its path becomes.
  @discardableResult
  public func note(_ index: IndexWriter) throws -> String {
    if let known = try index.reader().setting(Setting.identifier) {
      try insert(known, index.path)
      return known
    }
    let made = String(
      SHA256.hex(Array("\(index.path) \(Timestamp.now.iso8601) \(Launch.processID)".utf8)).prefix(16)
    )
    try index.batch { try index.set(Setting.identifier, to: made) }
    try insert(made, index.path)
    return made
  }

  /// The indices that were noted: name → path.
  public func indices() throws -> [String: String] {
    let rows = try database.statement("SELECT id, path FROM indices")
    defer { rows.reset() }
    var found: [String: String] = [:]
    while try rows.step() { found[rows.text(0)] = rows.text(1) }
    return found
  }

  private func insert(_ id: String, _ index: FilePath) throws {
    try write {
      let row = try database.statement(
        """
        INSERT INTO indices(id, path, first_seen) VALUES(?1, ?2, ?3)
        ON CONFLICT(id) DO UPDATE SET path = ?2 WHERE path <> ?2
        """
      )
      row.bind(1, id)
      row.bind(2, text: index.bytes)
      row.bind(3, Timestamp.now.iso8601)
      try row.run()
    }
  }

  /// Runs `body` in a transaction under the ledger's lock; what it threw, or the disk, is said in the ledger's words.
  func write<T>(_ body: () throws -> T) throws(LedgerError) -> T {
    do {
      let lock = try Self.lock(path)
      defer { lock.release() }
      return try database.transaction(body)
    } catch {
      throw LedgerError.unusable(path, reason: "\(error)")
    }
  }

  static func lock(_ path: FilePath) throws(SystemError) -> FileLock {
    let file = FilePath(bytes: path.bytes + Array(".lock".utf8))
    guard let lock = try FileLock.take(file) else { throw SystemError("flock", on: file.text) }
    return lock
  }

  private static func migrate(_ database: Database, at path: FilePath) throws {
    let version = try database.statement("PRAGMA user_version").integer() ?? 0
    let application = try database.statement("PRAGMA application_id").integer() ?? 0
    let tables = try database.statement("SELECT count(*) FROM sqlite_schema").integer() ?? 0
    guard tables == 0 || application == applicationID else { throw LedgerError.foreign(path) }
    guard version <= Int64(migrations.count) else { throw LedgerError.newer(path) }
    for step in Int(version)..<migrations.count {
      try database.transaction {
        try database.execute(migrations[step])
        try database.execute("PRAGMA user_version = \(step + 1)")
        try database.execute("PRAGMA application_id = \(applicationID)")
      }
    }
  }
}
