import Teaching

/// What a verdict says, in words.
extension Wording {
  /// `comes 4th; wanted among the first 3`, of a query that is not as its contract wants it.
  static func failure(_ verdict: Verdict) -> String {
    guard verdict.query.shouldTrigger else { return "comes first, and must not" }
    guard let rank = verdict.rank else { return "does not come up; wanted \(wanted(verdict))" }
    if verdict.cause == .abstained { return "comes first, with a score that says nothing fits" }
    return "comes \(ordinal(rank)); wanted \(wanted(verdict))"
  }

  private static func wanted(_ verdict: Verdict) -> String {
    verdict.query.rank == 1 ? "first" : "among the first \(verdict.query.rank)"
  }

  /// How far a skill is ahead of the best other: `+34%`, `−12%`; `alone`, or `–` where it is not found.
  static func lead(_ verdict: Verdict) -> String {
    guard verdict.rank != nil else { return "–" }
    guard verdict.margin < 1 else { return "alone" }
    let percent = Int((verdict.margin * 100).rounded())
    // What is ahead by a hair is ahead.
    if percent == 0, verdict.margin != 0 { return verdict.margin > 0 ? "<1%" : "−<1%" }
    return (percent > 0 ? "+" : percent < 0 ? "−" : "") + "\(abs(percent))%"
  }
}
