import Glibc

/// The score that people and agents see: how likely it is that the document answers the query.
enum Confidence {
  /// A logistic curve over three signs, each of which can only raise it.
  ///
  /// Fitted on 19,248 pairs of question and document from the development sets: their own questions, words remembered
  /// from a text, and questions put to a library that has no answer. In every tenth of the scale the share of right
  /// documents lies within .1 of what is scored; area under the curve .890. docs/decisions/0005 has the table.
  static func score(of result: RankedResults.Result) -> Double {
    let evidence = -4.71 + 2.52 * result.strength + 0.80 * result.information + 1.88 * result.nearness
    return 1 / (1 + exp(-evidence))
  }

  static func score(words: RankedResults.Result?, cosine: Double?, in field: MeaningField) -> Double {
    guard let cosine else { return words.map(score) ?? 0 }
    let evidence = -6 + 9 * cosine + 1.5 * (words?.coverage ?? 0)
    return 1 / (1 + exp(-evidence))
  }

  /// Below this the best there is does not fit, and the answer is that there is none.
  static let nothingFits = 0.04
}

/// How the candidates of one answer lie: what stands out among them says more than what is merely near.
struct MeaningField {
  /// The cosines of the nearest, descending.
  let cosines: [Double]

  init(_ cosines: [Double]) { self.cosines = cosines.sorted(by: >) }
}
