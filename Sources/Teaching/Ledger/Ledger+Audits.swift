import Plumbing

/// Audits, as they were found: added, never changed.
extension Ledger {
  /// An audit on record, without its verdicts.
  public struct AuditEntry: Equatable, Sendable {
    public let id: Int64
    /// `2026-11-22T09:30:00.123Z`.
    public let at: String
    public let mode: String
    public let k: Int
    public let fingerprint: String
    public let documents: Int
    /// Whether only some skills were asked for.
    public let isPartial: Bool
    public let skills: Int
    public let kept: Rate
    public let first: Rate
  }

  /// Adds an audit of the index named `index`.
  ///
  /// A whole audit that says what the last one said, of the same library, is not written again.
  ///
  /// - Returns: its number, or that of the audit it repeats.
  @discardableResult
  public func add(_ report: AuditReport, index: String) throws -> (id: Int64, isNew: Bool) {
    if !report.isPartial, let last = try lastWhole(of: index), last.fingerprint == report.fingerprint,
      last.mode == report.mode.rawValue, last.k == report.k
    {
      return (last.id, false)
    }
    let id = try write { () throws -> Int64 in
      let row = try database.statement(
        """
        INSERT INTO audits(index_id, at, mode, k, fingerprint, documents, is_partial)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
      )
      row.bind(1, index)
      row.bind(2, report.at.iso8601)
      row.bind(3, report.mode.rawValue)
      row.bind(4, Int64(report.k))
      row.bind(5, report.fingerprint)
      row.bind(6, Int64(report.documents))
      row.bind(7, report.isPartial ? 1 : 0)
      try row.run()
      let id = database.lastInsertedRow
      for skill in report.skills { try add(skill, audit: id, index: index) }
      return id
    }
    return (id, true)
  }

  private func add(_ skill: AuditReport.SkillResult, audit: Int64, index: String) throws {
    let number = try number(ofSkill: skill.address, index)
    let row = try database.statement(
      "INSERT INTO audited_skills(audit, skill, label, hash) VALUES(?1, ?2, ?3, ?4)"
    )
    row.bind(1, audit)
    row.bind(2, number)
    row.bind(3, skill.label)
    row.bind(4, skill.hash)
    try row.run()
    for verdict in skill.verdicts {
      let query = try self.number(ofQuery: verdict.query.text)
      let rival = try verdict.rival.map { try self.number(ofSkill: $0.address, index) }
      let row = try database.statement(
        """
        INSERT OR IGNORE INTO verdicts(audit, skill, query, origin, should_trigger, wanted, is_kept, rank, mixed_rank,
          score, margin, rival, cause) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
      )
      row.bind(1, audit)
      row.bind(2, number)
      row.bind(3, query)
      row.bind(4, verdict.query.origin.rawValue)
      row.bind(5, verdict.query.shouldTrigger ? 1 : 0)
      row.bind(6, Int64(verdict.query.rank))
      row.bind(7, verdict.isKept ? 1 : 0)
      row.bind(8, verdict.rank.map(Int64.init))
      row.bind(9, verdict.mixedRank.map(Int64.init))
      row.bind(10, real: verdict.score)
      row.bind(11, real: verdict.margin)
      row.bind(12, rival)
      row.bind(13, verdict.cause?.rawValue)
      try row.run()
    }
  }

  func number(ofSkill address: String, _ index: String) throws -> Int64 {
    let known = try database.statement("SELECT id FROM skills WHERE index_id = ?1 AND address = ?2")
    known.bind(1, index)
    known.bind(2, address)
    if let id = try known.integer() { return id }
    let row = try database.statement("INSERT INTO skills(index_id, address) VALUES(?1, ?2)")
    row.bind(1, index)
    row.bind(2, address)
    try row.run()
    return database.lastInsertedRow
  }

  func number(ofQuery text: String) throws -> Int64 {
    let known = try database.statement("SELECT id FROM queries WHERE text = ?1")
    known.bind(1, text)
    if let id = try known.integer() { return id }
    let row = try database.statement("INSERT INTO queries(text) VALUES(?1)")
    row.bind(1, text)
    try row.run()
    return database.lastInsertedRow
  }

  // MARK: Reading

