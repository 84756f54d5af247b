public import Plumbing

/// Counts and sizes, for `status` and `collection list`.
extension IndexReader {
  /// How many documents a collection has, and when the newest was changed.
  public struct Count: Equatable, Sendable {
    public var documents: Int
    public var newest: Timestamp
  }

  /// By the name of the collection.
  public func counts() throws(IndexError) -> [String: Count] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement(
        """
        SELECT d.collection, count(*), max(f.modified) FROM documents d JOIN files f ON f.id = d.id
        GROUP BY d.collection
        """
      )
      defer { statement.reset() }
      var counts: [String: Count] = [:]
      while try statement.step() {
        counts[statement.text(0)] = Count(
          documents: Int(statement.int(1)),
          newest: Timestamp(nanoseconds: statement.int(2))
        )
      }
      return counts
    }
  }

  /// Bytes of all texts, each counted once however often it is kept.
  public func textBytes() throws(IndexError) -> Int64 {
    try read { () throws(SQLiteError) in
      try database.statement("SELECT coalesce(sum(length), 0) FROM content").integer() ?? 0
    }
  }

  /// A file of which something is amiss.
  public struct Problem: Equatable, Sendable {
    public let collection: String
    public let path: FilePath
    /// One sentence.
    public let reason: String
    /// Whether it can be found in spite of it.
    public let isIndexed: Bool
    /// Whether that is only its beginning.
    public let isTruncated: Bool

    /// Rounded up to a tenth, so that no file seems as large as what is read.
    static func reason(ofSize bytes: Int64) -> String {
      let mebi: Int64 = 1 << 20
      let tenths = (bytes * 10 + mebi - 1) / mebi
      return
        "\(tenths / 10).\(tenths % 10) MB; only the first \(Int64(FileReader.limit) / mebi) MB are indexed —"
        + " split it"
    }
  }

  /// Files that were refused, read leniently, or indexed only in part, by place.
  public func problems() throws(IndexError) -> [Problem] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement(
        """
        SELECT f.collection, f.path, f.problem, d.id IS NOT NULL, f.size
        FROM files f LEFT JOIN documents d ON d.id = f.id
        WHERE f.problem IS NOT NULL OR (d.id IS NOT NULL AND f.size > ?1) ORDER BY f.collection, f.path
        """
      )
      defer { statement.reset() }
      statement.bind(1, Int64(FileReader.limit))
      var found: [Problem] = []
      while try statement.step() {
        let isIndexed = statement.int(3) != 0
        let size = isIndexed && statement.int(4) > FileReader.limit ? statement.int(4) : nil
        let reasons = [statement.text(2), size.map(Problem.reason(ofSize:)) ?? ""].filter { !$0.isEmpty }
        found.append(
          Problem(
            collection: statement.text(0),
            path: FilePath(bytes: statement.bytes(1)),
            reason: reasons.joined(separator: "; "),
            isIndexed: isIndexed,
            isTruncated: size != nil
          )
        )
      }
      return found
    }
  }
}
