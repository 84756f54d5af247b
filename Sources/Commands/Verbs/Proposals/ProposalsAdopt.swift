import Memory
import Plumbing
import Teaching

extension Verb {
  static let proposalsAdopt = Verb(
    "proposals adopt",
    .skills,
    operands: "NUMBER",
    "Make a proposal's change; what was there is kept.",
    details: [
      "The change is judged once more by the library as it is now. Where you have edited the skill since, its edits are put"
        + " onto your text if they still apply; else your text stays, and the proposal is stale. `qmd skills rollback` takes"
        + " an adoption back, byte for byte."
    ],
    examples: [Example("qmd proposals adopt 1", "the change is made")]
  ) { call in
    let typed = try call.words(atLeast: 1, atMost: 1)[0]
    let record = try LessonRecord(call)
    let rebased = try record.rebase()
    var proposal = try record.proposal(typed)
    if let number = rebased[proposal.id] { proposal = try record.proposal("\(number)") }
    let label = Wording.plain(record.label(proposal.skill))
    guard proposal.state == .open else {
      let note = proposal.note.isEmpty ? "" : " (\(Wording.plain(proposal.note)))"
      throw Failure(
        "proposal #\(proposal.id) is \(proposal.state.rawValue)\(note) — `qmd teach \(label)` makes another"
      )
    }
    if !proposal.newFiles.isEmpty { return try adoptNew(proposal, label, record) }
    let versions = Versions(record.ledger, index: record.index)
    let config = try call.config()
    let auditing = Auditing(call)
    let (reader, library) = try auditing.library(config)
    do {
      let course = try Course(reader, config, library)
      if let objection = try course.objection(to: proposal.changes, of: proposal.skill) {
        throw Failure(
          "the library has changed since, and the proposal would not come through the gate now (\(objection)) — `qmd teach"
            + " \(label)` makes another; nothing was changed"
        )
      }
    } catch let error as ControlFailure {
      throw Failure("\(error)", status: 2)
    }
    do {
      switch try versions.adopt(proposal) {
      case .done: break
      case .stale(let file): throw Failure.stale(file, label)
      }
    } catch let error as Adoption.Failure {
      throw Failure("\(error)")
    }
    AgentReload.note(call.places)
    auditing.refreshQuietly(config)
    versions.expire(olderThan: config.lessons.daysDisplaced)
    call.output.line("\(call.output.green("✓")) \(call.output.bold(label)): adopted #\(proposal.id)")
    call.output.line("  \(proposal.figures)")
    call.output.line("  `qmd skills rollback \(label)` takes it back")
    return 0
  }
}

/// Writes the files of a skill that was proposed whole.
private func adoptNew(_ proposal: Ledger.Proposal, _ label: String, _ record: LessonRecord) throws -> Int32 {
  let call = record.call
  do {
    let folder = try Versions(record.ledger, index: record.index).adoptNew(proposal)
    AgentReload.note(call.places)
    Auditing(call).refreshQuietly(try call.config())
    call.output.line("\(call.output.green("✓")) \(call.output.bold(label)): adopted #\(proposal.id)")
    for file in proposal.newFiles { call.output.line("  \(UserSkills.short(file.path, call))") }
    call.output.line("  `qmd skills rollback \(folder.lastComponent)` takes it back")
    return 0
  } catch let error as Adoption.Failure {
    throw Failure("\(error)")
  }
}

extension Failure {
  /// The user's own save is the later one.
  static func stale(_ file: FilePath, _ label: String) -> Failure {
    Failure("\(file) was changed since, and stays as it is — `qmd teach \(label)` makes another proposal")
  }
}
