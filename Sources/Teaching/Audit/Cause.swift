/// Why a query missed its skill; each calls for another remedy.
public enum Cause: String, Sendable, CaseIterable {
  /// No question can find it: it lies in no collection, or in one that is searched only by name.
  case notIndexed = "not indexed"
  /// What the query asks for stands where agents' listings do not show it.
  case invisible
  /// The skill lacks the words of the query.
  case vocabularyGap = "vocabulary gap"
  /// It holds the words, and another skill holds them better.
  case outranked
  /// The skill that came first is almost the same text.
  case duplicate = "duplicate skill"
  /// Another skill's contract claims the same query.
  case contradictory = "contradictory contract"
  /// It came first, with a score that says "nothing fits".
  case abstained
}
