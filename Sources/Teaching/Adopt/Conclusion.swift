public import Memory
public import Plumbing

/// What became of a lesson.
public struct Conclusion: Equatable, Sendable {
  public enum Outcome: Equatable, Sendable {
    case nothingToDo
    /// "A person is needed, because …": the reason, as a clause.
    case personNeeded(String)
    /// It waits for a person; where it was to be adopted at once, why it was not.
    case proposed(Int64, isProven: Bool, restraint: String?)
    /// The change is made.
    case adopted(Int64)
  }

  public let outcome: Outcome
  /// Whether the lesson before it, of the same text, did not end the same way: what has been said is not said again.
  public let isNews: Bool
}

extension Versions {
  /// Puts a lesson on record with its attempts, and makes its change where the user wants that, it is proven and nothing
  /// speaks against it.
  ///
  /// - Parameters:
  ///   - report: What came of the lesson.
  ///   - skill: The skill that was taught, as the lesson found it.
  ///   - config: What the user wants done with a better text, and how often.
  ///   - occasion: Who asked for the lesson.
  ///   - now: When it was held.
  /// - Returns: how it ended, and whether that is news.
  /// - Throws: `LedgerError`, or what the database says.
  public func conclude(
    _ report: Lesson.Report,
    of skill: Skill,
    _ config: Config,
    _ occasion: Ledger.Occasion,
    at now: Timestamp = .now
  ) throws -> Conclusion {
    try ledger.add(report, index: index, at: now)
    let outcome = try outcome(of: report, of: skill, config, at: now)
    // That a budget is spent or nobody answered says nothing of the skill.
    if case .personNeeded = outcome, report.endOfQueue != nil {
      return Conclusion(outcome: outcome, isNews: false)
    }
    return try note(outcome, of: skill, occasion, at: now)
  }

  /// Puts on record that a skill is left to a person whatever a teacher would say.
  public func giveUp(on skill: Skill, after reversals: Int, at now: Timestamp = .now) throws -> Conclusion {
    let reason =
      "its changes were taken back \(reversals) times: rewrite it by hand, or run `qmd teach` for it"
    return try note(.personNeeded(reason), of: skill, .brokenContract, at: now)
  }

  private func note(
    _ outcome: Conclusion.Outcome,
    of skill: Skill,
    _ occasion: Ledger.Occasion,
    at now: Timestamp
  ) throws -> Conclusion {
    let entry = Ledger.LessonEntry(
      at: now.iso8601,
      skill: skill.address,
      hash: skill.hash,
      occasion: occasion,
      outcome: outcome.entry,
      reason: outcome.reason
    )
    let last = try ledger.lessons(of: index, skill: skill.address).first
    try ledger.add(entry, index: index)
    let isNews =
      last.map { $0.hash != entry.hash || $0.outcome != entry.outcome || $0.reason != entry.reason } ?? true
    return Conclusion(outcome: outcome, isNews: isNews)
  }

  private func outcome(
    of report: Lesson.Report,
    of skill: Skill,
    _ config: Config,
    at now: Timestamp
  ) throws -> Conclusion.Outcome {
    switch report.outcome {
    case .nothingToDo: return .nothingToDo
    case .personNeeded(let reason): return .personNeeded(reason)
    case .passed(let isProven):
      let number = try ledger.propose(report, index: index, at: now)
      guard config.teach == .auto, isProven else {
        return .proposed(number, isProven: isProven, restraint: nil)
      }
      if let restraint = try restraint(on: skill, report.changes, config.lessons, at: now) {
        return .proposed(number, isProven: true, restraint: restraint)
      }
      guard let proposal = try ledger.proposals(of: index).first(where: { $0.id == number }) else {
        return .nothingToDo
      }
      do {
        switch try adopt(proposal) {
        case .done: return .adopted(number)
        case .stale(let file):
          return .proposed(
            number,
            isProven: true,
            restraint: "\(file) was changed meanwhile, and stays as it is"
          )
        }
      } catch let failure as Adoption.Failure {
        return .proposed(number, isProven: true, restraint: "\(failure)")
      }
    }
  }
}

extension Conclusion.Outcome {
  fileprivate var entry: Ledger.LessonEntry.Outcome {
    switch self {
    case .nothingToDo: .nothingToDo
    case .personNeeded: .personNeeded
    case .proposed: .proposed
    case .adopted: .adopted
    }
  }

  fileprivate var reason: String {
    switch self {
    case .personNeeded(let reason): reason
    case .proposed(_, _, let restraint): restraint ?? ""
    case .nothingToDo, .adopted: ""
    }
  }
}
