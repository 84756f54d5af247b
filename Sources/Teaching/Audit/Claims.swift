/// Which skills claim which queries as theirs, whatever their case and punctuation.
struct Claims: Sendable {
  private var owners: [String: [Int]] = [:]

  /// By the contracts of all skills, in their order.
  init(_ contracts: [Contract]) {
    for (skill, contract) in contracts.enumerated() {
      for query in contract.queries where query.shouldTrigger && query.origin.counts {
        owners[query.key, default: []].append(skill)
      }
    }
  }

  /// Other skills whose contract wants the same query.
  func others(than skill: Int, of query: Contract.Query) -> [Int] {
    (owners[query.key] ?? []).filter { $0 != skill }
  }
}
