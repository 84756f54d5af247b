extension AuditReport {
  /// What would help a broken skill most, in one sentence: by the commonest cause of its misses.
  ///
  /// - Parameter skill: one of `skills`.
  /// - Returns: nil where nothing is amiss with it.
  public func advice(for skill: SkillResult) -> String? {
    let misses = skill.verdicts.filter { $0.query.origin.counts && $0.query.shouldTrigger && !$0.isKept }
    let byCause = Dictionary(grouping: misses) { $0.cause ?? .outranked }
    let order = Cause.allCases
    guard
      let (cause, verdicts) = byCause.max(by: { one, other in
        (one.value.count, -(order.firstIndex(of: one.key) ?? 0))
          < (other.value.count, -(order.firstIndex(of: other.key) ?? 0))
      })
    else { return falseTriggerAdvice(for: skill) }
    switch cause {
    case .vocabularyGap:
      let words = Self.commonest(verdicts.flatMap { $0.missingWords.prefix(4) })
      return "lacks words that are asked for: \(words.prefix(6).joined(separator: ", "))"
    case .outranked:
      let thieves = Self.commonest(verdicts.compactMap { $0.thief ?? $0.rival?.address })
      return
        "say in its description what sets it apart from \(thieves.prefix(2).map(label).joined(separator: " and "))"
    case .notIndexed, .invisible, .duplicate, .contradictory, .abstained:
      return verdicts.first?.advice
    }
  }

  private func falseTriggerAdvice(for skill: SkillResult) -> String? {
    guard skill.tally.falseTriggers.hits > 0 else { return nil }
    return
      "comes up for requests that are others': say in its description what it is not for, in other words than theirs"
  }

  /// Each once, the most frequent first, and of equals the one that came first.
  private static func commonest(_ words: [String]) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for word in words {
      let key = word.lowercased()
      if counts[key] == nil { order.append(word) }
      counts[key, default: 0] += 1
    }
    return order.enumerated().sorted { one, other in
      let (a, b) = (counts[one.element.lowercased()] ?? 0, counts[other.element.lowercased()] ?? 0)
      return a == b ? one.offset < other.offset : a > b
    }.map(\.element)
  }
}
