import Memory
import Plumbing
import Teaching

extension Verb {
  static let skillsRollback = Verb(
    "skills rollback",
    .skills,
    operands: "SKILL",
    "Undo the last change that qmd made to a skill, byte for byte.",
    details: [
      "What was changed together with it, in another skill, is undone together with it. A skill that you have changed since"
        + " stays as it is."
    ],
    examples: [Example("qmd skills rollback late-invoice", "as it was before the adoption")]
  ) { call in
    let (record, skill) = try SkillVersions.asked(call)
    let label = Wording.plain(record.label(skill.address))
    let all = try record.ledger.versions(of: skill.address, index: record.index)
    guard
      let last = all.first(where: {
        $0.cause != Versions.undoing && ((try? Files.read($0.file)) ?? nil) == $0.after
      })
    else {
      throw Failure(
        all.isEmpty
          ? "'\(label)' was never changed by qmd, so there is nothing to undo"
          : "'\(label)' is not as qmd left it, so nothing is undone — `qmd skills history \(label)` lists what is kept"
      )
    }
    if let proposal = try record.proposals().first(where: { Versions.proposal(of: last.cause) == $0.id }),
      !proposal.newFiles.isEmpty
    {
      return try takeAway(proposal, label, record)
    }
    var together = [last]
    if let number = Versions.proposal(of: last.cause) {
      let proposal = try record.proposals().first { $0.id == number }
      for change in proposal?.changes ?? [] where change.address != skill.address {
        together += try record.ledger.versions(of: change.address, index: record.index)
          .filter { $0.cause == last.cause }.prefix(1)
      }
    }
    do {
      switch try Versions(record.ledger, index: record.index).rollBack(together) {
      case .done: break
      case .stale(let file):
        throw Failure("\(file) was changed since, and stays as it is; nothing was undone")
      }
    } catch let error as Adoption.Failure {
      throw Failure("\(error)")
    }
    AgentReload.note(call.places)
    Auditing(call).refreshQuietly(try call.config())
    call.output.line("\(call.output.green("✓")) \(call.output.bold(label)): as it was before \(last.cause)")
    return 0
  }
}

/// Takes a skill away that was adopted whole.
private func takeAway(_ proposal: Ledger.Proposal, _ label: String, _ record: LessonRecord) throws -> Int32 {
  let call = record.call
  switch try Versions(record.ledger, index: record.index).removeNew(proposal) {
  case .done: break
  case .stale(let file):
    throw Failure("\(file) was changed or added since, and stays as it is; nothing was undone")
  }
  AgentReload.note(call.places)
  Auditing(call).refreshQuietly(try call.config())
  call.output.line(
    "\(call.output.green("✓")) \(call.output.bold(label)): gone, as before proposal \(proposal.id)"
  )
  return 0
}
