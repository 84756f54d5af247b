import Plumbing
import Teaching

extension Verb {
  static let proposalsReject = Verb(
    "proposals reject",
    .skills,
    operands: "NUMBER",
    "Decide against a proposal; no file is changed.",
    examples: [Example("qmd proposals reject 1", "it is not shown as open any more")]
  ) { call in
    let typed = try call.words(atLeast: 1, atMost: 1)[0]
    let record = try LessonRecord(call)
    let proposal = try record.proposal(typed)
    guard proposal.state == .open else {
      throw Failure(
        "proposal #\(proposal.id) is \(proposal.state.rawValue) already — only an open one can be rejected"
      )
    }
    try record.ledger.note(.rejected, of: proposal.id)
    call.output.line("\(call.output.green("✓")) Rejected #\(proposal.id)")
    return 0
  }
}
