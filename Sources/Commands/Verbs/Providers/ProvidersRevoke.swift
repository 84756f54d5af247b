import Memory
import Plumbing
import Providers

extension Verb {
  static let providersRevoke = Verb(
    "providers revoke",
    .tend,
    operands: "[ENDPOINT]",
    "Take consents back: those for one endpoint, for one purpose, or all.",
    flags: [.purpose],
    examples: [
      Example("qmd providers revoke https://api.openai.com", "nothing is sent there any more"),
      Example("qmd providers revoke --for teach", "no lesson sends anything any more"),
      Example("qmd providers revoke", "nothing is sent anywhere any more"),
    ]
  ) { call in
    let endpoint = try call.words(atLeast: 0, atMost: 1).first
    let count = try Consents(in: call.places.approvals).revoke(endpoint, call.purpose())
    guard count > 0 else { throw Failure("There was no such consent — `qmd providers` shows what there is") }
    call.output.line("\(call.output.green("✓")) Took back \(Wording.count(count, "consent"))")
    return 0
  }
}
