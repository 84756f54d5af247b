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
  public static let limit = 16 << 20, mostQueries = 1_000

  /// Words of a query beyond which it is cut by the search itself; a longer text is not what anybody asks.
  private static let longestQuery = 2_000

  private static let knownKeys: Set<String> = [
    "query", "should_trigger", "rank", "observed", "note", "id", "belongs_to",
  ]

  /// Reads a contract.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: How the file is called in sentences.
  /// - Returns: Its queries, and what is amiss with it.
  public static func parse(_ bytes: [UInt8], name: String) -> Contract {
    guard let root = try? JSON(parsing: bytes) else {
      let sentence =
        "\(name) is not a JSON text, so nothing is measured by it — `python3 -m json.tool FILE` shows the place"
      return Contract(faults: [.init(sentence)])
    }
    guard let rows = rows(of: root) else {
      let sentence =
        "\(name) is not a list of queries — write [{\"query\": \"…\", \"should_trigger\": true}, …]"
      return Contract(faults: [.init(sentence)])
    }
    var contract = Contract()
    var unknown: Set<String> = []
    var seen: [String: Bool] = [:]
    for (index, row) in rows.prefix(mostQueries).enumerated() {
      let entry = "\(name), entry \(index + 1)"
      func complain(_ rest: String, isError: Bool = true) {
        contract.faults.append(.init(entry + rest, isError: isError))
      }
      guard let text = row["query"]?.text, !text.allSatisfy(\.isWhitespace) else {
        complain(", has no \"query\" — it is left out")
        continue
      }
      guard text.utf8.count <= longestQuery else {
        complain(", is \(text.utf8.count) bytes long, more than anybody asks — it is left out")
        continue
      }
      guard let shouldTrigger = row["should_trigger"]?.truth else {
        complain(", does not say \"should_trigger\": true or false — it is left out")
        continue
      }
      if let before = seen[text] {
        if before == shouldTrigger {
          complain(", repeats an earlier query — it is counted once", isError: false)
        } else {
          complain(", wants the opposite of an earlier entry for the same query — it is left out")
        }
        continue
      }
      seen[text] = shouldTrigger
      let rank = row["rank"]?.int ?? 1
      if row["rank"] != nil, row["rank"]?.int.map({ $0 < 1 }) ?? true {
        complain(": \"rank\" is a place from 1 on — 1 is taken", isError: false)
      }
      for member in row.members ?? [] where !knownKeys.contains(member.key) { unknown.insert(member.key) }
      contract.queries.append(
        Contract.Query(
          text,
          shouldTrigger: shouldTrigger,
          rank: max(1, rank),
          origin: row["observed"]?.truth == true ? .observed : .declared,
          belongsTo: row["belongs_to"]?.text
        )
      )
    }
    if rows.count > mostQueries {
      contract.faults.append(
        .init("\(name) has \(rows.count) queries; the first \(mostQueries) are used — keep those that differ")
      )
    }
    if !unknown.isEmpty {
      let shown = unknown.sorted().prefix(mostNamed).joined(separator: ", ")
      let more = unknown.count > mostNamed ? " and \(unknown.count - mostNamed) more" : ""
      contract.faults.append(
        .init(
          "\(name) has keys that say nothing here: \(shown)\(more) — they are passed over",
          isError: false
        )
      )
    }
    return contract
  }

  /// Unknown keys beyond these are only counted.
  private static let mostNamed = 8

  /// The entries, of a bare list or of one below `queries` or `evals`.
  static func rows(of root: JSON) -> [JSON]? { root.items ?? listKey(of: root).flatMap { root[$0]?.items } }

  /// Under which key of an object the entries stand.
  static func listKey(of root: JSON) -> String? { ["queries", "evals"].first { root[$0]?.items != nil } }
}
