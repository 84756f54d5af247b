// The standard library's own canonical decomposition, which Foundation uses too. It is no public API; the test of the
// token ids would tell if it changed.
@_spi(_Unicode) import Swift

/// Cuts a text into word pieces as BERT's uncased tokenizer does, so that the model meets what it was trained on.
///
/// https://github.com/google-research/bert/blob/master/tokenization.py
struct WordPiece {
  let vocabulary: Vocabulary
  private let start: Int32
  private let end: Int32
  private let unknown: Int32

  /// Nil when the vocabulary lacks [CLS], [SEP] or [UNK].
  init?(_ vocabulary: Vocabulary) {
    func piece(_ name: String) -> Int32? { vocabulary.piece(Array(name.utf8)[...]) }
    guard let start = piece("[CLS]"), let end = piece("[SEP]"), let unknown = piece("[UNK]") else {
      return nil
    }
    self.vocabulary = vocabulary
    self.start = start
    self.end = end
    self.unknown = unknown
  }

  /// The numbers of [CLS], the pieces of the text, and [SEP]; at most `limit` in all.
  ///
  /// What lies beyond is not looked at.
  func tokens(of text: String, limit: Int) -> [Int32] {
    var words = Words(tokens: [start], limit: limit - 1, piecesOf: pieces)
    for scalar in text.unicodeScalars {
      if words.tokens.count >= limit { break }
      words.add(scalar)
    }
    words.flush()
    return words.tokens.prefix(limit - 1) + [end]
  }

  /// The longest piece that the word begins with, then the longest that the rest begins with, marked ##.
  ///
  /// A word that does not come out is unknown as a whole.
  private func pieces(_ word: [UInt8], _ scalars: Int) -> [Int32] {
    // The reference gives up on words longer than 100 characters.
    guard scalars <= 100 else { return [unknown] }
    var found: [Int32] = []
    // Two bytes of room for the mark: it is written over what was taken before.
    var bytes = [UInt8(ascii: "#"), UInt8(ascii: "#")] + word
    var from = 2
    while from < bytes.count {
      let isInside = from > 2
      if isInside {
        bytes[from - 2] = UInt8(ascii: "#")
        bytes[from - 1] = UInt8(ascii: "#")
      }
      var to = bytes.count
      var piece: Int32?
      while to > from {
        // Only between characters.
        if to == bytes.count || bytes[to] & 0xC0 != 0x80 {
          piece = vocabulary.piece(bytes[(isInside ? from - 2 : from)..<to])
          if piece != nil { break }
        }
        to -= 1
      }
      guard let piece else { return [unknown] }
      found.append(piece)
      from = to
    }
    return found
  }
}

/// A text on its way to words: cleaned, lower-cased, without accents, cut at spaces and around each sign.
private struct Words {
  private(set) var tokens: [Int32]
  private let limit: Int
  private let piecesOf: ([UInt8], Int) -> [Int32]
  private var word: [UInt8] = []
  private var scalars = 0

  init(tokens: [Int32], limit: Int, piecesOf: @escaping ([UInt8], Int) -> [Int32]) {
    self.tokens = tokens
    self.limit = limit
    self.piecesOf = piecesOf
  }

  mutating func add(_ scalar: Unicode.Scalar) {
    guard !scalar.isASCII else { return addASCII(scalar) }
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .unassigned: return
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return flush()
    default: break
    }
    if scalar == "\u{FFFD}" { return }
    if Self.isIdeograph(scalar.value) { return alone(scalar) }
    // Decomposed and without its marks first, lower-cased then: the order of the reference.
    for part in String(scalar)._nfd where part.properties.generalCategory != .nonspacingMark {
      for lower in part.properties.lowercaseMapping.unicodeScalars { put(lower) }
    }
  }

  private mutating func addASCII(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20: flush()
    case ..<0x20, 0x7F: break
    case 0x41...0x5A: put(Unicode.Scalar(UInt8(scalar.value + 0x20)))
    default: put(scalar)
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    if Self.isPunctuation(scalar) { return alone(scalar) }
    scalars += 1
    // A longer word is unknown, whatever comes.
    if scalars <= 101 { word += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
  }

  private mutating func alone(_ scalar: Unicode.Scalar) {
    flush()
    word += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    scalars = 1
    flush()
  }

  mutating func flush() {
    if !word.isEmpty, tokens.count <= limit { tokens += piecesOf(word, scalars) }
    word.removeAll(keepingCapacity: true)
    scalars = 0
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case ..<128: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  /// The blocks that the reference calls Chinese: each character is a word.
  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
