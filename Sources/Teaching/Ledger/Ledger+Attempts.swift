public import Plumbing
public import Providers

/// Attempts of lessons: what each took, and what it was worth.
extension Ledger {
  /// What lessons of one teacher took together.
  public struct Tuition: Equatable, Sendable {
    public let teacher: String
    public let attempts: Int
    /// How many of them were let through.
    public let accepted: Int
    public let usage: Usage
    /// Queries of contracts that they won, less those that they lost.
    public let won: Int

    /// US dollars for each query won; nil where none was.
    public var dollarsPerQuery: Double? { won > 0 ? usage.dollars / Double(won) : nil }
  }

  /// Puts the attempts of a lesson on record, with what they took.
  public func add(_ report: Lesson.Report, index: String, at time: Timestamp = .now) throws {
    guard !report.attempts.isEmpty else { return }
    try write {
      for attempt in report.attempts {
        try insert(
          report.address,
          report.teacher,
          attempt.rejection,
          attempt.usage,
          won: attempt.won,
          index: index,
          at: time
        )
      }
    }
  }

  /// Puts on record what a teacher took for a skill that is not there yet.
  public func add(
    _ usage: Usage,
    of teacher: String,
    for skill: String,
    index: String,
    at time: Timestamp = .now
  ) throws {
    try write { try insert(skill, teacher, nil, usage, won: 0, index: index, at: time) }
  }

  private func insert(
    _ skill: String,
    _ teacher: String,
    _ rejection: Rejection?,
    _ usage: Usage,
    won: Int,
    index: String,
    at time: Timestamp
  ) throws {
    let skill = try number(ofSkill: skill, index)
    let row = try database.statement(
      """
      INSERT INTO attempts(index_id, at, skill, teacher, rejection, input_tokens, output_tokens, dollars, won)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    )
    row.bind(1, index)
    row.bind(2, time.iso8601)
    row.bind(3, skill)
    row.bind(4, teacher)
    row.bind(5, rejection?.rawValue)
    row.bind(6, Int64(usage.inputTokens))
    row.bind(7, Int64(usage.outputTokens))
    row.bind(8, real: usage.dollars)
    row.bind(9, Int64(won))
    try row.run()
  }

  /// US dollars that lessons of all indices took since a moment.
  public func spent(since time: Timestamp) throws -> Double {
    let rows = try database.statement("SELECT coalesce(sum(dollars), 0) FROM attempts WHERE at >= ?1")
    rows.bind(1, time.iso8601)
    defer { rows.reset() }
    return try rows.step() ? rows.double(0) : 0
  }

  /// What each teacher's lessons took and brought, by its name.
  public func tuition(of index: String) throws -> [Tuition] {
    let rows = try database.statement(
      """
      SELECT teacher, count(*), sum(rejection IS NULL), sum(input_tokens), sum(output_tokens), sum(dollars), sum(won)
      FROM attempts WHERE index_id = ?1 GROUP BY teacher ORDER BY teacher
      """
    )
    rows.bind(1, index)
    defer { rows.reset() }
    var found: [Tuition] = []
    while try rows.step() {
      found.append(
        Tuition(
          teacher: rows.text(0),
          attempts: Int(rows.int(1)),
          accepted: Int(rows.int(2)),
          usage: Usage(
            inputTokens: Int(rows.int(3)),
            outputTokens: Int(rows.int(4)),
            dollars: rows.double(5)
          ),
          won: Int(rows.int(6))
        )
      )
    }
    return found
  }
}
