import Plumbing

/// What was unusual about a file's bytes; `status --problems` tells.
public struct TextOddities: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let byteOrderMark = TextOddities(rawValue: 1 << 0)
  public static let carriageReturns = TextOddities(rawValue: 1 << 1)
  /// Bytes that are no UTF-8 (or halves of UTF-16 pairs) became U+FFFD.
  public static let invalidUTF8 = TextOddities(rawValue: 1 << 2)
  public static let utf16 = TextOddities(rawValue: 1 << 3)
  /// Zero-width, direction or tag characters, with which a text can say one thing and show another.
  public static let invisibleCharacters = TextOddities(rawValue: 1 << 4)
  public static let nulBytes = TextOddities(rawValue: 1 << 5)
  /// Only the beginning of a long file was read.
  public static let truncated = TextOddities(rawValue: 1 << 6)

  /// One clause for each, for people.
  public var sentences: [String] {
    let clauses: [(TextOddities, String)] = [
      (.byteOrderMark, "begins with a byte order mark"),
      (.carriageReturns, "has CRLF line ends"),
      (.invalidUTF8, "is not valid UTF-8; unreadable bytes show as \u{FFFD}"),
      (.utf16, "is UTF-16"),
      (.invisibleCharacters, "has invisible characters"),
      (.nulBytes, "has NUL bytes"),
      (.truncated, "is too long; only its beginning is indexed"),
    ]
    return clauses.filter { contains($0.0) }.map(\.1)
  }
}

/// Bytes of a file as text for the index: valid UTF-8 with the same lines, and nothing invisible in it.
public enum TextDecoding {
  /// The text of `bytes`, and what was odd about them.
  ///
  /// An ordinary text is handed back as it came, without a copy.
  ///
  /// - Throws: `ReadProblem.binary` where the first 8 kB are no text.
  public static func decode(_ bytes: [UInt8]) throws(ReadProblem) -> (utf8: [UInt8], notes: TextOddities) {
    if let order = ByteOrder(of: bytes) { return decodeUTF16(bytes, order) }
    let survey = ByteSurvey(bytes)
    if survey.hasControls, looksBinary(bytes.prefix(8192)) { throw .binary }
    var notes: TextOddities = []
    if survey.hasCarriageReturns { notes.insert(.carriageReturns) }
    if survey.isASCII, !survey.hasControls { return (bytes, notes) }

    var text = bytes
    if !survey.isASCII, (try? UTF8Span(validating: bytes.span)) == nil {
      notes.insert(.invalidUTF8)
      text = Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
    if text.starts(with: byteOrderMark) {
      notes.insert(.byteOrderMark)
      text.removeFirst(byteOrderMark.count)
    }
    if survey.hasControls || survey.largest >= 0xC2 { clean(&text, &notes) }
    return (text, notes)
  }

  /// How much of `bytes` to read: at most `limit`, cut after a line or at least between characters.
  static func cut(_ bytes: [UInt8], to limit: Int) -> Int {
    guard bytes.count > limit else { return bytes.count }
    if let order = ByteOrder(of: bytes) {
      let even = limit & ~1
      // A pair of surrogates stays together.
      return even >= 4 && order.unit(bytes, at: even - 2) & 0xFC00 == 0xD800 ? even - 2 : even
    }
    let nearby = max(0, limit - 64 * 1024)
    if let newline = bytes[nearby..<limit].lastIndex(of: UInt8(ascii: "\n")) { return newline + 1 }
    var end = limit
    while end > max(0, limit - 4), bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether NULs and control characters (terminal colours and white space are none) are over one in twenty.
  ///
  /// Fewer than 16 of them never make a text binary.
  private static func looksBinary(_ head: ArraySlice<UInt8>) -> Bool {
    var controls = 0
    for byte in head where byte < 0x20 && !(0x09...0x0D).contains(byte) && byte != 0x1B { controls += 1 }
    return controls >= 16 && controls * 20 > head.count
  }

  // MARK: Invisible characters

  /// NULs become spaces, invisible characters go.
  private static func clean(_ text: inout [UInt8], _ notes: inout TextOddities) {
    var kept: [UInt8] = []
    var from = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte > 0, byte < 0xC2 {
        index += 1
        continue
      }
      if byte == 0 {
        text[index] = 0x20
        notes.insert(.nulBytes)
      } else if let length = invisible(text, at: index) {
        notes.insert(.invisibleCharacters)
        kept.append(contentsOf: text[from..<index])
        index += length
        from = index
        continue
      }
      index += 1
    }
    guard from > 0 else { return }
    kept.append(contentsOf: text[from...])
    text = kept
  }

  /// The length in bytes of the invisible character at `index`; nil when there is none.
  ///
  /// Joiners after a character beyond ASCII are spelling (emoji, Persian, the scripts of India) and stay.
  private static func invisible(_ text: [UInt8], at index: Int) -> Int? {
    switch text[index] {
    case 0xC2: return index + 1 < text.count && text[index + 1] == 0xAD ? 2 : nil
    case 0xD8: return index + 1 < text.count && text[index + 1] == 0x9C ? 2 : nil
    case 0xE2, 0xEF, 0xE1:
      guard index + 2 < text.count else { return nil }
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xE2, 0x80, 0x8C...0x8D): return index == 0 || text[index - 1] < 0x80 ? 3 : nil
      case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA0...0xA9): return 3
      case (0xEF, 0xBB, 0xBF), (0xE1, 0xA0, 0x8E): return 3
      default: return nil
      }
    case 0xF3:
      guard index + 3 < text.count, text[index + 1] == 0xA0 else { return nil }
      return text[index + 2] == 0x80 || text[index + 2] == 0x81 ? 4 : nil
    default: return nil
    }
  }

  // MARK: UTF-16

  private enum ByteOrder {
    case little, big

    /// As the mark at the beginning says; nil without one.
    init?(of bytes: [UInt8]) {
      guard bytes.count >= 2 else { return nil }
      switch (bytes[0], bytes[1]) {
      case (0xFF, 0xFE): self = .little
      case (0xFE, 0xFF): self = .big
      default: return nil
      }
    }

    func unit(_ bytes: [UInt8], at index: Int) -> UInt16 {
      let (low, high) = self == .little ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
      return UInt16(high) << 8 | UInt16(low)
    }
  }

  private static func decodeUTF16(
    _ bytes: [UInt8],
    _ order: ByteOrder
  ) -> (utf8: [UInt8], notes: TextOddities) {
    let units = stride(from: 2, to: bytes.count - 1, by: 2).lazy.map { order.unit(bytes, at: $0) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 2)
    var notes: TextOddities = [.utf16, .byteOrderMark]
    let isBroken = transcode(
      units.makeIterator(),
      from: UTF16.self,
      to: UTF8.self,
      stoppingOnError: false,
      into: { text.append($0) }
    )
    if isBroken || bytes.count % 2 != 0 { notes.insert(.invalidUTF8) }
    if text.contains(0x0D) { notes.insert(.carriageReturns) }
    clean(&text, &notes)
    return (text, notes)
  }
}
