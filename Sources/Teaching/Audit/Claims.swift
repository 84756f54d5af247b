/// Which skills claim which queries as theirs, whatever their case and punctuation.
struct Claims: Sendable {
  private var owners: [String: [Int]] = [:]

  /// By the contracts of all skills, in their order.
  init(_ contracts: [Contract]) {
    for (skill, contract) in contracts.enumerated() {
      for query in contract.queries where query.shouldTrigger && query.origin.counts {
        owners[Self.key(query.text), default: []].append(skill)
      }
    }
  }

  /// Other skills whose contract wants the same query.
  func others(than skill: Int, of text: String) -> [Int] {
    (owners[Self.key(text)] ?? []).filter { $0 != skill }
  }

  /// Letters and digits in lower case, word by word.
  private static func key(_ text: String) -> String {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
  }
}
