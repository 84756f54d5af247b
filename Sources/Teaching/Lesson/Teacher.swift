/// Somebody who reads why a skill is not found, and says what to change in it.
public protocol Teacher {
  /// As the ledger and the user know it.
  var name: String { get }

  /// - Throws: `TeacherError` where there will be no better answer.
  func teach(_ brief: LessonBrief) throws(TeacherError) -> TeacherAnswer
}

/// What a teacher answered.
public struct TeacherAnswer: Equatable, Sendable {
  public var edits: [SkillEdit]
  public var usage: Usage
  /// Why there are no edits, where the answer could not be used.
  public var problem: String?

  public init(_ edits: [SkillEdit], usage: Usage = Usage(), problem: String? = nil) {
    self.edits = edits
    self.usage = usage
    self.problem = problem
  }
}

/// What an answer took.
public struct Usage: Equatable, Sendable {
  public var inputTokens = 0
  public var outputTokens = 0
  /// In US dollars; 0 where nothing is known of a price.
  public var dollars = 0.0

  public init(inputTokens: Int = 0, outputTokens: Int = 0, dollars: Double = 0) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.dollars = dollars
  }

  public static func + (one: Usage, other: Usage) -> Usage {
    Usage(
      inputTokens: one.inputTokens + other.inputTokens,
      outputTokens: one.outputTokens + other.outputTokens,
      dollars: one.dollars + other.dollars
    )
  }
}

/// Why a lesson cannot go on with this teacher.
public struct TeacherError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
