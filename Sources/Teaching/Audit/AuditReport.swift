public import Plumbing

/// What an audit found.
public struct AuditReport: Sendable {
  /// How the queries were put.
  public enum Mode: String, Sendable, CaseIterable {
    /// By words, as `qmd search` does.
    case words
    /// By words and meaning, as `qmd query` does.
    case both

    /// How a sentence says it.
    public var phrase: String { self == .words ? "by words" : "by words and meaning" }
  }

  /// One skill, and how its contract fared.
  public struct SkillResult: Sendable {
    public let address: String
    /// A short name that no other skill of the report has.
    public let label: String
    /// SHA-256 of its SKILL.md, in hex.
    public let hash: String
    public var verdicts: [Verdict]
    /// What is amiss with its contract or its playbook, each a sentence.
    public var remarks: [String]

    public init(address: String, label: String, hash: String, verdicts: [Verdict], remarks: [String]) {
      self.address = address
      self.label = label
      self.hash = hash
      self.verdicts = verdicts
      self.remarks = remarks
    }

    public var tally: RecallFigures { RecallFigures(verdicts.filter(\.query.origin.counts)) }
    /// What keywords and derived queries show, apart from the score.
    public func tally(of origin: Contract.Origin) -> RecallFigures {
      RecallFigures(verdicts.filter { $0.query.origin == origin })
    }
    public var isBroken: Bool { verdicts.contains { $0.query.origin.counts && !$0.isKept } }
  }

  public let at: Timestamp
  public let mode: Mode
  public let k: Int
  /// Names the state of library, contracts and ranking: two audits of one fingerprint say the same.
  public let fingerprint: String
  /// Documents that were searched.
  public let documents: Int
  /// Whether only some skills were asked for.
  public let isPartial: Bool
  /// By address.
  public var skills: [SkillResult]
  /// A short name for every skill of the library, by address.
  public let labels: [String: String]
  /// What could not be measured, and what was left out, each a sentence.
  public var remarks: [String]

  public init(
    at: Timestamp,
    mode: Mode,
    k: Int,
    fingerprint: String,
    documents: Int,
    isPartial: Bool,
    skills: [SkillResult],
    labels: [String: String] = [:],
    remarks: [String]
  ) {
    self.at = at
    self.mode = mode
    self.k = k
    self.fingerprint = fingerprint
    self.documents = documents
    self.isPartial = isPartial
    self.skills = skills
    self.labels = labels
    self.remarks = remarks
  }

  /// The library: all queries that count, of all skills.
  public var tally: RecallFigures {
    RecallFigures(skills.flatMap { $0.verdicts.filter(\.query.origin.counts) })
  }

  /// Skills without a declared contract.
  public var undeclared: [SkillResult] {
    skills.filter { !$0.verdicts.contains(where: \.query.origin.counts) }
  }

  /// Who took whose queries: expected skill → thief → how many.
  public var confusion: [String: [String: Int]] {
    var found: [String: [String: Int]] = [:]
    for skill in skills {
      for verdict in skill.verdicts where verdict.query.origin.counts {
        if let thief = verdict.thief { found[skill.address, default: [:]][thief, default: 0] += 1 }
      }
    }
    return found
  }

  public func label(of address: String) -> String {
    labels[address] ?? skills.first { $0.address == address }?.label ?? address
  }
}
