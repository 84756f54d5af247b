import Plumbing

@testable import Providers

extension Parser {
  private static let tokenizer: WordPiece = {
    let lines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nab\n##b\n##c\n.\n,\né\ne\n\u{4E00}\n##\u{301}\n"
    guard let made = WordPiece(Vocabulary(lines: Array(lines.utf8))) else {
      preconditionFailure("the vocabulary lacks its marks")
    }
    return made
  }()

  static let wordPiece = Parser("wordpiece") { input in
    // The first byte says how many pieces are wanted, the rest is text, and the same a vocabulary.
    let limit = 2 + Int(input.first ?? 0)
    let bytes = Array(input.dropFirst())
    let text = String(decoding: bytes, as: UTF8.self)
    let tokens = tokenizer.tokens(of: text, limit: limit)
    precondition(tokens.count <= limit && tokens.first == 2 && tokens.last == 3)
    precondition(tokens.allSatisfy { (0..<Int32(tokenizer.vocabulary.count)).contains($0) })
    let vocabulary = Vocabulary(lines: bytes)
    for line in bytes.split(separator: UInt8(ascii: "\n")) { _ = vocabulary.piece(line) }
    _ = WordPiece(vocabulary)?.tokens(of: text, limit: limit)
  }
}
