import Memory
import Plumbing

extension Tool {
  static let get = Tool(
    name: "get",
    title: "Get Document",
    description: """
      Reads a text by the `file` or `docid` of a result, whole or in part: `notes/a.md:40` begins at line 40, \
      `notes/a.md:40:30` is 30 lines from there. A name that leads nowhere is answered with those that come near.
      """,
    properties: [
      .init("file", .property("string", "File or docid, with :FROM or :FROM:COUNT for some lines of it.")),
      .init("fromLine", .property("number", "Begin at this line, counted from 1.")),
      .init("maxLines", .property("number", "At most so many lines.")),
      .init("lineNumbers", .property("boolean", "Put its number before each line.", standard: true)),
    ],
    required: ["file"]
  ) { call, arguments in
    guard let typed = try arguments.text("file") else {
      throw Failure("'file' is missing — give a file or a docid")
    }
    let name = try ResourceName(typed, call)
    let library = try call.library()
    let location = try DocumentFinding.one(name.text, in: library)
    guard let text = try library.text(of: location) else { throw Failure("Document not found: \(name.text)") }
    LookupRecord.noteOpening(call.address(location.collection, location.path), call)
    let slice = MCPResource.Slice(
      of: text.text,
      from: try arguments.count("fromLine") ?? name.from ?? 1,
      atMost: try arguments.count("maxLines") ?? name.count ?? .max
    )
    let isNumbered = try arguments.truth("lineNumbers") ?? true
    var content = [
      Result.resource(try MCPResource.json(text, lines: slice, isNumbered: isNumbered, call))
    ]
    if let remark = DocumentName.remark(on: text) { content.append(Result.text(remark)) }
    if slice.after > 0, try arguments.count("maxLines") ?? name.count == nil {
      content.append(
        Result.text(
          "That is \(slice.lines.count) lines; \(slice.after) more follow from line \(slice.first + slice.lines.count)."
        )
      )
    }
    return Result(content)
  }
}

/// Looking a document up for an agent: what is said differs from what a person at a terminal is told.
enum DocumentFinding {
  static func one(_ name: String, in library: Library) throws -> Library.Location {
    switch try library.find(name) {
    case .one(let location): return location
    case .several(let locations): throw Failure(DocumentName.ambiguity(name, locations))
    case .excluded, .nothing:
      let near = try DocumentName.similar(to: name, in: library)
      guard !near.isEmpty else { throw Failure("Document not found: \(name)") }
      throw Failure(
        "Document not found: \(name)\n\nDid you mean one of these?\n"
          + near.map { "  \($0.collection)/\($0.path)" }.joined(separator: "\n")
      )
    }
  }
}
