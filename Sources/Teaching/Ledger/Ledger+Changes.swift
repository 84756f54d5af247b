import Plumbing

/// Queries that were lost or won back by a save, each with its time.
extension Ledger {
  public struct RecallChange: Equatable, Sendable {
    /// `2026-11-22T09:30:00.123Z`.
    public let at: String
    public let skill: String
    public let query: String
    /// Whether the contract holds for it since then.
    public let isKept: Bool
    public let rank: Int?
    public let rival: String?
    public let cause: Cause?
    /// Addresses of the documents that were saved, one a line.
    public let after: String

    public init(
      at: String,
      skill: String,
      query: String,
      isKept: Bool,
      rank: Int?,
      rival: String?,
      cause: Cause?,
      after: String
    ) {
      self.at = at
      self.skill = skill
      self.query = query
      self.isKept = isKept
      self.rank = rank
      self.rival = rival
      self.cause = cause
      self.after = after
    }
  }

  public func add(_ changes: [RecallChange], index: String) throws {
    guard !changes.isEmpty else { return }
    try write {
      for change in changes {
        let skill = try number(ofSkill: change.skill, index)
        let query = try number(ofQuery: change.query)
        let rival = try change.rival.map { try number(ofSkill: $0, index) }
        let row = try database.statement(
          """
          INSERT INTO recall_changes(index_id, at, skill, query, is_kept, rank, rival, cause, after)
          VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
          """
        )
        row.bind(1, index)
        row.bind(2, change.at)
        row.bind(3, skill)
        row.bind(4, query)
        row.bind(5, change.isKept ? 1 : 0)
        row.bind(6, change.rank.map(Int64.init))
        row.bind(7, rival)
        row.bind(8, change.cause?.rawValue)
        row.bind(9, change.after)
        try row.run()
      }
    }
  }

  /// Changes after a time, oldest first.
  public func changes(of index: String, since: String = "") throws -> [RecallChange] {
    let rows = try database.statement(
      """
      SELECT c.at, k.address, q.text, c.is_kept, c.rank, r.address, c.cause, c.after
      FROM recall_changes c JOIN skills k ON k.id = c.skill JOIN queries q ON q.id = c.query
        LEFT JOIN skills r ON r.id = c.rival
      WHERE c.index_id = ?1 AND c.at > ?2 ORDER BY c.id
      """
    )
    rows.bind(1, index)
    rows.bind(2, since)
    defer { rows.reset() }
    var found: [RecallChange] = []
    while try rows.step() {
      found.append(
        RecallChange(
          at: rows.text(0),
          skill: rows.text(1),
          query: rows.text(2),
          isKept: rows.int(3) != 0,
          rank: rows.optionalInt(4).map { Int($0) },
          rival: rows.optionalText(5),
          cause: rows.optionalText(6).flatMap(Cause.init),
          after: rows.text(7)
        )
      )
    }
    return found
  }
}