  /// The newest audit of the whole library.
  public func lastWhole(of index: String) throws -> AuditEntry? {
    try audits(of: index, limit: 8).first { !$0.isPartial } ?? audits(of: index).first { !$0.isPartial }
  }

  /// Audits of an index, newest first; with `skill` only those that looked at it, and their figures are its alone.
  public func audits(of index: String, skill: String? = nil, limit: Int = .max) throws -> [AuditEntry] {
    let rows = try database.statement(
      """
      SELECT a.id, a.at, a.mode, a.k, a.fingerprint, a.documents, a.is_partial,
        (SELECT count(*) FROM audited_skills s WHERE s.audit = a.id),
        coalesce(sum(v.is_kept), 0), count(v.query),
        coalesce(sum(v.should_trigger AND v.rank = 1 AND v.cause IS NOT 'abstained'), 0),
        coalesce(sum(v.should_trigger), 0)
      FROM audits a LEFT JOIN verdicts v ON v.audit = a.id AND v.origin IN ('declared', 'observed')
        AND (?2 IS NULL OR v.skill = (SELECT id FROM skills WHERE index_id = ?1 AND address = ?2))
      WHERE a.index_id = ?1 AND (?2 IS NULL OR EXISTS (SELECT 1 FROM audited_skills s JOIN skills k ON k.id = s.skill
        WHERE s.audit = a.id AND k.address = ?2))
      GROUP BY a.id ORDER BY a.id DESC LIMIT ?3
      """
    )
    rows.bind(1, index)
    rows.bind(2, skill)
    rows.bind(3, Int64(clamping: limit))
    defer { rows.reset() }
    var found: [AuditEntry] = []
    while try rows.step() {
      found.append(
        AuditEntry(
          id: rows.int(0),
          at: rows.text(1),
          mode: rows.text(2),
          k: Int(rows.int(3)),
          fingerprint: rows.text(4),
          documents: Int(rows.int(5)),
          isPartial: rows.int(6) != 0,
          skills: Int(rows.int(7)),
          kept: Rate(Int(rows.int(8)), of: Int(rows.int(9))),
          first: Rate(Int(rows.int(10)), of: Int(rows.int(11)))
        )
      )
    }
    return found
  }

  /// How each query fared in an audit: skill → its verdicts.
  public func verdicts(of audit: Int64) throws -> [String: [Verdict]] {
    let rows = try database.statement(
      """
      SELECT k.address, q.text, v.origin, v.should_trigger, v.wanted, v.is_kept, v.rank, v.mixed_rank, v.score, v.margin,
        r.address, v.cause
      FROM verdicts v JOIN skills k ON k.id = v.skill JOIN queries q ON q.id = v.query
        LEFT JOIN skills r ON r.id = v.rival
      WHERE v.audit = ?1 ORDER BY k.address, q.id
      """
    )
    rows.bind(1, audit)
    defer { rows.reset() }
    var found: [String: [Verdict]] = [:]
    while try rows.step() {
      var verdict = Verdict(
        query: Contract.Query(
          rows.text(1),
          shouldTrigger: rows.int(3) != 0,
          rank: Int(rows.int(4)),
          origin: Contract.Origin(rawValue: rows.text(2)) ?? .declared
        )
      )
      verdict.isKept = rows.int(5) != 0
      verdict.rank = rows.optionalInt(6).map { Int($0) }
      verdict.mixedRank = rows.optionalInt(7).map { Int($0) }
      verdict.score = rows.double(8)
      verdict.margin = rows.double(9)
      if let rival = rows.optionalText(10) {
        verdict.rival = Verdict.Rival(address: rival, rank: verdict.rank == 1 ? 2 : 1)
      }
      verdict.cause = rows.optionalText(11).flatMap(Cause.init)
      found[rows.text(0), default: []].append(verdict)
    }
    return found
  }

  /// What skills were called and which text they had in an audit: address → label and hash.
  public func skills(of audit: Int64) throws -> [String: (label: String, hash: String)] {
    let rows = try database.statement(
      "SELECT k.address, s.label, s.hash FROM audited_skills s JOIN skills k ON k.id = s.skill WHERE s.audit = ?1"
    )
    rows.bind(1, audit)
    defer { rows.reset() }
    var found: [String: (label: String, hash: String)] = [:]
    while try rows.step() { found[rows.text(0)] = (rows.text(1), rows.text(2)) }
    return found
  }
}
