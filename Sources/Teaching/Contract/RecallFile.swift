public import Plumbing

/// `evals/recall.json`: a list of `{"query": "…", "should_trigger": true, "rank": 1}`.
///
/// A superset of the trigger set of skill-creator, so that those work unchanged. `rank` (1 unless given) is the last
/// place among skills that will do; `observed` marks a query that was really asked. Other keys are somebody else's, and
/// told by `qmd contract check`.
public enum RecallFile {
  /// From the skill's folder.
  public static let path = FilePath("evals/recall.json")

  /// Bytes that are read, and queries that are used: a contract of thousands says nothing that hundreds do not.
  static let limit = 16 << 20, mostQueries = 1_000

  /// Words of a query beyond which it is cut by the search itself; a longer text is not what anybody asks.
  private static let longestQuery = 2_000

  private static let knownKeys: Set<String> = [
    "query", "should_trigger", "rank", "observed", "note", "id", "belongs_to",
  ]

  /// Reads a contract.
  ///
  /// - Parameter name: how the file is called in sentences.
  public static func parse(_ bytes: [UInt8], name: String) -> Contract {
    guard let root = try? JSON(parsing: bytes) else {
      return Contract(
        problems: ["\(name) is not a JSON text, so nothing is measured by it — `python3 -m json.tool` shows the place"]
      )
    }
    guard let rows = root.items ?? root["queries"]?.items ?? root["evals"]?.items else {
      return Contract(
        problems: [
          "\(name) is not a list of queries — write [{\"query\": \"…\", \"should_trigger\": true}, …]"
        ]
      )
    }
    var contract = Contract()
    var unknown: Set<String> = []
    var seen: [String: Bool] = [:]
    for (index, row) in rows.prefix(mostQueries).enumerated() {
      let number = index + 1
      guard let text = row["query"]?.text, !text.allSatisfy(\.isWhitespace) else {
        contract.problems.append("\(name), entry \(number), has no \"query\" — it is left out")
        continue
      }
      guard text.utf8.count <= longestQuery else {
        contract.problems.append(
          "\(name), entry \(number), is \(text.utf8.count) bytes long, more than anybody asks — it is left out"
        )
        continue
      }
      guard let shouldTrigger = row["should_trigger"]?.truth else {
        contract.problems.append(
          "\(name), entry \(number), does not say \"should_trigger\": true or false — it is left out"
        )
        continue
      }
      if let before = seen[text] {
        contract.problems.append(
          before == shouldTrigger
            ? "\(name), entry \(number), repeats an earlier query — it is counted once"
            : "\(name), entry \(number), wants the opposite of an earlier entry for the same query — it is left out"
        )
        continue
      }
      seen[text] = shouldTrigger
      let rank = row["rank"]?.int ?? 1
      if row["rank"] != nil, row["rank"]?.int.map({ $0 < 1 }) ?? true {
        contract.problems.append("\(name), entry \(number): \"rank\" is a place from 1 on — 1 is taken")
      }
      for member in row.members ?? [] where !knownKeys.contains(member.key) { unknown.insert(member.key) }
      contract.queries.append(
        Contract.Query(
          text,
          shouldTrigger: shouldTrigger,
          rank: max(1, rank),
          origin: row["observed"]?.truth == true ? .observed : .declared
        )
      )
    }
    if rows.count > mostQueries {
      contract.problems.append(
        "\(name) has \(rows.count) queries; the first \(mostQueries) are used — keep those that differ"
      )
    }
    if !unknown.isEmpty {
      contract.problems.append(
        "\(name) has keys that say nothing here: \(unknown.sorted().joined(separator: ", "))"
      )
    }
    return contract
  }
}
