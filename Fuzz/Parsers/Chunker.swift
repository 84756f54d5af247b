import Memory
import Plumbing

extension Parser {
  /// Decoding, Markdown and chunks: everything between a file's bytes and what is embedded of it.
  static let chunker = Parser("chunker") { input in
    guard let document = try? Document.read(input, path: FilePath("a/b.md")) else { return }
    let chunker = Chunker()
    let chunks = chunker.chunks(of: document)
    var at = document.bodyStart.offset
    for chunk in chunks {
      precondition(chunk.bytes.lowerBound == at, "together the chunks are the body")
      precondition(chunk.bytes.count <= chunker.largest, "a chunk is too large")
      precondition(
        String(validating: document.text[chunk.bytes], as: UTF8.self) != nil,
        "cut within a character"
      )
      at = chunk.bytes.upperBound
    }
    precondition(chunks.isEmpty || at == document.text.count, "the end is in no chunk")
  }
}
