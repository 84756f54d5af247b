public import Providers

/// Somebody who reads why a skill is not found, and says what to change in it.
public protocol Teacher {
  /// As the ledger and the user know it.
  var name: String { get }

  /// - Parameters:
  ///   - brief: What it may see.
  ///   - rehearse: What an edit would do to the queries that teachers may see; nil where it is out of bounds or changes
  ///     nothing. Nobody's file is changed, and nothing is noted.
  /// - Returns: the edits it wants, perhaps none.
  /// - Throws: `TeacherError` where there will be no better answer.
  func teach(
    _ brief: LessonBrief,
    rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
  ) throws(TeacherError) -> TeacherAnswer
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

/// Why a lesson cannot go on with this teacher.
public struct TeacherError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
  /// Whether lessons of other skills would fail in the same way: the key is refused, the budget is used up.
  public let endsQueue: Bool

  public init(_ description: String, endsQueue: Bool = false) {
    self.description = description
    self.endsQueue = endsQueue
  }
}
