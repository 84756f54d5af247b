/// Characters of a text that show as nothing, or turn its direction: a text can say one thing and show another.
struct InvisibleText: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// Takes no room: zero-width spaces and joiners, soft hyphens.
    case zeroWidth
    /// Makes what follows run the other way.
    case direction
    /// A letter of the tag block, in which whole sentences can hide.
    case tag
  }

  let scalar: Unicode.Scalar
  let kind: Kind
  /// From 1.
  let line: Int

  /// `U+200B`.
  var codePoint: String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// All of them in a text, in order; a byte order mark at the beginning is none.
  ///
  /// Joiners after a character beyond ASCII are spelling (emoji, Persian, the scripts of India), and tags after a waving
  /// black flag are a region's flag: https://www.unicode.org/reports/tr51/#flag-emoji-tag-sequences
  static func all(in bytes: [UInt8]) -> [InvisibleText] {
    guard bytes.contains(where: { $0 >= 0xC2 }) else { return [] }
    var found: [InvisibleText] = []
    var line = 1
    var before: Unicode.Scalar?
    var isFlag = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { before = scalar }
      if scalar == "\n" { line += 1 }
      if scalar.isASCII {
        isFlag = false
        continue
      }
      guard let kind = kind(of: scalar) else {
        isFlag = scalar.value == 0x1F3F4
        continue
      }
      if kind == .tag, isFlag { continue }
      if scalar.value == 0x200C || scalar.value == 0x200D, let before, !before.isASCII { continue }
      if scalar.value == 0xFEFF, before == nil { continue }
      found.append(InvisibleText(scalar: scalar, kind: kind, line: line))
    }
    return found
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind? {
    switch scalar.value {
    case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: .direction
    case 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180E, 0x200B...0x200D, 0x2060...0x2065,
      0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0:
      .zeroWidth
    case 0xE0000...0xE007F, 0xE0100...0xE01EF: .tag
    default: nil
    }
  }
}
