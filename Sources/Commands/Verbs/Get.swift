import Memory
import Plumbing

extension Verb {
  static let get = Verb(
    "get",
    .find,
    operands: "NAME[:FROM[:COUNT]]",
    "Print a document, or some lines of it.",
    details: [
      "NAME is what search printed: an address (qmd://notes/a.md), a docid (#a1b2c3), notes/a.md, a.md, or the path of a"
        + " file in a collection. What was saved a moment ago is printed as it is now."
    ],
    flags: [.from, .lines, .noLineNumbers, .lineNumbers, .fullPath, .json],
    examples: [
      Example("qmd get qmd://memories/sales/price-list-2026.md", "all of it"),
      Example("qmd get price-list-2026.md:20:10", "ten lines from line 20"),
      Example(
        "qmd get \"$(qmd search discount --files -n 1 | cut -d, -f1)\" --no-line-numbers",
        "the best answer, by its docid"
      ),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    return try Getting(call, words[0]).run()
  }
}

/// One run of `qmd get`.
private struct Getting {
  private let call: Invocation
  private let name: DocumentName

  init(_ call: Invocation, _ typed: String) {
    name = DocumentName(typed)
    // An address of another index is looked up there.
    self.call = name.index.map(call.asking) ?? call
  }

  func run() throws -> Int32 {
    let library = try call.library()
    let location = try DocumentName.resolve(name, in: library)
    guard let text = try library.text(of: location) else { throw Failure("Document not found: \(name.text)") }
    if let remark = DocumentName.remark(on: text) { call.say(remark) }
    // As a hook named it: with the index where that had to be said.
    LookupRecord.noteOpening(call.address(location.collection, location.path), call)
    let all = Lines.shown(of: text.text)
    let first = try call.typed.countOrUsual(.from) ?? name.from ?? 1
    let count = try call.typed.countOrUsual(.lines) ?? name.count
    let lines = Array(all.dropFirst(first - 1).prefix(count ?? .max))
    if lines.isEmpty, first > 1 { call.say("it has only \(Wording.count(all.count, "line"))") }
    let config = try call.config()
    let paths = PathNames(call, config)
    let path = call.typed.has(.fullPath) ? paths.name(location.collection, location.path) : nil
    let context = config.context(collection: location.collection, path: location.path)
    if call.typed.has(.json) {
      printJSON(text, path, context, lines, first, all.count)
    } else {
      let isNumbered = !call.typed.has(.noLineNumbers)
      call.output.line(path ?? "\(call.address(location.collection, location.path))  \(text.docid)")
      if let context { call.output.line("Folder Context: \(context)") }
      call.output.line("---")
      call.output.line()
      if !lines.isEmpty {
        call.output.line(
          isNumbered ? LineNumbers.added(to: lines, from: first) : lines.joined(separator: "\n")
        )
      }
    }
    return 0
  }

  private func printJSON(
    _ text: Library.Text,
    _ path: String?,
    _ context: String?,
    _ lines: [String],
    _ first: Int,
    _ total: Int
  ) {
    var members: [JSON.Member] = [
      .init("file", .string(path ?? call.address(text.location.collection, text.location.path)))
    ]
    if path == nil { members.append(.init("docid", .string(text.docid))) }
    members.append(.init("title", .string(text.title)))
    if let context { members.append(.init("context", .string(context))) }
    members.append(.init("line", .integer(first)))
    members.append(.init("lines", .integer(total)))
    let isWhole = lines.count == total
    let body =
      call.typed.has(.lineNumbers)
      ? LineNumbers.added(to: lines, from: first) : isWhole ? text.text : lines.joined(separator: "\n")
    members.append(.init("body", .string(body)))
    call.output.write(.object(members))
  }
}
