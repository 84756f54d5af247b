public import Plumbing

/// Texts of skills that were displaced by us, each whole, with the text that took its place.
extension Ledger {
  public struct Version: Equatable, Sendable {
    public let id: Int64
    /// `2026-11-22T09:30:00.123Z`.
    public let at: String
    public let skill: String
    public let file: FilePath
    /// What displaced it: `proposal 3`, `rollback`.
    public let cause: String
    public let before: [UInt8]
    public let after: [UInt8]
  }

  /// Keeps a text before it is displaced; on the disk when this returns.
  public func keep(_ change: SkillChange, cause: String, index: String, at time: Timestamp = .now) throws {
    try write {
      let skill = try number(ofSkill: change.address, index)
      let row = try database.statement(
        """
        INSERT INTO versions(index_id, at, skill, path, cause, before_hash, before_text, after_hash, after_text)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
      )
      row.bind(1, index)
      row.bind(2, time.iso8601)
      row.bind(3, skill)
      row.bind(4, text: change.file.bytes)
      row.bind(5, cause)
      row.bind(6, SHA256.hex(change.before))
      row.bind(7, blob: change.before)
      row.bind(8, SHA256.hex(change.after))
      row.bind(9, blob: change.after)
      try row.run()
    }
  }

  /// What was displaced of a skill, newest first.
  public func versions(of skill: String, index: String) throws -> [Version] {
    let rows = try database.statement(
      """
      SELECT v.id, v.at, k.address, v.path, v.cause, v.before_text, v.after_text
      FROM versions v JOIN skills k ON k.id = v.skill
      WHERE v.index_id = ?1 AND k.address = ?2 ORDER BY v.id DESC
      """
    )
    rows.bind(1, index)
    rows.bind(2, skill)
    defer { rows.reset() }
    var found: [Version] = []
    while try rows.step() {
      found.append(
        Version(
          id: rows.int(0),
          at: rows.text(1),
          skill: rows.text(2),
          file: FilePath(bytes: rows.bytes(3)),
          cause: rows.text(4),
          before: rows.bytes(5),
          after: rows.bytes(6)
        )
      )
    }
    return found
  }

  /// Whether these very bytes are kept as a text that was displaced, or that displaced one.
  public func holds(_ bytes: [UInt8]) throws -> Bool {
    let rows = try database.statement(
      """
      SELECT 1 FROM versions WHERE (before_hash = ?1 AND before_text = ?2) OR (after_hash = ?1 AND after_text = ?2)
      LIMIT 1
      """
    )
    rows.bind(1, SHA256.hex(bytes))
    rows.bind(2, blob: bytes)
    defer { rows.reset() }
    return try rows.step()
  }
}
