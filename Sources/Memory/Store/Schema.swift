import Plumbing

/// The tables of the index, and the numbered migrations that reach them.
///
/// `documents(collection, path, hash, active)` keeps the names that other programs read directly. Texts are kept once
/// per content, packed; FTS5 reads them through a view that unpacks, so that its own integrity check and `rebuild` work.
enum Schema {
  /// "qmd1": tells our files from those of another program of the same name.
  static let applicationID: Int64 = 0x716d_6431

  /// How words are folded and stemmed; queries and texts are read by the same.
  static let tokenizer = ["porter", "unicode61"]

  /// The searched fields, in the order of FTS5's columns.
  enum Field: Int, CaseIterable {
    case title, description, keywords, headings, path, body
  }

  /// Step n brings a file of version n to n + 1; each runs in one transaction.
  static let migrations: [String] = [
    """
    CREATE TABLE files(
      id INTEGER PRIMARY KEY,
      collection TEXT NOT NULL,
      path TEXT NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      hash TEXT,
      problem TEXT,
      alias TEXT,
      UNIQUE(collection, path)
    ) STRICT;
    CREATE TABLE content(
      hash TEXT PRIMARY KEY,
      body BLOB NOT NULL,
      length INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE documents(
      id INTEGER PRIMARY KEY REFERENCES files(id),
      collection TEXT NOT NULL,
      path TEXT NOT NULL,
      title TEXT NOT NULL,
      hash TEXT NOT NULL,
      created_at TEXT NOT NULL,
      modified_at TEXT NOT NULL,
      active INTEGER NOT NULL DEFAULT 1,
      kind TEXT NOT NULL,
      description TEXT NOT NULL,
      keywords TEXT NOT NULL,
      headings TEXT NOT NULL,
      UNIQUE(collection, path)
    ) STRICT;
    CREATE INDEX documents_hash ON documents(hash);
    CREATE VIEW documents_text(id, title, description, keywords, headings, path, body) AS
      SELECT d.id, qmd_text(d.title, -1), qmd_text(d.description, -1), qmd_text(d.keywords, -1),
        qmd_text(d.headings, -1), qmd_text(d.path, -1), qmd_text(c.body, c.length)
      FROM documents d JOIN content c ON c.hash = d.hash;
    CREATE VIRTUAL TABLE documents_fts USING fts5(
      title, description, keywords, headings, path, body,
      content='documents_text', content_rowid='id', tokenize='porter unicode61'
    );
    CREATE VIRTUAL TABLE documents_words USING fts5vocab(documents_fts, row);
    INSERT INTO documents_fts(documents_fts, rank) VALUES('automerge', 0);
    INSERT INTO documents_fts(documents_fts, rank) VALUES('crisismerge', 64);
    CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
    // Contents whose passages have vectors, by space; AUTOINCREMENT, so that a sidecar knows which came after it.
    """
    CREATE TABLE embedded(
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      hash TEXT NOT NULL,
      space TEXT NOT NULL,
      UNIQUE(hash, space)
    ) STRICT;
    CREATE TABLE passages(
      content INTEGER NOT NULL REFERENCES embedded(id),
      position INTEGER NOT NULL,
      start INTEGER NOT NULL,
      length INTEGER NOT NULL,
      line INTEGER NOT NULL,
      vector INTEGER NOT NULL REFERENCES vectors(id),
      PRIMARY KEY(content, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE vectors(
      id INTEGER PRIMARY KEY,
      space TEXT NOT NULL,
      digest TEXT NOT NULL,
      numbers BLOB NOT NULL,
      UNIQUE(digest, space)
    ) STRICT;
    """,
  ]

  static var version: Int64 { Int64(migrations.count) }

  /// What a file that was just opened turns out to be.
  enum State: Equatable {
    case new
    case current
    case older(Int64)
    case newer(Int64)
    case foreign
  }

  static func state(of database: Database) throws(SQLiteError) -> State {
    let tables = try database.statement("SELECT count(*) FROM sqlite_schema").integer() ?? 0
    if tables == 0 { return .new }
    guard try database.statement("PRAGMA application_id").integer() == applicationID else { return .foreign }
    let found = try database.statement("PRAGMA user_version").integer() ?? 0
    if found == version { return .current }
    return found > version ? .newer(found) : .older(found)
  }

  /// Brings a file of version `from` (0 for a new one) to the present, step by step.
  static func migrate(_ database: Database, from: Int64) throws {
    for step in from..<version {
      try database.transaction {
        try database.execute(migrations[Int(step)])
        try database.execute("PRAGMA user_version = \(step + 1)")
        try database.execute("PRAGMA application_id = \(applicationID)")
      }
    }
  }

  /// The SQL functions that the view needs.
  ///
  /// `qmd_text(bytes, length)` is the text that FTS5 is given: unpacked where `length` is not negative, decoded, and
  /// with unspaced scripts spaced.
  static func defineFunctions(_ database: Database) throws(SQLiteError) {
    try database.define("qmd_text") { bytes, length in
      guard length >= 0 else { return UnspacedScripts.spaced(bytes) }
      guard let content = Zstd.unpack(bytes, length: Int(length)) else { return nil }
      return searchableText(of: content)
    }
  }

  /// The body as FTS5 is given it: a pure function of the original bytes.
  static func searchableText(of content: [UInt8]) -> [UInt8] {
    UnspacedScripts.spaced((try? TextDecoding.decode(content))?.utf8 ?? [])
  }
}
