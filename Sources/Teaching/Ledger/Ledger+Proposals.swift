public import Plumbing

/// Proposals and what became of them: a proposal is written once, and each thing that happens to it is added.
extension Ledger {
  public struct Proposal: Sendable {
    public enum State: String, Sendable, CaseIterable {
      case open, adopted, rejected, stale
      /// Adopted, and taken back since.
      case undone
    }

    public let id: Int64
    public let at: String
    /// The skill that was taught, by its address.
    public let skill: String
    public let teacher: String
    /// Whether enough held-out queries stood behind the gate.
    public let isProven: Bool
    /// Kept queries before and after, in one line.
    public let figures: String
    public let changes: [SkillChange]
    public let state: State
    /// What was said of its state, perhaps empty.
    public let note: String
  }

  /// Puts a lesson's candidate on record.
  ///
  /// - Returns: the proposal's number. An open proposal of the same texts is that one.
  public func propose(_ report: Lesson.Report, index: String, at time: Timestamp = .now) throws -> Int64 {
    let known = try proposals(of: index, skill: report.address).first {
      $0.state == .open && $0.changes == report.changes
    }
    if let known { return known.id }
    guard case .passed(let isProven) = report.outcome else { return 0 }
    return try write { () throws -> Int64 in
      let row = try database.statement(
        "INSERT INTO proposals(index_id, at, skill, teacher, is_proven, figures) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
      )
      row.bind(1, index)
      row.bind(2, time.iso8601)
      row.bind(3, try number(ofSkill: report.address, index))
      row.bind(4, report.teacher)
      row.bind(5, isProven ? 1 : 0)
      row.bind(6, report.figures)
      try row.run()
      let id = database.lastInsertedRow
      for change in report.changes {
        let skill = try number(ofSkill: change.address, index)
        let file = try database.statement(
          "INSERT INTO proposal_files(proposal, skill, path, before_text, after_text) VALUES(?1, ?2, ?3, ?4, ?5)"
        )
        file.bind(1, id)
        file.bind(2, skill)
        file.bind(3, text: change.file.bytes)
        file.bind(4, blob: change.before)
        file.bind(5, blob: change.after)
        try file.run()
      }
      return id
    }
  }

  /// Notes what became of a proposal.
  public func note(
    _ state: Proposal.State,
    of proposal: Int64,
    _ note: String = "",
    at time: Timestamp = .now
  ) throws {
    try write {
      let row = try database.statement(
        "INSERT INTO proposal_events(proposal, at, kind, note) VALUES(?1, ?2, ?3, ?4)"
      )
      row.bind(1, proposal)
      row.bind(2, time.iso8601)
      row.bind(3, state.rawValue)
      row.bind(4, note)
      try row.run()
    }
  }

  /// Proposals, newest first.
  public func proposals(of index: String, skill: String? = nil) throws -> [Proposal] {
    let rows = try database.statement(
      """
      SELECT p.id, p.at, k.address, p.teacher, p.is_proven, p.figures,
        (SELECT e.kind FROM proposal_events e WHERE e.proposal = p.id ORDER BY e.id DESC LIMIT 1),
        (SELECT e.note FROM proposal_events e WHERE e.proposal = p.id ORDER BY e.id DESC LIMIT 1)
      FROM proposals p JOIN skills k ON k.id = p.skill
      WHERE p.index_id = ?1 AND (?2 IS NULL OR k.address = ?2) ORDER BY p.id DESC
      """
    )
    rows.bind(1, index)
    rows.bind(2, skill)
    defer { rows.reset() }
    var found: [Proposal] = []
    while try rows.step() {
      found.append(
        Proposal(
          id: rows.int(0),
          at: rows.text(1),
          skill: rows.text(2),
          teacher: rows.text(3),
          isProven: rows.int(4) != 0,
          figures: rows.text(5),
          changes: try changes(of: rows.int(0)),
          state: rows.optionalText(6).flatMap(Proposal.State.init) ?? .open,
          note: rows.optionalText(7) ?? ""
        )
      )
    }
    return found
  }

  private func changes(of proposal: Int64) throws -> [SkillChange] {
    let rows = try database.statement(
      """
      SELECT k.address, f.path, f.before_text, f.after_text
      FROM proposal_files f JOIN skills k ON k.id = f.skill WHERE f.proposal = ?1 ORDER BY k.address
      """
    )
    rows.bind(1, proposal)
    defer { rows.reset() }
    var found: [SkillChange] = []
    while try rows.step() {
      found.append(
        SkillChange(
          address: rows.text(0),
          file: FilePath(bytes: rows.bytes(1)),
          before: rows.bytes(2),
          after: rows.bytes(3)
        )
      )
    }
    return found
  }
}

extension Lesson.Report {
  /// `shown 2 → 5 of 6, held out 2 → 4 of 5, unseen 1 → 1 of 3`.
  public var figures: String {
    [
      ("shown", before.train, after.train), ("held out", before.heldOut, after.heldOut),
      ("unseen", before.reserve, after.reserve),
    ]
    .filter { $0.1.total > 0 }
    .map { "\($0.0) \($0.1.hits) → \($0.2.hits) of \($0.1.total)" }.joined(separator: ", ")
  }
}
