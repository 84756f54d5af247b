public import Plumbing

/// A read-only view of an index: what searches, `get` and `status` see.
public final class IndexReader {
  public let path: FilePath
  let database: Database
  private var knownLexical: LexicalSearch?

  /// Opens the index at `path` without being able to write to it.
  public init(_ path: FilePath) throws(IndexError) {
    self.path = path
    guard FileStatus.of(path, following: true) != nil else { throw IndexError.missing(path) }
    let state: Schema.State
    do throws(SQLiteError) {
      database = try Database(path, mode: .readOnly)
      state = try Schema.state(of: database)
    } catch {
      throw IndexError(error, at: path)
    }
    switch state {
    case .current: break
    case .new: throw .missing(path)
    case .older: throw .older(path)
    case .newer(let version): throw .newer(path, version: version)
    case .foreign: throw .foreign(path)
    }
  }

  init(path: FilePath, database: Database) {
    self.path = path
    self.database = database
  }

  /// The search by words over this connection: one for all, because a connection calls back into one only.
  func lexical() throws(SQLiteError) -> LexicalSearch {
    if let knownLexical { return knownLexical }
    let made = try LexicalSearch(database)
    knownLexical = made
    return made
  }

  /// Runs a reading `body`, and says whatever SQLite throws in our words.
  func read<T>(_ body: () throws(SQLiteError) -> T) throws(IndexError) -> T {
    do {
      return try body()
    } catch {
      throw IndexError(error, at: path)
    }
  }

  /// A remembered value of the index itself: its id, the last good configuration.
  public func setting(_ key: String) throws(IndexError) -> String? {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT value FROM settings WHERE key = ?1")
      statement.bind(1, key)
      return try statement.string()
    }
  }

  /// Collections that have files on record, configured or not.
  func collectionNames() throws(IndexError) -> [String] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT DISTINCT collection FROM files ORDER BY collection")
      defer { statement.reset() }
      var names: [String] = []
      while try statement.step() { names.append(statement.text(0)) }
      return names
    }
  }

  func documentID(of path: FilePath, in collection: String) throws(IndexError) -> Int64? {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT id FROM documents WHERE collection = ?1 AND path = ?2")
      statement.bind(1, collection)
      statement.bind(2, text: path.bytes)
      return try statement.integer()
    }
  }

  /// A document as the index has it.
  struct Row {
    let id: Int64
    let collection: String
    let path: FilePath
    let title: String
    let hash: String
    let kind: Document.Kind
    let status: FileStatus
  }

  func row(_ id: Int64) throws(SQLiteError) -> Row? {
    let statement = try database.statement(
      """
      SELECT d.collection, d.path, d.title, d.hash, d.kind, f.device, f.inode, f.size, f.modified, f.changed
      FROM documents d JOIN files f ON f.id = d.id WHERE d.id = ?1
      """
    )
    statement.bind(1, id)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return Row(
      id: id,
      collection: statement.text(0),
      path: FilePath(bytes: statement.bytes(1)),
      title: statement.text(2),
      hash: statement.text(3),
      kind: Document.Kind(rawValue: statement.text(4)) ?? .memory,
      status: FileStatus(
        kind: .file,
        device: UInt64(bitPattern: statement.int(5)),
        inode: UInt64(bitPattern: statement.int(6)),
        size: statement.int(7),
        modified: statement.int(8),
        changed: statement.int(9)
      )
    )
  }

  /// The original bytes of a content.
  func content(_ hash: String) throws(SQLiteError) -> [UInt8]? {
    let statement = try database.statement("SELECT body, length FROM content WHERE hash = ?1")
    statement.bind(1, hash)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    guard let bytes = statement.unpacked(0, length: Int(statement.int(1))) else {
      throw SQLiteError(code: 11, message: "a stored text cannot be unpacked")
    }
    return bytes
  }
}
