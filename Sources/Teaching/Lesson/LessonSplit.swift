import Plumbing

/// Which queries of a contract the teacher sees, which only the gate sees, and which neither does.
///
/// By a hash of the query's words, so that the parts are the same in every run and on every machine, whatever the order
/// of the file; apart for queries that must trigger and those that must not, so that each part has its share of both.
/// Each part is a stretch of the hashes' order: a query that is added moves at most one other across each border.
struct LessonSplit: Equatable, Sendable {
  enum Part: String, Sendable, CaseIterable {
    /// Shown to the teacher; the candidate must do better on these.
    case train
    /// Never shown; none may be lost.
    case heldOut
    /// Never shown and never judged by: for what is claimed afterwards.
    case reserve
  }

  /// Shares of the whole: what is left is held out.
  struct Shares: Equatable, Sendable {
    var train = 0.4
    var reserve = 0.2
  }

  /// One part for each query, in their order.
  let parts: [Part]

  init(_ queries: [Contract.Query], shares: Shares = Shares()) {
    var parts = Array(repeating: Part.heldOut, count: queries.count)
    for label in [true, false] {
      let stratum = queries.indices.filter { queries[$0].shouldTrigger == label }
        .map { (hash: SHA256.hex(Array(queries[$0].key.utf8)), place: $0) }
        .sorted { ($0.hash, $0.place) < ($1.hash, $1.place) }.map(\.place)
      let count = Double(stratum.count)
      let train = Int((count * shares.train).rounded(.up)), reserve = Int(count * shares.reserve)
      for place in stratum.prefix(train) { parts[place] = .train }
      for place in stratum.suffix(min(reserve, stratum.count - train)) { parts[place] = .reserve }
    }
    self.parts = parts
  }
}
