import Plumbing

/// Lessons, each with how it ended: what the next one may be held by.
extension Ledger {
  static let lessonTables = """
    CREATE TABLE lessons(
      id INTEGER PRIMARY KEY,
      index_id TEXT NOT NULL,
      at TEXT NOT NULL,
      skill INTEGER NOT NULL REFERENCES skills(id),
      hash TEXT NOT NULL,
      occasion TEXT NOT NULL,
      outcome TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX lessons_skill ON lessons(skill, id);
    CREATE TABLE proposed_files(
      proposal INTEGER NOT NULL REFERENCES proposals(id),
      path TEXT NOT NULL,
      text BLOB NOT NULL,
      PRIMARY KEY(proposal, path)
    ) STRICT, WITHOUT ROWID;
    """

  /// Who asked for a lesson.
  public enum Occasion: String, Sendable {
    /// Somebody at a terminal.
    case person
    /// A contract that a save broke.
    case brokenContract
  }

  /// A lesson on record.
  public struct LessonEntry: Equatable, Sendable {
    public enum Outcome: String, Sendable {
      case adopted, proposed, personNeeded, nothingToDo
    }

    /// `2026-11-22T09:30:00.123Z`.
    public let at: String
    public let skill: String
    /// SHA-256 of the skill's text before the lesson, in hex.
    public let hash: String
    public let occasion: Occasion
    public let outcome: Outcome
    /// Why a person is needed, or why the proposal was not adopted; perhaps empty.
    public let reason: String

    public init(
      at: String,
      skill: String,
      hash: String,
      occasion: Occasion,
      outcome: Outcome,
      reason: String = ""
    ) {
      self.at = at
      self.skill = skill
      self.hash = hash
      self.occasion = occasion
      self.outcome = outcome
      self.reason = reason
    }
  }

  public func add(_ lesson: LessonEntry, index: String) throws {
    try write {
      let row = try database.statement(
        """
        INSERT INTO lessons(index_id, at, skill, hash, occasion, outcome, reason)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
      )
      row.bind(1, index)
      row.bind(2, lesson.at)
      row.bind(3, try number(ofSkill: lesson.skill, index))
      row.bind(4, lesson.hash)
      row.bind(5, lesson.occasion.rawValue)
      row.bind(6, lesson.outcome.rawValue)
      row.bind(7, lesson.reason)
      try row.run()
    }
  }

  /// Lessons after a time, newest first: of one skill, or of all.
  public func lessons(of index: String, skill: String? = nil, since: String = "") throws -> [LessonEntry] {
    let rows = try database.statement(
      """
      SELECT l.at, k.address, l.hash, l.occasion, l.outcome, l.reason
      FROM lessons l JOIN skills k ON k.id = l.skill
      WHERE l.index_id = ?1 AND (?2 IS NULL OR k.address = ?2) AND l.at > ?3 ORDER BY l.id DESC
      """
    )
    rows.bind(1, index)
    rows.bind(2, skill)
    rows.bind(3, since)
    defer { rows.reset() }
    var found: [LessonEntry] = []
    while try rows.step() {
      guard let occasion = Occasion(rawValue: rows.text(3)),
        let outcome = LessonEntry.Outcome(rawValue: rows.text(4))
      else { continue }
      found.append(
        LessonEntry(
          at: rows.text(0),
          skill: rows.text(1),
          hash: rows.text(2),
          occasion: occasion,
          outcome: outcome,
          reason: rows.text(5)
        )
      )
    }
    return found
  }
}
