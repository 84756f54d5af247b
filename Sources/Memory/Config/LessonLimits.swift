/// How often lessons are held that nobody asked for at a terminal, and how long what was displaced
/// is kept as a file.
public struct LessonLimits: Equatable, Sendable {
  /// Hours between two rewrites of one skill.
  public var hoursBetween = 24
  /// Lessons in any 24 hours.
  public var perDay = 20
  /// Days for which a displaced file stays in the folder of displaced files; its text stays in the ledger.
  public var daysDisplaced = 30

  public init() {}
}
