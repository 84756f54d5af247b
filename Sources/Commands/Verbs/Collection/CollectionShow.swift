import Memory

extension Verb {
  static let collectionShow = Verb(
    "collection show",
    aliases: ["info"],
    .keep,
    operands: "COLLECTION",
    "Show how a collection is set up.",
    examples: [Example("qmd collection show memories", "folder, pattern, update command, contexts")]
  ) { call in
    let collection = try call.collection(try call.words(atLeast: 1, atMost: 1)[0])
    call.output.line("Collection: \(collection.name)")
    call.output.line("  Path:     \(collection.path)")
    call.output.line("  Pattern:  \(collection.pattern)")
    if !collection.ignore.isEmpty {
      call.output.line("  Ignore:   \(collection.ignore.joined(separator: ", "))")
    }
    call.output.line("  Include:  \(collection.includeByDefault ? "yes (default)" : "no")")
    if let update = collection.update { call.output.line("  Update:   \(update)") }
    if !collection.context.isEmpty { call.output.line("  Contexts: \(collection.context.count)") }
    return 0
  }
}
