import Plumbing
import Teaching

/// How a person names an audit on record: its number, a day, a time, or `yesterday`.
struct AuditName {
  let text: String

  init(_ text: String) { self.text = text }

  /// The audit that is meant, among audits that come newest first.
  ///
  /// A day or a time is that of the last audit which had been made by then.
  func find(in history: [Ledger.AuditEntry]) throws -> Ledger.AuditEntry {
    if let number = Int64(text.hasPrefix("#") ? String(text.dropFirst()) : text) {
      guard let found = history.first(where: { $0.id == number }) else {
        throw Failure(
          "there is no audit \(number) of the whole library — `qmd audit history` lists them",
          status: 2
        )
      }
      return found
    }
    let limit = try latest
    guard let found = history.first(where: { $0.at <= limit }) else {
      throw Failure(
        history.last.map {
          "no audit had been made by \(text); the first is #\($0.id) of \($0.at.prefix(10))"
        }
          ?? "no audit is on record yet — `qmd audit` makes the first",
        status: 2
      )
    }
    return found
  }

  /// The last moment that counts, as the ledger writes times.
  private var latest: String {
    get throws {
      if text == "yesterday" { return Timestamp(seconds: Self.startOfToday - 1).iso8601 }
      if text == "today" { return Timestamp(seconds: Self.startOfToday + 86_399).iso8601 }
      let isDay = text.count == 10 && text.split(separator: "-").count == 3
      let isTime = text.count > 10 && text.dropFirst(10).first == "T"
      guard isDay || isTime, text.prefix(4).allSatisfy(\.isNumber) else {
        throw Failure(
          "'\(text)' names no audit — give a number of `qmd audit history`, a day such as 2026-11-22, or yesterday",
          status: 2
        )
      }
      return isDay ? "\(text)T23:59:59.999Z" : text
    }
  }

  /// In the user's time zone, in seconds since 1970.
  private static var startOfToday: Int64 {
    let now = Timestamp.now
    let parts = now.format("%H:%M:%S").split(separator: ":").compactMap { Int64($0) }
    return now.seconds - (parts.count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : 0)
  }
}
