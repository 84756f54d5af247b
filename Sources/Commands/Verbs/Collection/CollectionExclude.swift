import Memory

extension Verb {
  static let collectionExclude = Verb(
    "collection exclude",
    .keep,
    operands: "COLLECTION",
    "Search a collection only when it is named with -c.",
    examples: [Example("qmd collection exclude memories", "keeps its hits out of the way")]
  ) { call in
    let collection = try call.collection(try call.words(atLeast: 1, atMost: 1)[0])
    var file = try ConfigFile(call)
    try file.edit.set(.includeByDefault(false), in: collection.name)
    try file.save()
    call.output.line(
      "\(call.output.green("✓")) Collection '\(collection.name)' excluded from default queries"
    )
    return 0
  }
}
