/// What one pass over a text tells: enough to know that an ordinary one needs no second.
public struct ByteSurvey: Equatable, Sendable {
  public private(set) var isASCII: Bool
  public private(set) var hasCarriageReturns: Bool
  /// Control characters that are not white space; NUL is one of them.
  public private(set) var hasControls: Bool
  /// The largest byte beyond ASCII: below 0xE0 there are no characters of three bytes.
  public private(set) var largest: UInt8

  /// Eight bytes at a time, one by one only where a byte is below a space or beyond ASCII.
  public init(_ bytes: [UInt8]) {
    (isASCII, hasCarriageReturns, hasControls, largest) = (true, false, false, 0)
    let whole = bytes.count & ~7
    unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < whole {
        // Fine because offset + 8 <= whole <= count.
        let word = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        // The high bit of each byte below 0x20 (perhaps of its neighbour, too), or of 0x80 and more.
        let unusual = ((word &- 0x2020_2020_2020_2020) & ~word | word) & 0x8080_8080_8080_8080
        if unusual != 0 {
          for index in offset..<(offset + 8) { look(at: unsafe buffer[index]) }
        }
        offset += 8
      }
    }
    for byte in bytes[whole...] { look(at: byte) }
    // Where nothing else was looked at, it was ASCII.
    isASCII = largest < 0x80
  }

  private mutating func look(at byte: UInt8) {
    if byte > largest { largest = byte }
    guard byte < 0x20 else { return }
    if byte == 0x0D { hasCarriageReturns = true }
    if byte < 0x09 || byte > 0x0D { hasControls = true }
  }
}
