import Memory

extension Verb {
  static let collectionInclude = Verb(
    "collection include",
    .keep,
    operands: "COLLECTION",
    "Search a collection also when none is named.",
    examples: [Example("qmd collection include memories", "takes back an exclude")]
  ) { call in
    let collection = try call.collection(try call.words(atLeast: 1, atMost: 1)[0])
    var file = try ConfigFile(call)
    try file.edit.set(.includeByDefault(true), in: collection.name)
    try file.save()
    call.output.line(
      "\(call.output.green("✓")) Collection '\(collection.name)' included in default queries"
    )
    return 0
  }
}
