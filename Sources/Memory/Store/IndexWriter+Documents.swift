public import Plumbing

/// A file as it was read for the index, ready to be written: everything that needs no database.
public struct ReadFile: Sendable {
  public let collection: String
  public let path: FilePath
  /// As it was before reading, so that a change during the read is seen as one.
  public let status: FileStatus
  public let result: Result

  public enum Result: Sendable {
    /// SHA-256 of the bytes, what they say, the bytes packed, and how many they were.
    case document(hash: String, Document, packed: [UInt8], length: Int)
    /// The bytes are those on record; only the status is new.
    case unchanged(hash: String)
    /// Not indexed, with the reason in one sentence.
    case refused(String)
    /// A link to something that is indexed where it lies.
    case alias(of: FilePath)
  }
}

extension IndexWriter {
  /// What a write did to a document.
  public enum Effect: Equatable, Sendable {
    case added, updated, unchanged, refused, removed
  }

  /// Writes what was read of one file.
  ///
  /// To be called inside `batch`.
  public func write(_ file: ReadFile) throws(SQLiteError) -> Effect {
    let known = try record(of: file.path, in: file.collection)
    switch file.result {
    case .unchanged:
      guard let known else { return .unchanged }
      try updateStatus(known.id, file, Note(hash: known.hash, problem: known.problem))
      return .unchanged
    case .refused(let problem):
      try writeWithoutText(file, known, Note(problem: problem))
      return .refused
    case .alias(let target):
      try writeWithoutText(file, known, Note(alias: target))
      return .unchanged
    case .document(let hash, let document, let packed, let length):
      let note = Note(hash: hash, problem: document.problem)
      if let known, known.isDocument, known.hash == hash {
        try updateStatus(known.id, file, note)
        return .unchanged
      }
      let id: Int64
      if let known {
        if known.isDocument { try removeText(of: known.id) }
        try updateStatus(known.id, file, note)
        id = known.id
      } else {
        id = try insertFile(file, note)
      }
      try addText(id, file, hash: hash, document, packed: packed, length: length)
      return known?.isDocument == true ? .updated : .added
    }
  }

  /// Whether what was read of a link is what is on record of it.
  func isOnRecord(_ link: ReadFile) throws(SQLiteError) -> Bool {
    let statement = try database.statement(
      "SELECT problem, alias FROM files WHERE collection = ?1 AND path = ?2"
    )
    statement.bind(1, link.collection)
    statement.bind(2, text: link.path.bytes)
    defer { statement.reset() }
    guard try statement.step() else { return false }
    return switch link.result {
    case .refused(let problem): statement.optionalText(0) == problem
    case .alias(let target): statement.bytes(1) == target.bytes
    case .document, .unchanged: false
    }
  }

  /// Drops a file and what was derived from it.
  ///
  /// To be called inside `batch`.
  public func remove(_ path: FilePath, from collection: String) throws(SQLiteError) -> Effect {
    guard let known = try record(of: path, in: collection) else { return .unchanged }
    return try remove(known)
  }

  /// Drops the file with this number.
  ///
  /// To be called inside `batch`.
  func remove(id: Int64) throws(SQLiteError) -> Effect {
    let statement = try database.statement("\(Self.knownColumns) WHERE f.id = ?1")
    statement.bind(1, id)
    defer { statement.reset() }
    guard try statement.step() else { return .unchanged }
    return try remove(known(statement))
  }

  /// Whether something is on record at this path or below it.
  func knows(_ path: FilePath, in collection: String) throws(SQLiteError) -> Bool {
    let statement = try database.statement(
      "SELECT 1 FROM files WHERE collection = ?1 AND (path = ?2 OR (path > ?3 AND path < ?4)) LIMIT 1"
    )
    statement.bind(1, collection)
    statement.bind(2, text: path.bytes)
    statement.bind(3, text: path.bytes + Array("/".utf8))
    statement.bind(4, text: path.bytes + Array("0".utf8))
    return try statement.integer() != nil
  }

