import Memory
import Plumbing
import Teaching

extension Verb {
  static let proposals = Verb(
    "proposals",
    .skills,
    "See what lessons propose, and adopt or reject it.",
    details: [
      "A proposal is a change of a skill's description or keywords that came through the gate. One that is unproven has"
        + " fewer than five held-out queries behind it, and is never adopted without you.",
      "Where you have edited the skill since, the proposal's edits are put onto your text and through the gate again: it"
        + " is re-based as a new proposal, or stale.",
    ],
    flags: [.json],
    examples: [Example("qmd proposals", "those that wait for you, and those that were decided")],
    subverbs: [.proposalsList, .proposalsShow, .proposalsAdopt, .proposalsReject]
  ) { call in try Verb.proposalsList.run(call) }

  static let proposalsList = Verb(
    "proposals list",
    .skills,
    "List proposals, the newest first.",
    flags: [.json],
    examples: [Example("qmd proposals list", "with their figures and what became of them")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let record = try LessonRecord(call)
    try record.rebase()
    if call.typed.has(.json) {
      call.output.write(.array(try record.proposals().map(record.json)))
      return 0
    }
    let proposals = try record.proposals()
    guard !proposals.isEmpty else {
      call.output.line("No proposals — `qmd teach` makes them.")
      return 0
    }
    for proposal in proposals {
      let state =
        proposal.state == .open ? (proposal.isProven ? "open" : "open, unproven") : proposal.state.rawValue
      call.output.line(
        "#\(proposal.id)  \(proposal.at.prefix(10))  \(call.output.bold(Wording.plain(record.label(proposal.skill))))  \(state)"
      )
      call.output.line("    \(proposal.figures)")
      if !proposal.note.isEmpty { call.output.line("    \(Wording.plain(proposal.note))") }
    }
    return 0
  }
}

/// The lessons on record for the index that is asked, and how its skills are called.
struct LessonRecord {
  let call: Invocation
  let ledger: Ledger
  let index: String
  let skills: UserSkills

  init(_ call: Invocation) throws {
    self.call = call
    guard let reader = try call.reader() else {
      throw Failure("there is no index yet, and so no lesson — `qmd update` makes it", status: 2)
    }
    index = try reader.setting(Setting.identifier) ?? ""
    ledger = try Ledger(call.places.ledger)
    skills = try UserSkills(call)
    try Versions(ledger, index: index).settleKilled()
  }

  func proposals() throws -> [Ledger.Proposal] { try ledger.proposals(of: index) }

  /// The proposal of this number, as it was typed.
  func proposal(_ typed: String) throws -> Ledger.Proposal {
    let number = Int64(typed.hasPrefix("#") ? String(typed.dropFirst()) : typed)
    guard let number, let found = try proposals().first(where: { $0.id == number }) else {
      throw Failure("there is no proposal '\(typed)' — `qmd proposals list` shows those there are")
    }
    return found
  }

  func label(_ address: String) -> String { skills.labels[address] ?? address }

  func json(_ proposal: Ledger.Proposal) -> JSON {
    [
      "id": .integer(Int(proposal.id)), "at": .string(proposal.at), "skill": .string(label(proposal.skill)),
      "address": .string(proposal.skill), "teacher": .string(proposal.teacher),
      "proven": .bool(proposal.isProven),
      "state": .string(proposal.state.rawValue), "note": .string(proposal.note),
      "figures": .string(proposal.figures),
      "files": .array(
        (proposal.changes.map(\.file) + proposal.newFiles.map(\.path)).map { .string($0.text) }
      ),
    ]
  }
}
