import Memory

/// What is to be said about an answer beside its hits.
enum SearchRemarks {
  /// For programs only what changes the meaning of the hits.
  static func of(
    _ answer: SearchAnswer,
    _ request: SearchRequest,
    _ config: Config,
    isForPeople: Bool
  ) -> [String] {
    var remarks: [String] = []
    if config.collections.isEmpty {
      remarks.append("nothing is kept yet — add a folder: qmd collection add ~/memories")
    } else if isForPeople, request.collections.isEmpty,
      !config.collections.contains(where: \.includeByDefault)
    {
      remarks.append(
        "every collection is excluded from default queries — name one: -c \(config.collections[0].name)"
      )
    }
    let meant = answer.suggestions.map { "'\($0.meant)'" }.joined(separator: ", ")
    let typed = answer.suggestions.map { "'\($0.typed)'" }.joined(separator: ", ")
    if answer.isCorrected {
      remarks.append("nothing holds \(typed); these are the hits for \(meant)")
    } else if isForPeople, !answer.suggestions.isEmpty {
      remarks.append("nothing holds \(typed) — did you mean \(meant)?")
    }
    switch answer.meaning {
    case .absent(let reason)?: remarks.append("searched by words only: \(reason)")
    case .used(let pending)? where pending > 0:
      remarks.append("\(Wording.count(pending, "document")) can be found by words only until embedded (`qmd embed`)")
    default: break
    }
    if let miss = answer.nearestMiss {
      remarks.append(
        "nothing fits; the nearest is qmd://\(miss.collection)/\(miss.path):\(miss.passage.line) \"\(miss.title)\" at"
          + " \(Wording.decimals(miss.score * 100, 0))% — ask otherwise, or see it with --min-score 0"
      )
    }
    remarks += answer.freshness.problems
    if answer.freshness.leftOut > 0 {
      remarks.append(
        "\(Wording.count(answer.freshness.leftOut, "new or changed file")) could not be read in time for this answer —"
          + " run `qmd update`"
      )
    }
    if answer.freshness.source == .unchecked {
      remarks.append(
        "unchecked: there are too many files to compare with the index in one answer — run `qmd update`, or keep"
          + " `qmd watch` running"
      )
    }
    return remarks
  }
}