  /// Drops everything below a folder (below an empty path the whole collection); gives the documents' number.
  ///
  /// To be called inside `batch`.
  public func removeAll(below folder: FilePath, from collection: String) throws(SQLiteError) -> Int {
    var removed = 0
    for known in try records(below: folder, in: collection) where try remove(known) == .removed {
      removed += 1
    }
    return removed
  }

  /// Gives a collection another name.
  ///
  /// To be called inside `batch`.
  public func renameCollection(_ old: String, to new: String) throws(SQLiteError) {
    for table in ["files", "documents"] {
      let statement = try database.statement("UPDATE \(table) SET collection = ?2 WHERE collection = ?1")
      statement.bind(1, old)
      statement.bind(2, new)
      try statement.run()
    }
  }

  // MARK: One row

  /// What is noted of a file beside its status.
  private struct Note {
    var hash: String?
    var problem: String?
    var alias: FilePath?
  }

  private func writeWithoutText(_ file: ReadFile, _ known: Known?, _ note: Note) throws(SQLiteError) {
    guard let known else {
      _ = try insertFile(file, note)
      return
    }
    if known.isDocument { try removeText(of: known.id) }
    try updateStatus(known.id, file, note)
  }

  private struct Known {
    let id: Int64
    let hash: String?
    let problem: String?
    let isDocument: Bool
  }

  private static let knownColumns =
    "SELECT f.id, f.hash, f.problem, d.id IS NOT NULL FROM files f LEFT JOIN documents d ON d.id = f.id"

  private func known(_ row: Statement) -> Known {
    Known(
      id: row.int(0),
      hash: row.optionalText(1),
      problem: row.optionalText(2),
      isDocument: row.int(3) != 0
    )
  }

  private func record(of path: FilePath, in collection: String) throws(SQLiteError) -> Known? {
    let statement = try database.statement("\(Self.knownColumns) WHERE f.collection = ?1 AND f.path = ?2")
    statement.bind(1, collection)
    statement.bind(2, text: path.bytes)
    defer { statement.reset() }
    return try statement.step() ? known(statement) : nil
  }

  private func records(below folder: FilePath, in collection: String) throws(SQLiteError) -> [Known] {
    // Everything that begins with "folder/": "0" is the character after "/". The folder's own name is among them, for
    // a path that was a file once.
    let statement = try database.statement(
      folder.isEmpty
        ? "\(Self.knownColumns) WHERE f.collection = ?1"
        : "\(Self.knownColumns) WHERE f.collection = ?1 AND (f.path = ?2 OR (f.path > ?3 AND f.path < ?4))"
    )
    statement.bind(1, collection)
    if !folder.isEmpty {
      statement.bind(2, text: folder.bytes)
      statement.bind(3, text: folder.bytes + Array("/".utf8))
      statement.bind(4, text: folder.bytes + Array("0".utf8))
    }
    defer { statement.reset() }
    var found: [Known] = []
    while try statement.step() { found.append(known(statement)) }
    return found
  }

  private func remove(_ known: Known) throws(SQLiteError) -> Effect {
    if known.isDocument { try removeText(of: known.id) }
    let statement = try database.statement("DELETE FROM files WHERE id = ?1")
    statement.bind(1, known.id)
    try statement.run()
    return known.isDocument ? .removed : .unchanged
  }

  private func insertFile(_ file: ReadFile, _ note: Note) throws(SQLiteError) -> Int64 {
    let statement = try database.statement(
      """
      INSERT INTO files(collection, path, device, inode, size, modified, changed, hash, problem, alias)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      """
    )
    statement.bind(1, file.collection)
    statement.bind(2, text: file.path.bytes)
    bindStatus(statement, 3, file.status)
    bind(note, to: statement, 8)
    try statement.run()
    return database.lastInsertedRow
  }

  private func updateStatus(_ id: Int64, _ file: ReadFile, _ note: Note) throws(SQLiteError) {
    let statement = try database.statement(
      """
      UPDATE files SET device = ?2, inode = ?3, size = ?4, modified = ?5, changed = ?6, hash = ?7, problem = ?8,
        alias = ?9 WHERE id = ?1
      """
    )
    statement.bind(1, id)
    bindStatus(statement, 2, file.status)
    bind(note, to: statement, 7)
    try statement.run()
  }

