/// What became different between two audits: queries lost, won, new and gone, and skills whose text changed.
public struct AuditDiff: Equatable, Sendable {
  /// One query of one skill, in both audits.
  public struct Move: Equatable, Sendable {
    public let skill: String
    public let before: Verdict
    public let after: Verdict
  }

  /// Kept before, and no longer.
  public private(set) var lost: [Move] = []
  /// Not kept before, and kept now.
  public private(set) var won: [Move] = []
  /// Queries of contracts that only one of them has.
  public private(set) var added = 0
  public private(set) var removed = 0
  /// Skills, by address, whose SKILL.md is another text.
  public private(set) var rewritten: [String] = []
  public private(set) var newSkills: [String] = []
  public private(set) var goneSkills: [String] = []

  /// By the verdicts of each (skill → verdicts) and the hash of each skill's text; only queries that count are compared.
  public init(
    before: (verdicts: [String: [Verdict]], hashes: [String: String]),
    after: (verdicts: [String: [Verdict]], hashes: [String: String])
  ) {
    for (skill, hash) in after.hashes.sorted(by: { $0.key < $1.key }) {
      if let old = before.hashes[skill] {
        if old != hash { rewritten.append(skill) }
      } else {
        newSkills.append(skill)
      }
    }
    goneSkills = before.hashes.keys.filter { after.hashes[$0] == nil }.sorted()
    for skill in Set(before.verdicts.keys).union(after.verdicts.keys).sorted() {
      let old = Self.byText(before.verdicts[skill] ?? []), new = Self.byText(after.verdicts[skill] ?? [])
      added += new.keys.count { old[$0] == nil }
      removed += old.keys.count { new[$0] == nil }
      for (text, after) in new.sorted(by: { $0.key < $1.key }) {
        guard let before = old[text], before.isKept != after.isKept else { continue }
        let move = Move(skill: skill, before: before, after: after)
        if after.isKept { won.append(move) } else { lost.append(move) }
      }
    }
  }

  public var isEmpty: Bool {
    lost.isEmpty && won.isEmpty && added == 0 && removed == 0 && rewritten.isEmpty && newSkills.isEmpty
      && goneSkills.isEmpty
  }

  private static func byText(_ verdicts: [Verdict]) -> [String: Verdict] {
    Dictionary(
      verdicts.lazy.filter(\.query.origin.counts).map { ($0.query.text, $0) },
      uniquingKeysWith: { one, _ in one }
    )
  }
}

extension AuditReport {
  /// What an audit has to say in a comparison.
  public var comparable: (verdicts: [String: [Verdict]], hashes: [String: String]) {
    (
      Dictionary(skills.map { ($0.address, $0.verdicts) }, uniquingKeysWith: { one, _ in one }),
      Dictionary(skills.map { ($0.address, $0.hash) }, uniquingKeysWith: { one, _ in one })
    )
  }
}

extension Ledger {
  /// What an audit on record has to say in a comparison.
  public func comparable(_ audit: Int64) throws -> (verdicts: [String: [Verdict]], hashes: [String: String]) {
    (try verdicts(of: audit), try skills(of: audit).mapValues(\.hash))
  }
}
