/// Something amiss with a skill, and what to do about it.
public struct LintFinding: Equatable, Sendable {
  /// How much it matters.
  public enum Level: Int, Comparable, Sendable, CaseIterable {
    /// An agent cannot use the skill, or uses another text than the one that is seen.
    case error
    /// It works, and not everywhere or not as it should.
    case warning
    /// A thought; nothing need be done.
    case advice

    public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }

    public var name: String { "\(self)" }
  }

  /// The rule's name; empty until the rule has signed it.
  public internal(set) var rule = ""
  public let level: Level
  /// Of the file, from 1; nil when no line is to blame.
  public let line: Int?
  /// One sentence: what is so, and after a dash what to do.
  public let sentence: String

  init(_ level: Level, line: Int? = nil, _ sentence: String) {
    self.level = level
    self.line = line
    self.sentence = sentence
  }

  static func error(line: Int? = nil, _ sentence: String) -> LintFinding {
    LintFinding(.error, line: line, sentence)
  }
  static func warning(line: Int? = nil, _ sentence: String) -> LintFinding {
    LintFinding(.warning, line: line, sentence)
  }
  static func advice(line: Int? = nil, _ sentence: String) -> LintFinding {
    LintFinding(.advice, line: line, sentence)
  }
}
