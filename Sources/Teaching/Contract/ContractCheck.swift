public import Memory
import Plumbing

/// What is amiss with contracts, each by itself and one against the other.
public struct ContractCheck: Sendable {
  /// A contract with what was found.
  public struct Result: Sendable {
    public let skill: Skill
    public let contract: Contract
    public let faults: [Contract.Fault]
    /// Sentences that ask for nothing.
    public let advice: [String]

    public var hasErrors: Bool { faults.contains(where: \.isError) }
  }

  private let library: SkillLibrary
  private let labels: [String: String]
  private let contracts: [Contract]
  /// By the words of a query: who wants it, and at which place.
  private var claims: [String: [(skill: Int, rank: Int)]] = [:]
  /// What queries are said to belong to that is neither a skill nor a document.
  private let unknownOwners: Set<String>

  /// Reads all contracts; a query may belong to any skill, and to any of `documents`, such as a playbook without one.
  public init(_ library: SkillLibrary, documents: [Library.Location] = []) {
    self.library = library
    labels = library.labels()
    let contracts = library.skills.map(Contract.of)
    self.contracts = contracts
    var unknown = Set(contracts.flatMap { $0.queries.compactMap(\.belongsTo) })
      .filter { library.named($0).isEmpty }
    if !unknown.isEmpty {
      for document in documents { unknown.subtract(Self.names(of: document)) }
    }
    unknownOwners = unknown
    for (index, contract) in contracts.enumerated() {
      for query in contract.queries where query.shouldTrigger && query.origin.counts {
        claims[query.key, default: []].append((index, query.rank))
      }
    }
  }

  /// One result for each skill that has a file of its own, or of those asked for also without; in order of address.
  public func results(for asked: [Skill] = []) -> [Result] {
    let wanted = Set(asked.map(\.address))
    return library.skills.indices.compactMap { index in
      let (skill, contract) = (library.skills[index], contracts[index])
      guard wanted.isEmpty ? hasFile(contract) : wanted.contains(skill.address) else { return nil }
      return result(index)
    }
  }

  /// How many skills, of those that count, have no contract of their own.
  public func missing(where counts: (Skill) -> Bool = { _ in true }) -> Int {
    library.skills.indices.count { !hasFile(contracts[$0]) && counts(library.skills[$0]) }
  }

  private func hasFile(_ contract: Contract) -> Bool { contract.isDeclared || !contract.faults.isEmpty }

  private func result(_ index: Int) -> Result {
    let (skill, contract) = (library.skills[index], contracts[index])
    var faults = contract.faults
    var advice: [String] = []
    let declared = contract.queries.filter(\.origin.counts)
    for query in declared {
      if query.shouldTrigger, let rivals = rivals(of: query, index) {
        faults.append(
          .init(
            "\"\(query.text)\" is to come up at place \(query.rank), and \(rivals) cannot all stand there — decide whose it is, or allow a later \"rank\""
          )
        )
      }
      if let name = query.belongsTo, unknownOwners.contains(name) {
        faults.append(
          .init(
            "\"\(query.text)\" belongs to '\(name)', which is neither a skill nor a document here — correct"
              + " \"belongs_to\", or take it out"
          )
        )
      }
    }
    if !declared.isEmpty {
      if !declared.contains(where: \.shouldTrigger) {
        faults.append(
          .init(
            "No query is to trigger the skill, so its recall cannot be measured — add some",
            isError: false
          )
        )
      }
      if declared.allSatisfy(\.shouldTrigger) {
        advice.append("No query must stay away from the skill — add near misses: \"should_trigger\": false")
      }
      let own = Set(Contract.derived(from: skill).map(Contract.Query.key(of:)))
      let copied = declared.count { $0.shouldTrigger && own.contains($0.key) }
      if copied > 0 {
        advice.append(
          "\(copied == 1 ? "One query repeats" : "\(copied) queries repeat") the skill's own description, which proves little — write as people ask"
        )
      }
    } else if contract.faults.isEmpty {
      advice.append(
        "The skill has no contract — `qmd contract new \(labels[skill.address] ?? skill.name)` begins one"
      )
    }
    return Result(skill: skill, contract: contract, faults: faults, advice: advice)
  }

  /// What a document answers to: its address, with and without the collection, and the end of its path, which is how it
  /// is called from a folder further down.
  private static func names(of document: Library.Location) -> [String] {
    let parts = document.path.text.split(separator: "/", omittingEmptySubsequences: false)
    let paths = parts.indices.map { parts[$0...].joined(separator: "/") }
    let address = "\(document.collection)/\(document.path)"
    return paths + [address, "qmd://\(address)"]
  }

  /// The skills that want the same query, when there are not places enough for all: the n-th of them by rank must allow
  /// place n.
  private func rivals(of query: Contract.Query, _ index: Int) -> String? {
    // The same skill, found in two collections, does not contradict itself.
    var seen: Set<String> = []
    let all = (claims[query.key] ?? []).filter {
      seen.insert(library.skills[$0.skill].hash).inserted || $0.skill == index
    }
    guard all.count > 1 else { return nil }
    let ranks = all.map(\.rank).sorted()
    guard let failing = ranks.indices.first(where: { ranks[$0] < $0 + 1 }), query.rank <= ranks[failing]
    else { return nil }
    let names = all.filter { $0.rank <= ranks[failing] }
      .map { "'\(labels[library.skills[$0.skill].address] ?? library.skills[$0.skill].name)'" }
    return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
  }
}
