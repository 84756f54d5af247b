import Memory
import Plumbing
import Providers

extension Verb {
  static let trust = Verb(
    "trust",
    .keep,
    "Approve what a project's own configuration asks for.",
    details: [
      "A .qmd/index.yml that came with a checkout may not run `update:` commands or reach outside the project until it is"
        + " approved, and again after every change that was not made by qmd itself."
    ],
    examples: [Example("cd ~/project && qmd trust", "approves the configuration of the project one is in")],
    subverbs: [.trustList, .trustRevoke]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    guard call.places.isProjectLocal, let text = try Files.read(call.places.config) else {
      throw Failure(
        "There is no project configuration here — `qmd init` makes one; the user's own needs no approval"
      )
    }
    let config = try Configuration.parse(text, call.places)
    try Trust(call.places, call.environment).approve(text)
    call.output.line("\(call.output.green("✓")) Approved \(call.places.config)")
    for wish in call.places.project.map({ Trust.wishes(of: config, in: $0) }) ?? [] {
      call.output.line("  \(wish.description)")
    }
    return 0
  }
}
