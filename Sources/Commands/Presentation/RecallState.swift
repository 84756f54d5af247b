import Memory
import Plumbing
import Teaching

/// How recall stands, by what is on record: the last whole audit, and what saves lost and won since.
struct RecallState {
  let audit: Ledger.AuditEntry
  /// Queries that the last day's saves lost and nothing has won back, with the label or address of their skill.
  let lost: [Ledger.RecallChange]

  /// Nil where nothing is on record, or the ledger cannot be read.
  init?(_ reader: IndexReader, _ places: Places) {
    guard let index = try? reader.setting(Setting.identifier),
      let ledger = try? Ledger(reading: places.ledger),
      let audit = try? ledger.lastWhole(of: index), audit.kept.total > 0
    else { return nil }
    self.audit = audit
    let yesterday = Timestamp(seconds: Timestamp.now.seconds - 86_400).iso8601
    var standing: [String: Ledger.RecallChange] = [:]
    for change in (try? ledger.changes(of: index, since: yesterday)) ?? [] {
      standing["\(change.skill)\n\(change.query)"] = change
    }
    lost = standing.values.filter { !$0.isKept }.sorted { ($0.at, $0.query) < ($1.at, $1.query) }
  }

  func lines(_ output: Output) -> [String] {
    var lines = [
      "Kept:     \(audit.kept.hits) of \(audit.kept.total) contract queries, \(Wording.percent(audit.kept.share))"
        + output.faint(
          " (audit #\(audit.id) of \(audit.at.prefix(16).split(separator: "T").joined(separator: " ")))"
        )
    ]
    if let last = lost.last {
      lines.append(
        output.yellow("Lost:     \(Wording.count(lost.count, "query", "queries")) since yesterday")
          + " — `qmd audit --since yesterday`, or: qmd audit \(Self.folder(of: last.skill)) --explain"
      )
    }
    return lines
  }

  var json: JSON {
    [
      "audit": .integer(Int(audit.id)),
      "at": .string(audit.at),
      "kept": .integer(audit.kept.hits),
      "queries": .integer(audit.kept.total),
      "lost": .array(
        lost.map { change in
          [
            "at": .string(change.at),
            "skill": .string(change.skill),
            "query": .string(change.query),
            "thief": change.rival.map { .string($0) } ?? .null,
            "cause": change.cause.map { .string($0.rawValue) } ?? .null,
            "after": .array(change.after.split(separator: "\n").map { .string(String($0)) }),
          ]
        }
      ),
    ]
  }

  private static func folder(of address: String) -> String {
    let names = address.split(separator: "/")
    return names.count > 1 ? String(names[names.count - 2]) : address
  }
}
