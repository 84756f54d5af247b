import Plumbing

/// What becomes of a proposal when its skill was edited since.
public enum Rebase: Equatable, Sendable {
  /// No file of it was.
  case current
  /// The same edits on the texts as they are now, which come through the gate.
  case rebased([SkillChange], figures: String, isProven: Bool)
  /// It cannot be made any more: the reason, as a clause.
  case stale(String)
}

extension Course {
  /// Puts the edits of a proposal onto the texts as they are now, and through the gate once more.
  ///
  /// The index must hold those texts. What the user wrote is never taken back: an edit of the same field is a conflict.
  public func rebase(_ changes: [SkillChange], of subject: String) throws -> Rebase {
    var fresh: [SkillChange] = []
    var isCurrent = true
    for change in changes {
      guard let live = try Files.read(change.file) else { return .stale("\(change.file) is gone") }
      if live == change.before {
        fresh.append(change)
        continue
      }
      isCurrent = false
      guard let edit = SkillEdit(change.address, from: change.before, to: change.after) else {
        return .stale("\(change.file) was edited since, and the edits cannot be told apart")
      }
      if let conflict = edit.conflict(before: change.before, with: live) {
        return .stale("\(change.file) was edited since: \(conflict)")
      }
      do {
        let after = try edit.applied(to: live)
        if after != live {
          fresh.append(SkillChange(address: change.address, file: change.file, before: live, after: after))
        }
      } catch {
        return .stale("\(change.file) was edited since, and \(error)")
      }
    }
    if isCurrent { return .current }
    guard let skill = skills.firstIndex(where: { $0.address == subject }) else {
      return .stale("the skill is gone")
    }
    let parts = parts(of: skill, LessonSplit.Shares())
    let ruling = try Gate(subject: skill, parts: parts).judge(fresh, state, reader)
    guard ruling.rejection == nil, let after = ruling.after else {
      return .stale(
        "it was edited since, and the proposal would not come through the gate now: \(ruling.sentence)"
      )
    }
    return .rebased(
      fresh,
      figures: Lesson.Kept.change(from: Lesson.Kept(parts, state), to: Lesson.Kept(parts, after)),
      isProven: parts.values.count { $0 == .heldOut } >= Lesson.Options().leastHeldOut
    )
  }
}
