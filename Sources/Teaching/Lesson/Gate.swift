import Memory
import Plumbing

/// Lets a candidate through, or says why not: by the library as it would be, which nobody else sees.
///
/// Through if a query of those that were shown gains and none of the held-out ones is lost, no other skill's contract
/// loses a query, the specification holds and the edit keeps its bounds. The reserve of the skill that is taught is not
/// looked at; of all others the whole contract is, because their owners were promised that.
struct Gate {
  /// What came of a candidate.
  struct Ruling {
    /// Nil when it is let through.
    let rejection: Rejection?
    /// What was seen, for people: figures, and never a query.
    let sentence: String
    /// The library with the candidate, and how every query fares there; nil where it did not come to that.
    let after: Course.State?
    /// Addresses of the skills that would lose a query, the most harmed first.
    var harmed: [String] = []
  }

  let subject: Int
  /// By question of the subject's contract, those that count.
  let parts: [Int: LessonSplit.Part]

  /// Judges what `changes` would do to the library of `before`.
  func judge(_ changes: [SkillChange], _ before: Course.State, _ reader: IndexReader) throws -> Ruling {
    guard !changes.isEmpty else {
      return Ruling(rejection: .unchanged, sentence: Rejection.unchanged.sentence, after: nil)
    }
    for change in changes {
      if let violation = EditBounds.violation(change.before, change.after, at: change.file) {
        return Ruling(rejection: violation.rejection, sentence: violation.sentence, after: nil)
      }
    }
    var after = try before.supposing(changes, reader)
    let first = rule(before, after)
    guard first.rejection == nil else { return first }
    // Every text moves the averages a little, and so queries that share no word with it.
    try after.judgeAll()
    return rule(before, after)
  }

  private func rule(_ before: Course.State, _ after: Course.State) -> Ruling {
    var train = (won: 0, lost: 0)
    var heldOut = 0
    var neighbours: [Int: Int] = [:]
    for (index, question) in before.audit.questions.enumerated() where question.asked.origin.counts {
      let (was, is_) = (before.verdicts[index].isKept, after.verdicts[index].isKept)
      guard was != is_ else { continue }
      switch question.skill == subject ? parts[index] : nil {
      case .train: if is_ { train.won += 1 } else { train.lost += 1 }
      case .heldOut: if was { heldOut += 1 }
      case .reserve: break
      case nil: if was { neighbours[question.skill, default: 0] += 1 }
      }
    }
    func ruling(_ rejection: Rejection?, _ sentence: String) -> Ruling {
      Ruling(rejection: rejection, sentence: sentence, after: after)
    }
    let harmed = neighbours.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if train.won <= train.lost {
      return ruling(.noGain, "of the queries shown \(train.won) would be won and \(train.lost) lost")
    }
    if heldOut > 0 { return ruling(.lostHeldOut, "\(heldOut) of the held-out queries would be lost") }
    if let (skill, lost) = harmed.first {
      let addresses = harmed.map { before.audit.skills[$0.key].address }
      let label = before.audit.labels[before.audit.skills[skill].address] ?? addresses[0]
      let others = harmed.count > 1 ? ", and \(harmed.count - 1) more skills some" : ""
      let sentence = "\(label) would lose \(lost) \(lost == 1 ? "query" : "queries")\(others)"
      return Ruling(rejection: .harmedNeighbour, sentence: sentence, after: after, harmed: addresses)
    }
    return ruling(nil, "of the queries shown \(train.won) are won and \(train.lost) lost; no other is lost")
  }
}
