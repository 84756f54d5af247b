import Glibc

/// So many of so many, and how far chance may have moved it.
public struct Rate: Equatable, Sendable {
  public var hits: Int
  public var total: Int

  public init(_ hits: Int, of total: Int) {
    self.hits = hits
    self.total = total
  }

  /// From 0 to 1; 0 of nothing.
  public var share: Double { total > 0 ? Double(hits) / Double(total) : 0 }

  /// The 95 % interval of Wilson, which stays within 0 and 1 and is honest for few trials.
  ///
  /// E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), with
  /// z = 1.96: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
  public var interval: ClosedRange<Double> {
    guard total > 0 else { return 0...1 }
    let z = 1.959_963_984_540_054
    let n = Double(total), p = share
    let center = p + z * z / (2 * n)
    let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return max(0, (center - spread) / scale)...min(1, (center + spread) / scale)
  }

  public static func + (one: Rate, other: Rate) -> Rate {
    Rate(one.hits + other.hits, of: one.total + other.total)
  }
}
