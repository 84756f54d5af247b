import Plumbing

/// Prints whole documents in one of the formats, as `multi-get` does.
enum DocumentPrinter {
  struct Document {
    let file: String
    let docid: String?
    let title: String
    let context: String?
    let content: Content
  }

  enum Content {
    case body(String)
    /// Too large, in a sentence.
    case skipped(String)
  }

  static func text(of documents: [Document], _ format: Format) -> [UInt8] {
    switch format {
    case .json: JSON.array(documents.map(json)).bytes() + [UInt8(ascii: "\n")]
    case .csv: Array((["docid,file,title,context,skipped,body"] + documents.map(csv)).lines.utf8)
    case .files: Array(documents.map(file).lines.utf8)
    case .md: Array(documents.map(markdown).lines.utf8)
    case .xml:
      Array(
        (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<documents>"] + documents.map(xml) + ["</documents>"])
          .lines
          .utf8
      )
    case .cli: Array(documents.map(cli).lines.utf8)
    }
  }

  private static func json(_ document: Document) -> JSON {
    var members: [JSON.Member] = [.init("file", .string(document.file))]
    if let docid = document.docid { members.append(.init("docid", .string(docid))) }
    members.append(.init("title", .string(document.title)))
    if let context = document.context { members.append(.init("context", .string(context))) }
    switch document.content {
    case .body(let text): members.append(.init("body", .string(text)))
    case .skipped(let reason): members += [.init("skipped", true), .init("reason", .string(reason))]
    }
    return .object(members)
  }

  private static func csv(_ document: Document) -> String {
    var fields = [document.docid ?? "", document.file, document.title, document.context ?? ""]
    switch document.content {
    case .body(let text): fields += ["false", text]
    case .skipped(let reason): fields += ["true", reason]
    }
    return fields.map(Escaping.csv).joined(separator: ",")
  }

  private static func file(_ document: Document) -> String {
    var fields = [document.docid, document.file, document.context.map(Escaping.quoted)].compactMap(\.self)
    if case .skipped = document.content { fields.append("[SKIPPED]") }
    return fields.joined(separator: ",")
  }

  private static func markdown(_ document: Document) -> String {
    var text = "## \(document.file)\n\n"
    if let docid = document.docid { text += "**docid:** `\(docid)`\n\n" }
    text += "**Title:** \(document.title)\n\n"
    if let context = document.context { text += "**Context:** \(context)\n\n" }
    switch document.content {
    case .body(let body): return text + "```\n\(body)\n```\n"
    case .skipped(let reason): return text + "> \(reason)\n"
    }
  }

  private static func xml(_ document: Document) -> String {
    var lines = [document.docid.map { "  <document docid=\"\($0)\">" } ?? "  <document>"]
    func element(_ name: String, _ text: String) {
      lines.append("    <\(name)>\(Escaping.xml(text))</\(name)>")
    }
    element("file", document.file)
    element("title", document.title)
    if let context = document.context { element("context", context) }
    switch document.content {
    case .body(let body): element("body", body)
    case .skipped(let reason):
      element("skipped", "true")
      element("reason", reason)
    }
    return (lines + ["  </document>"]).joined(separator: "\n")
  }

  private static func cli(_ document: Document) -> String {
    let rule = String(repeating: "=", count: 60)
    let head = "\nFile: \(document.file)\(document.docid.map { "  " + $0 } ?? "")\n"
    var text = "\n" + rule + head + rule + "\n\n"
    if let context = document.context { text += "Folder Context: \(context)\n---\n\n" }
    switch document.content {
    case .body(let body): return text + body
    case .skipped(let reason): return text + "[SKIPPED: \(reason)]"
    }
  }
}

extension [String] {
  /// Each followed by a line end.
  fileprivate var lines: String { map { $0 + "\n" }.joined() }
}
