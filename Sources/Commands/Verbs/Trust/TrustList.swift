extension Verb {
  static let trustList = Verb(
    "trust list",
    .keep,
    "List the projects whose configuration is approved.",
    examples: [Example("qmd trust list", "digests and files")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let records = Trust(call.places, call.environment).records()
    for record in records { call.output.line("\(record.digest.prefix(12))  \(record.config)") }
    if records.isEmpty { call.output.line("Nothing is approved.") }
    return 0
  }
}
