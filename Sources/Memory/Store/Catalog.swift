public import Plumbing

/// What the index knows of documents, looked up by name, place and docid.
extension IndexReader {
  /// A document without its text.
  public struct Entry: Equatable, Sendable {
    public let collection: String
    public let path: FilePath
    public let title: String
    /// SHA-256 of the file's bytes, in hex.
    public let hash: String
    public let kind: Document.Kind
    /// The file as it was when it was read.
    public let status: FileStatus

    public var docid: String { "#" + hash.prefix(6) }
  }

  /// All documents of a collection, or those at or below `prefix`, by path.
  public func entries(
    in collection: String,
    below prefix: FilePath = FilePath("")
  ) throws(IndexError) -> [Entry] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement(
        prefix.isEmpty
          ? "\(Self.entryColumns) WHERE d.collection = ?1 ORDER BY d.path"
          : """
          \(Self.entryColumns) WHERE d.collection = ?1 AND (d.path = ?2 OR (d.path > ?3 AND d.path < ?4))
          ORDER BY d.path
          """
      )
      statement.bind(1, collection)
      if !prefix.isEmpty {
        statement.bind(2, text: prefix.bytes)
        // Everything that begins with "prefix/": "0" is the character after "/".
        statement.bind(3, text: prefix.bytes + Array("/".utf8))
        statement.bind(4, text: prefix.bytes + Array("0".utf8))
      }
      return try rows(statement)
    }
  }

  /// The document at this place.
  public func entry(_ path: FilePath, in collection: String) throws(IndexError) -> Entry? {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("\(Self.entryColumns) WHERE d.collection = ?1 AND d.path = ?2")
      statement.bind(1, collection)
      statement.bind(2, text: path.bytes)
      return try rows(statement).first
    }
  }

  /// Documents whose hash begins with these hex digits.
  public func entries(hashPrefix: String) throws(IndexError) -> [Entry] {
    try read { () throws(SQLiteError) in
      // "g" is the character after the last hex digit.
      let statement = try database.statement(
        "\(Self.entryColumns) WHERE d.hash >= ?1 AND d.hash < ?1 || 'g' ORDER BY d.collection, d.path"
      )
      statement.bind(1, hashPrefix.lowercased())
      return try rows(statement)
    }
  }

  /// Documents whose path is `path`, or ends in `/path`.
  public func entries(endingIn path: FilePath) throws(IndexError) -> [Entry] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement(
        """
        \(Self.entryColumns) WHERE d.path = ?1 OR substr(d.path, -length(?2)) = ?2 ORDER BY d.path <> ?1, d.collection,
          d.path
        """
      )
      statement.bind(1, text: path.bytes)
      statement.bind(2, text: Array("/".utf8) + path.bytes)
      return try rows(statement)
    }
  }

  private static let entryColumns =
    """
    SELECT d.collection, d.path, d.title, d.hash, d.kind, f.device, f.inode, f.size, f.modified, f.changed
    FROM documents d JOIN files f ON f.id = d.id
    """

  private func rows(_ statement: Statement) throws(SQLiteError) -> [Entry] {
    defer { statement.reset() }
    var found: [Entry] = []
    while try statement.step() {
      found.append(
        Entry(
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
      )
    }
    return found
  }

  /// The bytes that were indexed under this hash.
  public func bytes(of hash: String) throws(IndexError) -> [UInt8]? {
    try read { () throws(SQLiteError) in try content(hash) }
  }
}
