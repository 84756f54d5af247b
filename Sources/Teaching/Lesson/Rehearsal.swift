/// What an edit would do to the queries that teachers may see: those shown of the skill, and those that the lessons of
/// all other skills would show.
///
/// The gate judges by the others. So a teacher may rehearse as often as it likes and learns nothing of what is held out.
public struct Rehearsal: Sendable {
  /// A skill that would lose queries.
  public struct Harm: Sendable {
    public let rival: LessonBrief.Rival
    /// Words of the matter of these queries, folded and stemmed.
    public let stems: Set<[UInt8]>
  }

  /// Queries of the skill that would come up and do not yet.
  public let won: Int
  /// Queries of the skill that come up and would not any more.
  public let lost: Int
  /// The most harmed first.
  public let harmed: [Harm]

  /// Whether the gate would let it through, went it by these queries alone.
  public var isPassed: Bool { won > lost && harmed.isEmpty }
}
