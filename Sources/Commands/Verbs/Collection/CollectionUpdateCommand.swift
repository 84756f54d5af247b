import Memory

extension Verb {
  static let collectionUpdateCommand = Verb(
    "collection update-cmd",
    aliases: ["set-update"],
    .keep,
    operands: "COLLECTION [COMMAND…]",
    "Set the command that `qmd update` runs first.",
    details: [
      "bash runs it in the collection's folder, and only for an explicit `qmd update`. No command clears it."
    ],
    examples: [
      Example("qmd collection update-cmd memories 'git pull --ff-only'", "fetches before reading"),
      Example("qmd collection update-cmd memories", "clears it"),
    ]
  ) { call in
    let words = try call.words(atLeast: 1)
    let collection = try call.collection(words[0])
    let command = words.dropFirst().joined(separator: " ")
    var file = try ConfigFile(call)
    try file.edit.set(.update(command.isEmpty ? nil : command), in: collection.name)
    try file.save()
    call.output.line(
      "\(call.output.green("✓")) \(command.isEmpty ? "Cleared" : "Set") update command for '\(collection.name)'"
        + (command.isEmpty ? "" : ": \(command)")
    )
    return 0
  }
}
