public import Plumbing

/// What a teacher is told: the skill, the queries that it may see, who took them, and how earlier attempts failed.
///
/// Never a held-out or reserved query, not even in what is said of rejections.
public struct LessonBrief: Sendable {
  /// A query that the teacher may see.
  public struct Example: Sendable {
    public let query: String
    public let shouldTrigger: Bool
    public let isKept: Bool
    public let cause: Cause?
    /// Words of the matter that the skill's front matter does not say, most telling first.
    public let words: [Word]
    /// The skill that came instead, by its address; for a false trigger the one that should.
    public let rival: String?
  }

  /// A word as it was typed.
  public struct Word: Equatable, Sendable {
    public let text: String
    /// What tells it from others: folded and stemmed.
    public let stem: [UInt8]
    /// How many other skills say it in their front matter.
    public let spread: Int
    /// How many other skills are asked for by it.
    public let demand: Int
  }

  /// Another skill that stands in the way.
  public struct Rival: Sendable {
    public let address: String
    public let label: String
    /// The folder it belongs to: consent to send its texts goes by that.
    public let root: FilePath
    public let description: String
    public let keywordCount: Int
    /// Words of the queries that it is to be found by, and does not say itself.
    public let words: [Word]
    /// Folded and stemmed, the words that it says itself.
    public let said: Set<[UInt8]>
  }

  /// An attempt that was not let through.
  public struct Setback: Equatable, Sendable {
    public let rejection: Rejection
    /// The skills that it would have harmed, by address, the most harmed first; by which query is not told.
    public let harmed: [String]

    public init(_ rejection: Rejection, harmed: [String] = []) {
      self.rejection = rejection
      self.harmed = harmed
    }
  }

  public let address: String
  public let label: String
  /// The folder it belongs to: consent to send its texts goes by that.
  public let root: FilePath
  /// Its SKILL.md.
  public let bytes: [UInt8]
  public let keywordCount: Int
  public let examples: [Example]
  public let rivals: [Rival]
  /// What was not let through in this lesson so far, in order.
  public let setbacks: [Setback]
  /// How many of the setbacks came after the last attempt that was let through.
  public let sinceSuccess: Int

  public var rejections: [Rejection] { setbacks.map(\.rejection) }
  public var harmed: [String] { setbacks.harmed }

  public var failing: [Example] { examples.filter { !$0.isKept } }
}

extension [LessonBrief.Setback] {
  /// The skills that attempts would have harmed, by address, each once, those of the last one first.
  var harmed: [String] {
    var seen: Set<String> = []
    return reversed().flatMap(\.harmed).filter { seen.insert($0).inserted }
  }
}
