import Plumbing

/// Scripts that put no space between words: Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan.
///
/// FTS5's tokenizer would take a whole sentence of them for one word, so the index and the query both see each character
/// as a word of its own, and a run of characters as a phrase.  Hangul has spaces and stays.
public enum UnspacedScripts {
  /// Whether the character belongs to such a script.
  public static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool { isUnspaced(scalar.value) }

  /// Valid `utf8` with a space on both sides of every such character; as it came when there is none.
  public static func spaced(_ utf8: [UInt8]) -> [UInt8] {
    // Every one of them takes three bytes or four.
    guard ByteSurvey(utf8).largest >= 0xE0, let first = firstUnspaced(in: utf8) else { return utf8 }
    var text = Array(utf8[..<first])
    text.reserveCapacity(utf8.count + utf8.count / 2)
    var owesSpace = false
    var index = first
    while index < utf8.count {
      let (value, length) = scalar(utf8, at: index)
      let end = min(index + length, utf8.count)
      if isUnspaced(value) {
        if let last = text.last, !isWhite(last) { text.append(0x20) }
        owesSpace = true
      } else {
        if owesSpace, !isWhite(utf8[index]) { text.append(0x20) }
        owesSpace = false
      }
      text.append(contentsOf: utf8[index..<end])
      index = end
    }
    return text
  }

  /// The blocks of the Unicode charts, release 16.
  private static func isUnspaced(_ value: UInt32) -> Bool {
    guard value >= 0x0E00 else { return false }
    return switch value {
    case 0x0E00...0x0FFF: true  // Thai, Lao, Tibetan
    case 0x1000...0x109F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F: true  // Myanmar
    case 0x1780...0x17FF, 0x19E0...0x19FF: true  // Khmer
    case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x303C: true  // radicals, 々 〆 〇
    case 0x3041...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF: true  // kana, bopomofo
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: true  // Han
    case 0xFF66...0xFF9F: true  // half-width kana
    case 0x1AFF0...0x1B16F, 0x20000...0x3FFFF: true  // kana and Han beyond the first plane
    default: false
    }
  }

  private static func firstUnspaced(in utf8: [UInt8]) -> Int? {
    var index = 0
    while index < utf8.count {
      if utf8[index] >= 0xE0, isUnspaced(scalar(utf8, at: index).value) { return index }
      index += 1
    }
    return nil
  }

  private static func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func scalar(_ utf8: [UInt8], at index: Int) -> (value: UInt32, length: Int) {
    let lead = utf8[index]
    let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 1, index + length <= utf8.count else { return (UInt32(lead), 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(utf8[index + offset] & 0x3F) }
    return (value, length)
  }
}
