/// How words and meaning come together: a convex combination of two numbers between 0 and 1.
///
/// S. Bruch, S. Gai, A. Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2022): better than reciprocal
/// ranks, and one number to tune. docs/decisions/0008 has how it was found.
public struct Fusion: Equatable, Sendable {
  /// The share of the meaning; the rest is the words'.
  public var meaning: Double = 0.7
  /// A text without vectors counts as near as this share of what its words make likely.
  public var unknown: Double = 0.8
  /// Candidates that each side names, at least.
  public var candidates: Int = 60
  /// The best so many are compared again by their exact vectors.
  public var rescored: Int = 24

  public init() {}

  /// From the share of the best points that a document has, and its cosine.
  func rank(words: Double, cosine: Double) -> Double {
    meaning * max(0, cosine) + (1 - meaning) * words
  }
}
