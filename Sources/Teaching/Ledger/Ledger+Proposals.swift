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
    /// Files of a skill that is proposed whole, in the order of their paths.
    public let newFiles: [NewFile]
    public let state: State
    /// What was said of its state, perhaps empty.
    public let note: String

    /// Whether a file that it would change is neither as the lesson found it nor as it would be.
    public var isOutdated: Bool {
      changes.contains { change in
        let live = (try? Files.read(change.file)) ?? nil
        return live != change.before && live != change.after
      }
    }
  }

  /// A file that is not there yet.
  public struct NewFile: Equatable, Sendable {
    /// Absolute.
    public let path: FilePath
    public let bytes: [UInt8]

    public init(_ path: FilePath, _ bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
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
    return try propose(
      report.changes,
      for: report.address,
      by: report.teacher,
      isProven: isProven,
      figures: report.figures,
      index: index,
      at: time
    )
  }

  /// Puts a proposal on record.
  ///
  /// - Parameters:
  ///   - changes: Of texts that are there.
  ///   - newFiles: Files that are not there yet, by their absolute paths, where a skill is proposed whole.
  ///   - skill: The address of the skill that it is about.
  ///   - teacher: Who made it.
  ///   - isProven: Whether enough held-out queries stood behind the gate.
  ///   - figures: Kept queries before and after, in one line.
  ///   - index: The index's name in the ledger.
  ///   - time: When it was made.
  /// - Returns: its number.
  /// - Throws: `LedgerError`.
  public func propose(
    _ changes: [SkillChange],
    newFiles: [NewFile] = [],
    for skill: String,
    by teacher: String,
    isProven: Bool,
    figures: String,
    index: String,
    at time: Timestamp = .now
  ) throws -> Int64 {
    try write { () throws -> Int64 in
      let row = try database.statement(
        "INSERT INTO proposals(index_id, at, skill, teacher, is_proven, figures) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
      )
      row.bind(1, index)
      row.bind(2, time.iso8601)
      row.bind(3, try number(ofSkill: skill, index))
      row.bind(4, teacher)
      row.bind(5, isProven ? 1 : 0)
      row.bind(6, figures)
      try row.run()
      let id = database.lastInsertedRow
      for change in changes {
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
      for file in newFiles {
        let row = try database.statement(
          "INSERT INTO proposed_files(proposal, path, text) VALUES(?1, ?2, ?3)"
        )
        row.bind(1, id)
        row.bind(2, text: file.path.bytes)
        row.bind(3, blob: file.bytes)
        try row.run()
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
          newFiles: try newFiles(of: rows.int(0)),
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

  private func newFiles(of proposal: Int64) throws -> [NewFile] {
    let rows = try database.statement(
      "SELECT path, text FROM proposed_files WHERE proposal = ?1 ORDER BY path"
    )
    rows.bind(1, proposal)
    defer { rows.reset() }
    var found: [NewFile] = []
    while try rows.step() { found.append(NewFile(FilePath(bytes: rows.bytes(0)), rows.bytes(1))) }
    return found
  }
}

extension Lesson.Report {
  /// Kept queries before and after, in one line.
  public var figures: String { Lesson.Kept.change(from: before, to: after) }
}
