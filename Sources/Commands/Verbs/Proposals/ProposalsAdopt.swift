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
      "The change is judged once more by the library as it is now. A skill that you have changed since stays as it is, and"
        + " the proposal is stale. `qmd skills rollback` takes an adoption back, byte for byte."
    ],
    examples: [Example("qmd proposals adopt 1", "the change is made")]
  ) { call in
    let typed = try call.words(atLeast: 1, atMost: 1)[0]
    let record = try LessonRecord(call)
    let proposal = try record.proposal(typed)
    let label = Wording.plain(record.label(proposal.skill))
    guard proposal.state == .open else {
      throw Failure(
        "proposal #\(proposal.id) is \(proposal.state.rawValue) — `qmd teach \(label)` makes another"
      )
    }
    let versions = Versions(record.ledger, index: record.index)
    let config = try call.config()
    let auditing = Auditing(call)
    let (reader, library) = try auditing.library(config)
    for change in proposal.changes where try Files.read(change.file) != change.before {
      try record.ledger.note(.stale, of: proposal.id, "\(change.file) was changed meanwhile")
      throw Failure.stale(change.file, label)
    }
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
    auditing.refreshQuietly(config)
    call.output.line("\(call.output.green("✓")) \(call.output.bold(label)): adopted #\(proposal.id)")
    call.output.line("  \(proposal.figures)")
    call.output.line("  `qmd skills rollback \(label)` takes it back")
    return 0
  }
}

extension Failure {
  /// The user's own save is the later one.
  static func stale(_ file: FilePath, _ label: String) -> Failure {
    Failure("\(file) was changed since, and stays as it is — `qmd teach \(label)` makes another proposal")
  }
}
