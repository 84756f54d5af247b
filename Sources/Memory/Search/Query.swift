public import Plumbing

/// What was asked, in the index's own words.
///
/// Words are ranked, never required; `"a phrase"` is required as it stands, `-word` and `-"a phrase"` exclude, and
/// `word*` matches beginnings. Any text is a query: punctuation only separates, an open quote ends with the text.
public struct Query: Equatable, Sendable {
  /// Something to look for: one word, or several that stand side by side.
  public struct Term: Equatable, Sendable {
    /// As typed, in pieces that FTS5 reads as one token each.
    public let words: [String]
    /// Folded and stemmed, one for each word.
    public let stems: [[UInt8]]
    /// How much it counts beside the others.
    public var weight: Double
    public var matchesBeginnings: Bool

    public var text: String { words.joined(separator: " ") }
  }

  public let text: String
  /// What is ranked, in the order of the query.
  public internal(set) var terms: [Term] = []
  /// Indices of terms that a text must contain: quoted phrases.
  public private(set) var required: [Int] = []
  public private(set) var excluded: [Term] = []
  /// Words beyond `mostTerms` that were left out.
  public private(set) var dropped = 0

  /// A query of 5,000 words is a text, not a question; its first distinct words are enough.
  static let mostTerms = 64
  /// Pieces of `follow-up` count for themselves, but less than the whole.
  static let pieceWeight = 0.5
  /// What `find` or `want` counts beside a word of the matter.
  static let askingWeight = 0.25

  public var isEmpty: Bool { terms.isEmpty }

  public init(_ text: String, _ tokenizer: Tokenizer) {
    self.text = text
    var quiet: [Term] = []
    for part in Self.parts(of: text) {
      let terms = Self.terms(of: part, tokenizer)
      if part.isExcluded {
        excluded += terms.prefix(1)
      } else if part.isQuoted {
        guard let phrase = terms.first else { continue }
        required.append(self.terms.count)
        add(phrase)
      } else {
        for term in terms {
          if term.words.count == 1, StopWords.english.contains(term.words[0].lowercased()) {
            quiet.append(term)
          } else if term.words.count == 1, StopWords.asking.contains(term.words[0].lowercased()) {
            var term = term
            term.weight *= Self.askingWeight
            add(term)
          } else {
            add(term)
          }
        }
      }
    }
    if terms.isEmpty { for term in quiet { add(term) } }
  }

  private mutating func add(_ term: Term) {
    if let same = terms.firstIndex(where: { $0.stems == term.stems }) {
      terms[same].weight = max(terms[same].weight, term.weight)
      if required.last == terms.count { required[required.count - 1] = same }
      return
    }
    guard terms.count < Self.mostTerms else {
      dropped += 1
      if required.last == terms.count { required.removeLast() }
      return
    }
    terms.append(term)
  }

  // MARK: Reading the text

  private struct Part {
    var text: Substring
    var isQuoted = false
    var isExcluded = false
  }

  private static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace || first == "\0" {
        rest.removeFirst()
        continue
      }
      var part = Part(text: "")
      if first == "-" {
        let next = rest.dropFirst().first
        guard let next, !next.isWhitespace, next != "-" else {
          rest.removeFirst()
          continue
        }
        part.isExcluded = true
        rest.removeFirst()
      }
      if let quote = rest.first, "\"“”„".contains(quote) {
        let inside = rest.dropFirst()
        let end = inside.firstIndex { "\"“”".contains($0) } ?? inside.endIndex
        part.text = inside[..<end]
        part.isQuoted = true
        rest = end < inside.endIndex ? inside[inside.index(after: end)...] : ""
      } else {
        let end = rest.firstIndex { $0.isWhitespace || "\"“”„\0".contains($0) } ?? rest.endIndex
        part.text = rest[..<end]
        rest = rest[end...]
      }
      parts.append(part)
    }
    return parts
  }

  /// The terms of one part: a whole first, then its pieces.
  private static func terms(of part: Part, _ tokenizer: Tokenizer) -> [Term] {
    let bytes = UnspacedScripts.spaced(Array(part.text.utf8))
    let tokens = tokenizer.tokens(of: bytes)
    guard !tokens.isEmpty else { return [] }
    let words = tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    let beginnings = part.text.hasSuffix("*") && !part.isQuoted
    let whole = Term(words: words, stems: tokens.map(\.term), weight: 1, matchesBeginnings: beginnings)
    guard tokens.count > 1, !part.isQuoted, !part.isExcluded else { return [whole] }
    if words.allSatisfy(isUnspaced) {
      // A run without spaces is a sentence, not a phrase: each two neighbours are a term.
      return (1..<words.count).map { index in
        Term(
          words: Array(words[(index - 1)...index]),
          stems: tokens[(index - 1)...index].map(\.term),
          weight: 1,
          matchesBeginnings: false
        )
      }
    }
    let pieces = zip(words, tokens).filter { $0.0.utf8.count > 1 }.map { word, token in
      Term(words: [word], stems: [token.term], weight: pieceWeight, matchesBeginnings: false)
    }
    return [whole] + pieces
  }

  private static func isUnspaced(_ word: String) -> Bool {
    word.unicodeScalars.count == 1 && word.unicodeScalars.allSatisfy(UnspacedScripts.isUnspaced)
  }
}
