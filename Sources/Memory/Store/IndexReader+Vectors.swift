import Plumbing
import Providers

/// What the index knows of meanings.
extension IndexReader {
  /// How far a vector space covers the index.
  public struct VectorCensus: Equatable, Sendable {
    /// Passages that have a vector.
    public let passages: Int
    /// Documents that can be found by their meaning.
    public let documents: Int
    /// Documents that have no vectors yet.
    public let pending: Int

    public static let none = VectorCensus(passages: 0, documents: 0, pending: 0)
  }

  /// Counts what is and what is not embedded in a space, in all collections or in some.
  public func vectorCensus(
    of space: String,
    collections: [String] = []
  ) throws(IndexError) -> VectorCensus {
    try read { () throws(SQLiteError) in
      let list = collections.isEmpty ? "" : "\n" + collections.joined(separator: "\n") + "\n"
      let documents = try database.statement(
        """
        SELECT count(*), count(e.id) FROM documents d LEFT JOIN embedded e ON e.hash = d.hash AND e.space = ?1
        WHERE ?2 = '' OR instr(?2, char(10) || d.collection || char(10))
        """
      )
      documents.bind(1, space)
      documents.bind(2, list)
      defer { documents.reset() }
      guard try documents.step() else { return .none }
      let (all, done) = (Int(documents.int(0)), Int(documents.int(1)))
      let passages = try database.statement(
        "SELECT count(*) FROM embedded e JOIN passages p ON p.content = e.id WHERE e.space = ?1"
      )
      passages.bind(1, space)
      return VectorCensus(passages: Int(try passages.integer() ?? 0), documents: done, pending: all - done)
    }
  }

  /// The name of the vector space that answers questions; nil before anything was embedded.
  public func answeringSpace() throws(IndexError) -> String? { try setting(Setting.answeringSpace) }

  /// The names of the spaces that something was embedded in.
  public func spaces() throws(IndexError) -> [String] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT DISTINCT space FROM embedded ORDER BY space")
      defer { statement.reset() }
      var found: [String] = []
      while try statement.step() { found.append(statement.text(0)) }
      return found
    }
  }

  /// Whether a text has been embedded in a space: the number of its vector.
  func vector(_ digest: String, in space: VectorSpace) throws(SQLiteError) -> Int64? {
    let statement = try database.statement("SELECT id FROM vectors WHERE digest = ?1 AND space = ?2")
    statement.bind(1, digest)
    statement.bind(2, space.name)
    return try statement.integer()
  }

  /// A passage that has a vector, with its exact numbers.
  struct MeaningPassage {
    let bytes: Range<Int>
    let line: Int
    let numbers: [Float]
  }

  /// The passages of a content, by their positions; all of them where none is named.
  func passages(
    of hash: String,
    in space: String,
    position: Int? = nil
  ) throws(SQLiteError) -> [MeaningPassage] {
    let statement = try database.statement(
      """
      SELECT p.start, p.length, p.line, v.numbers FROM embedded e JOIN passages p ON p.content = e.id
        JOIN vectors v ON v.id = p.vector
      WHERE e.hash = ?1 AND e.space = ?2 \(position == nil ? "" : "AND p.position = ?3") ORDER BY p.position
      """
    )
    statement.bind(1, hash)
    statement.bind(2, space)
    if let position { statement.bind(3, Int64(position)) }
    defer { statement.reset() }
    var found: [MeaningPassage] = []
    while try statement.step() {
      let start = Int(statement.int(0))
      found.append(
        MeaningPassage(
          bytes: start..<start + Int(statement.int(1)),
          line: Int(statement.int(2)),
          numbers: statement.halfFloats(3)
        )
      )
    }
    return found
  }
}
