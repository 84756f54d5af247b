import Memory
import Plumbing
import Teaching

extension Verb {
  static let forget = Verb(
    "forget",
    .keep,
    operands: "NAME",
    "Remove a text, and all that was made of it, from index and ledger.",
    details: [
      "The file itself is left alone. Afterwards none of the text is left in qmd's files, nor what audits found of a skill;"
        + " a file that is still in a"
        + " collection would be read again, so it says how to ignore it."
    ],
    examples: [Example("qmd forget qmd://memories/sales/price-list-2025.md", "one document")]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    let name = DocumentName(words[0])
    let library = try call.library()
    guard let reader = try call.reader() else { throw IndexError.missing(call.places.index) }
    let location = try DocumentName.resolve(name, in: library)
    let address = call.address(location.collection, location.path)
    guard let entry = try reader.entry(location.path, in: location.collection) else {
      throw Failure("\(address) is not in the index, so there is nothing to forget")
    }
    let writer = try call.writer()
    _ = try writer.batch { try writer.remove(location.path, from: location.collection) }
    try writer.removeUnusedVectors(forgotten: true)
    writer.removeSidecar()
    let isClean = try writer.compact()
    try writer.makeSidecar()
    let ledger = try Ledger(call.places.ledger)
    let place = "qmd://\(location.collection)/\(location.path)"
    try ledger.takeOver(LookupRecord.spool(call))
    try ledger.forget(document: place)
    if address != place { try ledger.forget(document: address) }
    try ledger.forget(skill: place)
    LessonRequests(call.places).forget(place)
    call.output.line("\(call.output.green("✓")) Forgot \(address)")
    let copies = try reader.entries(hashPrefix: entry.hash)
    if !copies.isEmpty {
      call.output.line("The same text is also kept as:")
      for copy in copies { call.output.line("  \(call.address(copy.collection, copy.path))") }
    }
    if let collection = try call.config()[location.collection] {
      let file = collection.path.appending(location.path)
      Adoption.forget(file, keptIn: Versions.folder(beside: call.places.ledger))
      if FileStatus.of(file) != nil {
        call.output.line("The file \(file) is left alone, and would be read again by the next update.")
        call.output.line("To keep it out, put this under '\(collection.name)' in \(call.places.config):")
        call.output.line("    ignore: [\(YAML.scalar(Self.escaped(location.path.text)))]")
      }
    }
    guard isClean else {
      call.complain(
        "a program is reading the index, so its log could not be emptied — run `qmd cleanup` when it has ended"
      )
      return 0
    }
    return 0
  }

  /// A path as a pattern that means only this path.
  private static func escaped(_ path: String) -> String {
    var escaped = ""
    for character in path {
      escaped += "*?[]{},!\\".contains(character) ? "\\\(character)" : String(character)
    }
    return escaped
  }
}
