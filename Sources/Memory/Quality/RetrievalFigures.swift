import Glibc

/// How well hits agree with what was judged.
public struct RetrievalFigures: Sendable {
  /// Of the first k hits, the share that answers.
  public let precision: Double
  /// Of what answers, the share among the hits, and among the first 1, 3 and 5.
  public let recall: Double
  public let recallAt1: Double
  public let recallAt3: Double
  public let recallAt5: Double
  /// 1 through the rank of the first hit that answers; 0 when none does.
  public let reciprocalRank: Double
  /// Normalised discounted cumulative gain over ten hits: gains 2^grade − 1, discount log2(rank + 1).
  ///
  /// K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), in the form of C. Burges et
  /// al., "Learning to rank using gradient descent" (2005).
  public let gain: Double

  /// Of one query: the hits' grades in order (0 for those that do not answer), and all grades there are.
  public init(hits: [Int], grades: [Int], depth: Int) {
    let answers = hits.map { $0 > 0 }
    func found(_ count: Int) -> Double {
      Double(answers.prefix(count).count { $0 }) / Double(max(1, grades.count))
    }
    precision = Double(answers.prefix(depth).count { $0 }) / Double(max(1, depth))
    recall = found(.max)
    recallAt1 = found(1)
    recallAt3 = found(3)
    recallAt5 = found(5)
    reciprocalRank = answers.firstIndex(of: true).map { 1 / Double($0 + 1) } ?? 0
    func discounted(_ grades: some Sequence<Int>) -> Double {
      grades.prefix(10).enumerated().reduce(0) { $0 + (exp2(Double($1.element)) - 1) / log2(Double($1.offset) + 2) }
    }
    let ideal = discounted(grades.sorted(by: >))
    gain = ideal > 0 ? discounted(hits) / ideal : 0
  }

  /// The mean over queries.
  public init(mean all: [RetrievalFigures]) {
    func mean(_ part: (RetrievalFigures) -> Double) -> Double {
      all.isEmpty ? 0 : all.reduce(0) { $0 + part($1) } / Double(all.count)
    }
    precision = mean(\.precision)
    recall = mean(\.recall)
    recallAt1 = mean(\.recallAt1)
    recallAt3 = mean(\.recallAt3)
    recallAt5 = mean(\.recallAt5)
    reciprocalRank = mean(\.reciprocalRank)
    gain = mean(\.gain)
  }

  /// The harmonic mean of precision and recall.
  public var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }

  /// Expected calibration error: in ten equal parts of the scale, how far the mean score is from the share that answers,
  /// weighed by the part's number of hits.
  ///
  /// C. Guo et al., "On Calibration of Modern Neural Networks" (2017).
  public static func calibrationError(_ hits: [(score: Double, answers: Bool)]) -> Double {
    guard !hits.isEmpty else { return 0 }
    var parts = Array(repeating: (score: 0.0, answers: 0.0), count: 10)
    for hit in hits {
      let part = min(9, max(0, Int(hit.score * 10)))
      parts[part].score += hit.score
      parts[part].answers += hit.answers ? 1 : 0
    }
    return parts.reduce(0) { $0 + abs($1.score - $1.answers) } / Double(hits.count)
  }
}
