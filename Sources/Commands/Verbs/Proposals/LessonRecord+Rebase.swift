import Memory
import Plumbing
import Teaching

extension LessonRecord {
  /// Brings open proposals in line with what was saved since: each is re-based as a new one, or marked stale.
  ///
  /// - Returns: the numbers of those that were re-based, with the new ones.
  @discardableResult
  func rebase() throws -> [Int64: Int64] {
    let outdated = try proposals().filter { $0.state == .open && $0.isOutdated }
    guard !outdated.isEmpty else { return [:] }
    let auditing = Auditing(call)
    let config = try call.config()
    let (reader, library) = try auditing.library(config)
    let course: Course
    do {
      course = try Course(reader, config, library)
    } catch let error as ControlFailure {
      call.say("\(error); proposals that meet an edit of yours stay as they are")
      return [:]
    }
    var rebased: [Int64: Int64] = [:]
    for proposal in outdated {
      let label = Wording.plain(label(proposal.skill))
      switch try course.rebase(proposal.changes, of: proposal.skill) {
      case .current: continue
      case .rebased(let changes, let figures, let isProven):
        let number = try ledger.propose(
          changes,
          for: proposal.skill,
          by: proposal.teacher,
          isProven: isProven,
          figures: figures,
          index: index
        )
        try ledger.note(.stale, of: proposal.id, "re-based as #\(number)")
        rebased[proposal.id] = number
        call.say(
          "proposal #\(proposal.id) is re-based as #\(number): \(label) was edited since, and its edits still apply"
        )
      case .stale(let reason):
        try ledger.note(.stale, of: proposal.id, reason)
        call.say("proposal #\(proposal.id) is stale: \(reason) — `qmd teach \(label)` makes another")
      }
    }
    return rebased
  }
}
