import Plumbing
import Teaching

extension Verb {
  static let proposalsShow = Verb(
    "proposals show",
    .skills,
    operands: "NUMBER",
    "Show what a proposal would change, line by line, and its figures.",
    examples: [Example("qmd proposals show 1", "the change")]
  ) { call in
    let typed = try call.words(atLeast: 1, atMost: 1)[0]
    let record = try LessonRecord(call)
    try record.rebase()
    let proposal = try record.proposal(typed)
    let output = call.output
    let state =
      proposal.state == .open ? (proposal.isProven ? "open" : "open, unproven") : proposal.state.rawValue
    output.line("#\(proposal.id)  \(output.bold(Wording.plain(record.label(proposal.skill))))  \(state)")
    output.line("  \(proposal.figures)")
    output.line("  by the \(proposal.teacher) teacher, \(proposal.at.prefix(10))")
    if !proposal.note.isEmpty { output.line("  \(Wording.plain(proposal.note))") }
    for change in proposal.changes {
      output.line()
      output.line(output.cyan(Wording.plain(change.file.text)))
      TextDiff(change.before, change.after).print(to: output)
    }
    for file in proposal.newFiles {
      output.line()
      output.line(output.cyan(Wording.plain(file.path.text)))
      TextDiff([], file.bytes).print(to: output)
    }
    return 0
  }
}
