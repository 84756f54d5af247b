import Plumbing

extension IndexReader {
  /// The words of a text as the index holds them: folded and stemmed, each once.
  public func stems(of text: String) throws -> Set<[UInt8]> {
    let tokenizer = try database.tokenizer(Schema.tokenizer)
    return Set(tokenizer.tokens(of: UnspacedScripts.spaced(Array(text.utf8))).map(\.term))
  }
}
