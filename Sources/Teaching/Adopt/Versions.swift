public import Plumbing

/// Changes skills' files and keeps what was there: adopting a proposal, and undoing that.
///
/// A text is in the ledger before it is displaced, so that whatever kills the program it can be put back byte for byte.
public struct Versions {
  /// How it ended for a proposal or an undoing.
  public enum Outcome: Equatable, Sendable {
    case done
    /// The user's text is another by now, and stays; the file that is meant.
    case stale(FilePath)
  }

  private let ledger: Ledger
  private let index: String
  private let adoption: Adoption

  /// - Parameters:
  ///   - ledger: Where versions are kept, and in its folder what was displaced.
  ///   - index: The index's name in the ledger.
  ///   - adoption: How files are changed; nil for the usual way.
  public init(_ ledger: Ledger, index: String, _ adoption: Adoption? = nil) {
    self.ledger = ledger
    self.index = index
    self.adoption = adoption ?? Adoption(keeping: Self.folder(beside: ledger.path))
  }

  /// Where displaced files are kept.
  public static func folder(beside ledger: FilePath) -> FilePath { ledger.parent.appending("displaced") }

  /// Puts a proposal's texts in place: all of them, or none.
  public func adopt(_ proposal: Ledger.Proposal) throws -> Outcome {
    let outcome = try put(proposal.changes, cause: "proposal \(proposal.id)")
    switch outcome {
    case .done: try ledger.note(.adopted, of: proposal.id)
    case .stale(let file): try ledger.note(.stale, of: proposal.id, "\(file) was changed meanwhile")
    }
    return outcome
  }

  /// Puts back what a version displaced, together with what the same proposal displaced elsewhere.
  public func rollBack(_ versions: [Ledger.Version]) throws -> Outcome {
    let changes = versions.map {
      SkillChange(address: $0.skill, file: $0.file, before: $0.after, after: $0.before)
    }
    let outcome = try put(changes, cause: "rollback")
    if outcome == .done {
      for number in Set(versions.compactMap { Self.proposal(of: $0.cause) }) {
        try ledger.note(.undone, of: number)
      }
    }
    return outcome
  }

  /// Hours between two changes of a skill without a person, and undone changes after which there are none.
  private static let leastHours: Int64 = 24
  private static let mostReversals = 3

  /// Why a skill should not be changed without a person just now; nil when nothing speaks against it.
  public func restraint(on skill: String, at now: Timestamp = .now) throws -> String? {
    let undone = try ledger.proposals(of: index, skill: skill).count { $0.state == .undone }
    if undone >= Self.mostReversals { return "its changes were taken back \(undone) times" }
    let since = Timestamp(seconds: now.seconds - Self.leastHours * 3600).iso8601
    if try ledger.versions(of: skill, index: index).contains(where: { $0.at > since }) {
      return "it was changed within the last \(Self.leastHours) hours"
    }
    return nil
  }

  /// The number in `proposal 3`.
  public static func proposal(of cause: String) -> Int64? {
    cause.hasPrefix("proposal ") ? Int64(cause.dropFirst("proposal ".count)) : nil
  }

  private func put(_ changes: [SkillChange], cause: String) throws -> Outcome {
    for change in changes {
      guard try Files.read(change.file) == change.before else { return .stale(change.file) }
    }
    for change in changes { try ledger.keep(change, cause: cause, index: index) }
    var done: [SkillChange] = []
    for change in changes {
      switch try adoption.replace(change.file, change.before, with: change.after) {
      case .adopted: done.append(change)
      case .stale:
        // Half a proposal was never proven.
        for change in done.reversed() {
          _ = try adoption.replace(change.file, change.after, with: change.before)
        }
        return .stale(change.file)
      }
    }
    return .done
  }

  /// Proposals that are in place although nobody noted it: the program was killed between the two.
  public func settleKilled() throws {
    for proposal in try ledger.proposals(of: index) where proposal.state == .open {
      let isInPlace = proposal.changes.allSatisfy { change in
        ((try? Files.read(change.file)) ?? nil) == change.after
      }
      if isInPlace { try ledger.note(.adopted, of: proposal.id, "found in place") }
    }
  }
}
