import Memory

extension Verb {
  static let contextRemove = Verb(
    "context rm",
    aliases: ["remove"],
    .keep,
    operands: "PATH|qmd://COLLECTION/FOLDER|/",
    "Take a context away.",
    examples: [Example("qmd context rm qmd://memories/sales", "that of one folder")]
  ) { call in
    let place = try ContextPlace(try call.words(atLeast: 1, atMost: 1)[0], call)
    var file = try ConfigFile(call)
    let before = file.edit.bytes
    switch place {
    case .everything: try file.edit.setGlobalContext(nil)
    case .folder(let collection, let prefix): try file.edit.setContext(prefix, to: nil, in: collection.name)
    }
    guard file.edit.bytes != before else {
      throw Failure("No context found for: \(place.address) — `qmd context list` shows those there are")
    }
    try file.save()
    call.output.line("\(call.output.green("✓")) Removed context for: \(place.address)")
    return 0
  }
}
