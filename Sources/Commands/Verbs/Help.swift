extension Verb {
  static let help = Verb(
    "help",
    .about,
    operands: "[VERB]",
    "Show what there is, or what one verb does.",
    flags: [.man, .readme],
    examples: [
      Example("qmd help collection add", "flags and examples of one verb"),
      Example("qmd help --man | man -l -", "the manual page"),
    ]
  ) { call in
    if call.typed.has(.man) {
      call.output.write(ManPage.text)
      return 0
    }
    if call.typed.has(.readme) {
      call.output.write(ReadmeSection.text)
      return 0
    }
    guard !call.typed.words.isEmpty else {
      HelpScreen.printAll(to: call.output)
      return 0
    }
    guard case .verb(let asked) = try Parser(Verb.table).parse(call.typed.words + ["--help"]) else {
      return 1
    }
    return HelpScreen.print(asked.verb, to: call.output)
  }
}
