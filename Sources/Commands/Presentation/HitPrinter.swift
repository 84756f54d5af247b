import Memory
import Plumbing

/// Prints hits in one of the formats, to the byte as programs expect them.
struct HitPrinter {
  private let style: HitStyle

  init(_ style: HitStyle) { self.style = style }

  func text(of hits: [Hit]) -> [UInt8] {
    switch style.format {
    case .json: JSON.array(hits.map { json(Row($0, style)) }).bytes() + [newLine]
    case .csv: Array(csv(hits).utf8)
    case .files: Array(hits.map { file(Row($0, style)) + "\n" }.joined().utf8)
    case .md: joined(hits.map { markdown(Row($0, style)) })
    case .xml: hits.isEmpty ? Array("<results></results>\n".utf8) : joined(hits.map { xml(Row($0, style)) })
    case .cli: Array(cli(hits).utf8)
    }
  }

  private let newLine = UInt8(ascii: "\n")

  private func joined(_ parts: [String]) -> [UInt8] {
    parts.isEmpty ? [] : Array((parts.joined(separator: "\n") + "\n").utf8)
  }

  /// A hit as programs see it.
  private struct Row {
    let hit: Hit
    /// Absent with `--full-path`, because a path names one file.
    let docid: String?
    let file: String
    let context: String?
    /// The lines around the match below a line that says which they are, or the whole text.
    let text: String
    let isBody: Bool

    init(_ hit: Hit, _ style: HitStyle) {
      self.hit = hit
      let path = style.fullPaths ? style.paths.name(hit.collection, hit.path) : nil
      docid = path == nil ? hit.docid : nil
      file = path ?? "qmd://\(hit.collection)/\(hit.path)\(style.addressSuffix)"
      context = style.config.context(collection: hit.collection, path: hit.path)
      isBody = hit.body != nil
      if let body = hit.body {
        text = style.numbersLines ? LineNumbers.added(to: body) : body
      } else {
        text = Snippet.text(
          of: hit.passage,
          limit: style.format == .json ? 300 : 500,
          isNumbered: style.numbersLines
        )
      }
    }
  }

  // MARK: For programs

  private func json(_ row: Row) -> JSON {
    var members: [JSON.Member] = []
    if let docid = row.docid { members.append(.init("docid", .string(docid))) }
    members.append(.init("score", .number(Self.shortest(row.hit.score))))
    members.append(.init("file", .string(row.file)))
    members.append(.init("line", .integer(row.hit.passage.line)))
    members.append(.init("title", .string(row.hit.title)))
    if let context = row.context { members.append(.init("context", .string(context))) }
    members.append(.init(row.isBody ? "body" : "snippet", .string(row.text)))
    if style.explains { members.append(.init("explain", ExplanationView.json(row.hit.explanation))) }
    return .object(members)
  }

  /// Two decimals, and no zeros at the end: 0.6, 0.64, 1.
  static func shortest(_ score: Double) -> String {
    var text = Wording.decimals(score, 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private func csv(_ hits: [Hit]) -> String {
    var text = "docid,score,file,title,context,line,snippet\n"
    for hit in hits {
      let row = Row(hit, style)
      let fields = [
        row.docid ?? "", Wording.decimals(hit.score, 4), row.file, hit.title, row.context ?? "",
        String(hit.passage.line), row.text,
      ]
      text += fields.map(Escaping.csv).joined(separator: ",") + "\n"
    }
    return text
  }

  private func file(_ row: Row) -> String {
    let fields = [row.docid, Wording.decimals(row.hit.score, 2), row.file, row.context.map(Escaping.quoted)]
    return fields.compactMap(\.self).joined(separator: ",")
  }

  // MARK: For texts

  private func markdown(_ row: Row) -> String {
    var text = "---\n# \(row.hit.title)\n**file:** `\(row.file)`\n"
    if let docid = row.docid { text += "**docid:** `\(docid)`\n" }
    if let context = row.context { text += "**context:** \(context)\n" }
    return text + "\n\(row.text)\n"
  }

  private func xml(_ row: Row) -> String {
    var attributes = row.docid.map { [("docid", $0)] } ?? []
    attributes += [("name", row.file), ("title", row.hit.title)]
    if let context = row.context { attributes.append(("context", context)) }
    let list = attributes.map { " \($0.0)=\"\(Escaping.xml($0.1))\"" }.joined()
    return "<file\(list)>\n\(row.text)\n</file>\n"
  }

  // MARK: For people

  private func cli(_ hits: [Hit]) -> String {
    guard !hits.isEmpty else {
      return style.hadMinimum && style.wasCutByScore
        ? "No results found above minimum score threshold.\n" : "No results found.\n"
    }
    return hits.map { cli(Row($0, style)) }.joined(separator: "\n\n")
  }

  private func cli(_ row: Row) -> String {
    let output = style.output
    let place = row.file + ":\(row.hit.passage.line)"
    var head = output.cyan(place)
    if let target = style.paths.place(row.hit.collection, row.hit.path) {
      head = output.link(head, to: EditorLink.uri(target, line: row.hit.passage.line, template: style.editor))
    }
    var lines = [head + (row.docid.map { " " + output.faint($0) } ?? "")]
    lines.append("Title: " + output.bold(row.hit.title))
    if let context = row.context { lines.append("Context: " + output.faint(context)) }
    let score = Wording.aligned(Wording.decimals(row.hit.score * 100, 0), 3)
    lines.append("Score: " + output.green(score + "%"))
    if !row.hit.alike.isEmpty {
      lines.append("Also in: " + output.faint(row.hit.alike.map(style.address).joined(separator: ", ")))
    }
    if style.explains { lines += ExplanationView.table(row.hit.explanation).map { output.faint($0) } }
    lines.append("")
    lines.append(row.text)
    return lines.joined(separator: "\n") + "\n"
  }
}
