extension Verb {
  static let embed = Verb(
    "embed",
    .tend,
    "Compute vectors (nothing to do in this version).",
    flags: [.collection, .force, .maxDocuments, .maxMegabytes, .timeout, .chunks, .noGPU],
    examples: [Example("qmd embed", "says that there is nothing to do")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    for flag in [Flag.maxDocuments, .maxMegabytes, .timeout] { _ = try call.typed.count(flag) }
    for name in call.typed.values(.collection) { _ = try call.collection(name) }
    call.output.line("Nothing to embed: this version searches by words, which needs no model.")
    return 0
  }
}