  private func bindStatus(_ statement: Statement, _ first: Int32, _ status: FileStatus) {
    statement.bind(first, Int64(bitPattern: status.device))
    statement.bind(first + 1, Int64(bitPattern: status.inode))
    statement.bind(first + 2, status.size)
    statement.bind(first + 3, status.modified)
    statement.bind(first + 4, status.changed)
  }

  private func bind(_ note: Note, to statement: Statement, _ first: Int32) {
    statement.bind(first, note.hash)
    statement.bind(first + 1, note.problem)
    if let alias = note.alias { statement.bind(first + 2, text: alias.bytes) }
  }

  // MARK: Text

  private func addText(
    _ id: Int64,
    _ file: ReadFile,
    hash: String,
    _ document: Document,
    packed: [UInt8],
    length: Int
  ) throws(SQLiteError) {
    let content = try database.statement(
      "INSERT OR IGNORE INTO content(hash, body, length) VALUES(?1, ?2, ?3)"
    )
    content.bind(1, hash)
    content.bind(2, blob: packed)
    content.bind(3, Int64(length))
    try content.run()
    let row = try database.statement(
      """
      INSERT INTO documents(id, collection, path, title, hash, created_at, modified_at, kind, description, keywords,
        headings) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """
    )
    let fields = Fields(document, path: file.path)
    row.bind(1, id)
    row.bind(2, file.collection)
    row.bind(3, text: file.path.bytes)
    row.bind(4, fields.title)
    row.bind(5, hash)
    row.bind(6, Timestamp.now.iso8601)
    row.bind(7, Timestamp(nanoseconds: file.status.modified).iso8601)
    row.bind(8, document.kind.rawValue)
    row.bind(9, fields.description)
    row.bind(10, fields.keywords)
    row.bind(11, fields.headings)
    try row.run()
    let words = try database.statement(
      """
      INSERT INTO documents_fts(rowid, title, description, keywords, headings, path, body)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
    words.bind(1, id)
    words.bind(2, text: UnspacedScripts.spaced(Array(fields.title.utf8)))
    words.bind(3, text: UnspacedScripts.spaced(Array(fields.description.utf8)))
    words.bind(4, text: UnspacedScripts.spaced(Array(fields.keywords.utf8)))
    words.bind(5, text: UnspacedScripts.spaced(Array(fields.headings.utf8)))
    words.bind(6, text: UnspacedScripts.spaced(file.path.bytes))
    words.bind(7, text: UnspacedScripts.spaced(document.text))
    try words.run()
  }

  /// Takes a document out of FTS5, which wants to be told its words, then its row and unused content.
  private func removeText(of id: Int64) throws(SQLiteError) {
    let words = try database.statement(
      """
      INSERT INTO documents_fts(documents_fts, rowid, title, description, keywords, headings, path, body)
      SELECT 'delete', id, title, description, keywords, headings, path, body FROM documents_text WHERE id = ?1
      """
    )
    words.bind(1, id)
    try words.run()
    let find = try database.statement("SELECT hash FROM documents WHERE id = ?1")
    find.bind(1, id)
    let hash = try find.string()
    let row = try database.statement("DELETE FROM documents WHERE id = ?1")
    row.bind(1, id)
    try row.run()
    let unused = try database.statement(
      "DELETE FROM content WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM documents WHERE hash = ?1)"
    )
    unused.bind(1, hash)
    try unused.run()
    if let hash, try database.statement("SELECT changes()").integer() ?? 0 > 0 {
      try removePassages(of: hash)
    }
  }

  /// The fields of a document as the index keeps them, beside its text.
  private struct Fields {
    let title: String
    let description: String
    let keywords: String
    let headings: String

    init(_ document: Document, path: FilePath) {
      title = document.title
      description = document.description ?? ""
      keywords = document.keywords.joined(separator: "\n")
      headings = document.headings.map(\.text).joined(separator: "\n")
    }
  }
}
