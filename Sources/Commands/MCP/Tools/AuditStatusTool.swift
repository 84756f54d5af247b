import Memory
import Plumbing

extension Tool {
  static let auditStatus = Tool(
    name: "audit_status",
    title: "Audit Status",
    description: """
      Says how well the user's skills are found by the words that must find them: the last audit of the whole library, \
      and which of these words the last day's changes lost.
      """,
    properties: []
  ) { call, _ in
    guard let reader = try call.reader(), let state = RecallState(reader, call.places) else {
      return Result("No audit is on record — `qmd audit` makes one.", structured: ["recall": .null])
    }
    return Result(
      state.lines(call.output).joined(separator: "\n"),
      structured: ["recall": state.json]
    )
  }
}
