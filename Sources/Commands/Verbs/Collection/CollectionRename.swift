import Memory
import Plumbing

extension Verb {
  static let collectionRename = Verb(
    "collection rename",
    aliases: ["mv"],
    .keep,
    operands: "COLLECTION NEW-NAME",
    "Give a collection another name.",
    examples: [
      Example("qmd collection rename memories playbooks", "addresses then begin with qmd://playbooks/")
    ]
  ) { call in
    let words = try call.words(atLeast: 2, atMost: 2)
    let collection = try call.collection(words[0])
    var file = try ConfigFile(call)
    try file.edit.renameCollection(collection.name, to: words[1])
    try file.save()
    if FileStatus.of(call.places.index) != nil {
      let writer = try call.writer()
      try writer.batch {
        // What is left of a collection that had this name once.
        _ = try writer.removeAll(below: FilePath(""), from: words[1])
        try writer.renameCollection(collection.name, to: words[1])
      }
      try call.configuration().remember(in: writer)
      try writer.checkpoint()
    }
    call.output.line("\(call.output.green("✓")) Renamed collection '\(collection.name)' to '\(words[1])'")
    call.output.line("  Addresses: qmd://\(collection.name)/ → qmd://\(words[1])/")
    return 0
  }
}
