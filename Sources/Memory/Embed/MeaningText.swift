import Plumbing

/// A document cut for its meaning: the texts that are embedded, each with its place.
///
/// A pure function of the content, so that a renamed file keeps its vectors: a title that only the path gives is left
/// out. Each text begins with the title and the headings that it stands under, because a chunk alone often does not say
/// what it is about.
struct MeaningText {
  /// What one vector stands for.
  struct Passage: Equatable {
    let text: String
    /// In the document's text; empty for what the front matter says.
    let bytes: Range<Int>
    /// The line of its first byte, counted from 1.
    let line: Int

    /// The first half of its SHA-256, in hex: the same text is embedded once, wherever it stands.
    var digest: String { String(SHA256.hex(Array(text.utf8)).prefix(32)) }
  }

  let passages: [Passage]

  /// With title and headings about 200 tokens of English, of which models of this size read 256.
  private static let chunker: Chunker = {
    var chunker = Chunker()
    chunker.target = 800
    chunker.largest = 1000
    return chunker
  }()

  init(_ content: [UInt8]) {
    guard let document = try? Document.read(content, path: FilePath("")) else {
      passages = []
      return
    }
    var found: [Passage] = []
    if let summary = Self.summary(of: document) {
      found.append(Passage(text: summary, bytes: 0..<0, line: document.bodyStart.line))
    }
    for chunk in Self.chunker.chunks(of: document) {
      let body = Self.trimmed(document.text[chunk.bytes])
      guard !body.isEmpty else { continue }
      var heads = chunk.headings.filter { $0 != document.title }
      if !document.title.isEmpty { heads.insert(document.title, at: 0) }
      let head = heads.isEmpty ? "" : heads.joined(separator: " — ") + "\n"
      found.append(Passage(text: head + body, bytes: chunk.bytes, line: chunk.line))
    }
    passages = found
  }

  /// What a skill says of itself is what it is chosen by.
  private static func summary(of document: Document) -> String? {
    guard let description = document.description, !description.isEmpty else { return nil }
    let lines = [document.title, description, document.keywords.joined(separator: ", ")]
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let first = bytes.firstIndex { !TextCuts.isWhite($0) } ?? bytes.endIndex
    let last = bytes.lastIndex { !TextCuts.isWhite($0) } ?? bytes.startIndex
    return first <= last ? String(decoding: bytes[first...last], as: UTF8.self) : ""
  }
}
