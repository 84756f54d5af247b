import Memory
import Plumbing

extension Verb {
  static let collectionList = Verb(
    "collection list",
    aliases: ["ls"],
    .keep,
    "List the collections.",
    flags: [.json],
    examples: [
      Example("qmd collection list", "names, patterns and numbers of files"),
      Example("qmd collection list --json", "names, paths and patterns for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let collections = try call.config().collections
    if call.typed.has(.json) {
      call.output.write(
        .array(
          collections.map { collection in
            [
              "name": .string(collection.name),
              "path": .string(collection.path.text),
              "pattern": .string(collection.pattern),
            ]
          }
        )
      )
      return 0
    }
    guard !collections.isEmpty else {
      call.output.line("No collections found — add a folder: qmd collection add ~/memories")
      return 0
    }
    let counts = try call.reader()?.counts() ?? [:]
    call.output.line("Collections (\(collections.count)):")
    call.output.line()
    for collection in collections {
      let count = counts[collection.name]
      call.output.line(
        "\(call.output.cyan(collection.name)) \(call.output.faint("(qmd://\(collection.name)/)"))"
          + (collection.includeByDefault ? "" : " [excluded]")
      )
      call.output.line("  Pattern:  \(collection.pattern)")
      if !collection.ignore.isEmpty {
        call.output.line("  Ignore:   \(collection.ignore.joined(separator: ", "))")
      }
      call.output.line("  Files:    \(count?.documents ?? 0)")
      call.output.line("  Updated:  \(count.map { Wording.ago($0.newest) } ?? "never")")
      call.output.line()
    }
    return 0
  }
}
