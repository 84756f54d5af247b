import Memory
import Plumbing

extension Verb {
  static let trustRevoke = Verb(
    "trust revoke",
    .keep,
    operands: "[FILE]",
    "Take an approval back.",
    examples: [
      Example("cd ~/project && qmd trust revoke", "that of the project one is in"),
      Example("qmd trust revoke ~/project/.qmd/index.yml", "that of another"),
    ]
  ) { call in
    let path = try call.words(atLeast: 0, atMost: 1).first.map { call.absolute($0) }
    guard path != nil || call.places.isProjectLocal else {
      throw Failure(
        "There is no project here — name its configuration: qmd trust revoke PROJECT/.qmd/index.yml"
      )
    }
    guard try Trust(call.places, call.environment).revoke((path.map { Files.realPath($0) ?? $0 })?.text)
    else {
      throw Failure("It was not approved — `qmd trust list` shows what is")
    }
    call.output.line("\(call.output.green("✓")) Revoked")
    return 0
  }
}
