extension Verb {
  static let pull = Verb(
    "pull",
    .tend,
    "Fetch models (nothing to do in this version).",
    flags: [.refresh, .progress],
    examples: [Example("qmd pull", "says that there is nothing to do")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    call.output.line("Nothing to fetch: this version searches by words, which needs no model.")
    return 0
  }
}
