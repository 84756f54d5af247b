import Memory

extension Verb {
  static let contextAdd = Verb(
    "context add",
    .keep,
    operands: "[PATH|qmd://COLLECTION/FOLDER|/] TEXT",
    "Say what lies in a folder; / is everything.",
    examples: [
      Example("qmd context add qmd://memories/sales 'How we sell, by Tessa'", "for one folder"),
      Example("qmd context add / 'Notes of a team of three'", "for everything"),
      Example("cd ~/memories/travel && qmd context add 'Trips of two days'", "for the folder one is in"),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 2)
    let text = words[words.count - 1]
    let place = try ContextPlace(words.count > 1 ? words[0] : ".", call)
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Failure("The text is empty — `qmd context rm \(place.address)` takes a context away")
    }
    var file = try ConfigFile(call)
    switch place {
    case .everything: try file.edit.setGlobalContext(text)
    case .folder(let collection, let prefix): try file.edit.setContext(prefix, to: text, in: collection.name)
    }
    try file.save()
    switch place {
    case .everything: call.output.line("\(call.output.green("✓")) Set global context")
    case .folder: call.output.line("\(call.output.green("✓")) Added context for: \(place.address)")
    }
    return 0
  }
}
