/// Where keys and passwords stand in a text.
///
/// Twelve shapes: ten with a beginning of their own (`KeyShape`), signed tokens (JWT) and private keys in PEM; and what a
/// text itself calls a password, a secret or a token, where it looks like one.
enum Secrets {
  /// In order, none overlapping.
  static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var place = 0
    while place < bytes.count {
      // A word that only ends like the beginning of a key is none: `risk-management`.
      if isBoundary(bytes, place), let range = secret(bytes, at: place), !range.isEmpty {
        found.append(range)
        place = range.upperBound
      } else {
        place += 1
      }
    }
    return found
  }

  private static func isBoundary(_ bytes: [UInt8], _ place: Int) -> Bool {
    place == 0 || !KeyShape.Alphabet.word.contains(bytes[place - 1])
  }

  private static func secret(_ bytes: [UInt8], at place: Int) -> Range<Int>? {
    for shape in KeyShape.all { if let end = shape.end(bytes, from: place) { return place..<end } }
    switch bytes[place] {
    case UInt8(ascii: "e"): return token(bytes, at: place)
    case UInt8(ascii: "-"): return privateKey(bytes, at: place)
    default: return assigned(bytes, at: place)
    }
  }

  /// `eyJ….eyJ….…`: three parts in base64url, of which the first two are JSON.
  ///
  /// https://www.rfc-editor.org/rfc/rfc7519
  private static func token(_ bytes: [UInt8], at place: Int) -> Range<Int>? {
    guard bytes[place...].starts(with: "eyJ".utf8) else { return nil }
    var end = place
    for part in 0..<3 {
      if part > 0 {
        guard end < bytes.count, bytes[end] == UInt8(ascii: ".") else { return nil }
        end += 1
        if part == 1, !bytes[end...].starts(with: "eyJ".utf8) { return nil }
      }
      let start = end
      while end < bytes.count, KeyShape.Alphabet.dashed.contains(bytes[end]) { end += 1 }
      if end - start < 10 { return nil }
    }
    return place..<end
  }

  /// From `-----BEGIN … PRIVATE KEY-----` to the line that ends it, or to the end of a text that was cut off.
  private static func privateKey(_ bytes: [UInt8], at place: Int) -> Range<Int>? {
    let begin = Array("-----BEGIN ".utf8), label = Array("PRIVATE KEY".utf8), end = Array("-----END ".utf8)
    guard bytes[place...].starts(with: begin) else { return nil }
    let line = bytes[place...].prefix { $0 != 0x0A }
    guard line.firstRange(of: label) != nil else { return nil }
    guard let close = bytes[line.endIndex...].firstRange(of: end) else { return place..<bytes.count }
    return place..<(bytes[close.upperBound...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count)
  }

  private static let labels = [
    "password", "passwd", "secret", "token", "api_key", "api-key", "apikey", "access_key", "bearer",
  ].map { Array($0.utf8) }

  /// What follows `password:`, `SECRET_KEY=` or `Bearer`, if it looks as if it was drawn by lot.
  private static func assigned(_ bytes: [UInt8], at place: Int) -> Range<Int>? {
    let word = bytes[place...].prefix { KeyShape.Alphabet.dashed.contains($0) }
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let name = word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard labels.contains(where: { name.firstRange(of: $0) != nil }) else { return nil }
    var start = word.endIndex
    let between = bytes[start...].prefix { " \t\"':=".utf8.contains($0) }
    guard (1...6).contains(between.count) else { return nil }
    start = between.endIndex
    let value = bytes[start...].prefix { KeyShape.Alphabet.dashed.contains($0) || "+/=.~".utf8.contains($0) }
    return value.count >= 16 && KeyShape.isRandom(value, 16) ? start..<value.endIndex : nil
  }
}
