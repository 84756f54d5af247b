import Memory

extension Verb {
  static let completions = Verb(
    "completions",
    .about,
    operands: "bash|zsh|fish",
    "Print what makes a shell complete verbs and flags.",
    details: [
      "`qmd completions collections` prints the names of the collections, which the scripts ask for."
    ],
    examples: [
      Example("source <(qmd completions bash)", "for this bash"),
      Example("qmd completions fish > ~/.config/fish/completions/qmd.fish", "for every fish"),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    if words[0] == "collections" {
      for collection in try call.config().collections { call.output.line(collection.name) }
      return 0
    }
    guard let shell = CompletionScript.Shell(rawValue: words[0]) else {
      throw UsageError.unknownChoice(
        flag: "the shell",
        value: words[0],
        choices: CompletionScript.Shell.allCases.map(\.rawValue)
      )
    }
    call.output.write(CompletionScript.text(for: shell))
    return 0
  }
}
