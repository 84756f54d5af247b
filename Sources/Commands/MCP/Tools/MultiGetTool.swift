import Memory
import Plumbing

extension Tool {
  static let multiGet = Tool(
    name: "multi_get",
    title: "Multi-Get Documents",
    description: """
      Reads several texts: by a pattern (`sales/*.md`, `**/SKILL.md`), by a list with commas between names, or by docids. \
      A file that is too large is named and left to `get`.
      """,
    properties: [
      .init("pattern", .property("string", "A pattern, or files and docids with commas between them.")),
      .init("maxLines", .property("number", "At most so many lines of each.")),
      .init("maxBytes", .property("number", "Leave out files larger than this.", standard: 65_536)),
      .init("lineNumbers", .property("boolean", "Put its number before each line.", standard: true)),
    ],
    required: ["pattern"]
  ) { call, arguments in
    guard let typed = try arguments.text("pattern") else {
      throw Failure("'pattern' is missing — give a pattern, or files with commas between them")
    }
    try ResourceName.check(typed)
    let (pattern, indices) = DocumentName.withoutIndices(typed)
    if let other = indices.first(where: { $0 != call.indexName }) {
      throw Failure("'\(other)' is another index, from which this server does not answer")
    }
    let library = try call.library()
    let names = DocumentNames(pattern)
    let (locations, remarks) = try names.locations(in: library)
    guard !locations.isEmpty else {
      throw Failure(
        (names.isPattern ? "No files matched pattern: \(typed)" : "Document not found: \(typed)")
          + remarks.map { "\n" + $0 }.joined()
      )
    }
    let largest = Int64(try arguments.count("maxBytes") ?? 65_536)
    let lines = try arguments.count("maxLines")
    let isNumbered = try arguments.truth("lineNumbers") ?? true
    var content = remarks.map(Result.text)
    var size = 0
    for (index, location) in locations.enumerated() {
      let name = "\(location.collection)/\(location.path)"
      guard size < MCPResource.largest else {
        content.append(
          Result.text(
            "[SKIPPED: \(locations.count - index) more, from \(name) on — ask for them by themselves]"
          )
        )
        break
      }
      let text: Library.Text
      do {
        guard let found = try library.text(of: location) else { continue }
        text = found
      } catch {
        content.append(Result.text("[SKIPPED: \(name) may not be read]"))
        continue
      }
      guard text.size <= largest else {
        content.append(
          Result.text("[SKIPPED: \(name) has \(text.size) bytes, more than \(largest) — read it with get]")
        )
        continue
      }
      let slice = MCPResource.Slice(of: text.text, atMost: lines ?? .max)
      size += slice.lines.reduce(0) { $0 + $1.utf8.count }
      let ending = slice.after > 0 ? "\n\n[... truncated \(slice.after) more lines]" : ""
      content.append(
        Result.resource(
          try MCPResource.json(text, lines: slice, isNumbered: isNumbered, ending: ending, call)
        )
      )
    }
    return Result(content)
  }
}
