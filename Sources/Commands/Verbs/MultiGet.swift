import Memory
import Plumbing

extension Verb {
  static let multiGet = Verb(
    "multi-get",
    .find,
    operands: "PATTERN|NAME,NAME,…",
    "Print several documents, by a pattern or a list.",
    flags: [.lines, .maxBytes, .noLineNumbers, .lineNumbers, .fullPath] + Flag.formats,
    examples: [
      Example("qmd multi-get 'sales/*.md' -l 20", "the first lines of each"),
      Example(
        "qmd multi-get 'price-list-2025.md, qmd://memories/sales/price-list-2026.md' --json",
        "these two"
      ),
    ]
  ) { call in
    let words = try call.words(atLeast: 1)
    return try MultiGetting(call, words.joined(separator: ",")).run()
  }
}

/// One run of `qmd multi-get`.
private struct MultiGetting {
  private let call: Invocation
  private let typed: String
  private let library: Library
  private let config: Config
  private let names: DocumentNames

  /// Larger files are left to `qmd get`, unless --max-bytes says otherwise.
  private static let usualMaximum = 65_536

  init(_ call: Invocation, _ typed: String) throws {
    let (names, indices) = DocumentName.withoutIndices(typed)
    if let other = indices.first(where: { $0 != indices[0] }) {
      throw Failure(
        "These are of two indexes, '\(indices[0])' and '\(other)' — ask for those of each by themselves"
      )
    }
    self.call = indices.first.map(call.asking) ?? call
    self.typed = names
    library = try self.call.library()
    config = try self.call.config()
    self.names = DocumentNames(names)
  }

  func run() throws -> Int32 {
    let isPattern = names.isPattern
    let (locations, remarks) = try names.locations(in: library)
    for remark in remarks { call.say(remark) }
    let largest = try call.typed.countOrUsual(.maxBytes) ?? Self.usualMaximum
    let lines = try call.typed.countOrUsual(.lines)
    let paths = PathNames(call, config)
    var documents: [DocumentPrinter.Document] = []
    for location in locations {
      guard let text = try readable(location) else { continue }
      if let remark = DocumentName.remark(on: text) { call.say(remark) }
      let path = call.typed.has(.fullPath) ? paths.name(location.collection, location.path) : nil
      let address = call.address(location.collection, location.path)
      let isSkipped = text.size > largest
      documents.append(
        DocumentPrinter.Document(
          file: path ?? (isPattern ? location.path.text : address),
          docid: path == nil ? text.docid : nil,
          title: isSkipped ? location.path.text : text.title,
          context: config.context(collection: location.collection, path: location.path),
          content: isSkipped
            ? .skipped(
              "File too large (\(Self.kilobytes(text.size))KB > \(Self.kilobytes(Int64(largest)))KB). Use 'qmd get"
                + " \(isPattern ? location.path.text : address)' to retrieve."
            )
            : .body(body(of: text.text, lines))
        )
      )
    }
    guard !documents.isEmpty else {
      throw Failure(
        isPattern
          ? "No files matched pattern: \(typed) — `qmd ls` lists what there is"
          : "Document not found: \(typed) — `qmd ls` lists what there is"
      )
    }
    call.output.write(DocumentPrinter.text(of: documents, Format(call.typed)))
    return call.status
  }

  private static func kilobytes(_ bytes: Int64) -> Int { Int((Double(bytes) / 1024).rounded()) }

  private func body(of text: String, _ count: Int?) -> String {
    var body = text
    let all = Lines.of(text)
    if let count, all.count > count {
      body = all.prefix(count).joined(separator: "\n") + "\n\n[... truncated \(all.count - count) more lines]"
    }
    return call.typed.has(.noLineNumbers) ? body : LineNumbers.added(to: body)
  }

  /// A file that cannot be read is reported, and the others go on.
  private func readable(_ location: Library.Location) throws -> Library.Text? {
    do {
      return try library.text(of: location)
    } catch let error as SystemError {
      call.complain("\(location.path) may not be read (\(error.reason.lowercased()))")
    } catch let error as ReadProblem {
      call.complain("\(location.path): \(error)")
    }
    return nil
  }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimmed: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else {
      return self[endIndex...]
    }
    return self[first...last]
  }
}
