import Memory
import Plumbing

extension Verb {
  static let collectionRemove = Verb(
    "collection remove",
    aliases: ["rm"],
    .keep,
    operands: "COLLECTION",
    "Keep a folder no longer; its files stay.",
    examples: [Example("qmd collection remove memories", "takes it out of index.yml and of the index")]
  ) { call in
    let collection = try call.collection(try call.words(atLeast: 1, atMost: 1)[0])
    var file = try ConfigFile(call)
    try file.edit.removeCollection(collection.name)
    try file.save()
    var removed = 0
    if FileStatus.of(call.places.index) != nil {
      let writer = try call.writer()
      removed = try writer.batch { try writer.removeAll(below: FilePath(""), from: collection.name) }
      try call.configuration().remember(in: writer)
      try writer.checkpoint()
    }
    call.output.line("\(call.output.green("✓")) Removed collection '\(collection.name)'")
    call.output.line("  Deleted \(removed) documents")
    return 0
  }
}
