import Glibc

/// The score that people and agents see: how likely it is that the document answers the query.
///
/// A logistic curve over signs, each of which can only raise it; the same scale whatever the signs are. The numbers were
/// found by `Benchmarks/score.py --fit` on the development halves of the retrieval sets: docs/decisions/0005 and 0008
/// have how they came about and what they reach on the test halves.
enum Confidence {
  /// By words alone.
  static func score(of words: RankedResults.Result) -> Double {
    chance(-4.71 + 2.52 * words.strength + 0.80 * words.information + 1.88 * words.nearness)
  }

  /// By meaning, and by words where they are looked for; a text without vectors has its words alone.
  static func score(words: RankedResults.Result?, cosine: Double?, in field: MeaningField) -> Double {
    guard let cosine else { return words.map(score) ?? 0 }
    let near = max(0, cosine) * field.understood, out = field.standsOut(cosine)
    guard let words else { return chance(-5.33 + 1.81 * near + 18.03 * out) }
    return chance(-5.10 + 16.89 * out + 1.64 * words.strength + 1.07 * words.nearness)
  }

  private static func chance(_ evidence: Double) -> Double { 1 / (1 + exp(-evidence)) }

  /// Whether a document is no answer: its score is below the least there is, and it lacks something that was asked for.
  ///
  /// Whoever asks for one word gets the text that holds it, however common the word. By words the least is lower: they
  /// say little of a long question, and a wrong "nothing" costs more than a poor hit.
  static func isNothing(_ candidate: Candidate) -> Bool {
    let least = candidate.meaning == nil ? leastByWords : leastByMeaning
    return candidate.score < least && (candidate.words?.coverage ?? 0) < 0.999
  }

  static let leastByWords = 0.015
  static let leastByMeaning = 0.03
}

/// How the candidates of one answer lie: what stands out among them says more than what is merely near.
struct MeaningField {
  /// What the fourth to the thirteenth of the nearest reach on average: texts that are of the same world and no answer.
  private let level: Double
  /// The share of the question that the library or the model has ever seen, 0 to 1.
  let understood: Double

  /// The cosine that unrelated texts have, for libraries with fewer texts than a field.
  private static let unrelated = 0.15
  private static let field = 3..<13

  init(_ cosines: [Double], understood: Double) {
    let sorted = cosines.sorted(by: >) + Array(repeating: Self.unrelated, count: Self.field.upperBound)
    level = sorted[Self.field].reduce(0, +) / Double(Self.field.count)
    self.understood = understood
  }

  func standsOut(_ cosine: Double) -> Double { max(0, cosine - level) * understood }
}
