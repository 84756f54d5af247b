/// Places where a text may be cut.
enum TextCuts {
  static func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The paragraphs of a section, each with the blank lines after it; a code fence, blanks and all, is one.
  static func blocks(of text: [UInt8], in section: Range<Int>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var (start, at) = (section.lowerBound, section.lowerBound)
    var fence: (mark: UInt8, length: Int)?
    var afterBlank = false
    while at < section.upperBound {
      var end = at
      while end < section.upperBound, text[end] != UInt8(ascii: "\n") { end += 1 }
      let next = min(end + 1, section.upperBound)
      let first = firstInk(text, at..<end)
      let ruled = first.flatMap { fenceMark(text, $0..<end) }
      if let opener = fence {
        if let ruled, ruled.mark == opener.mark, ruled.length >= opener.length, ruled.isBare {
          fence = nil
          afterBlank = true
          at = next
          continue
        }
      } else {
        if first != nil, afterBlank || ruled != nil, at > start {
          blocks.append(start..<at)
          start = at
        }
        if let ruled { fence = (ruled.mark, ruled.length) }
      }
      afterBlank = first == nil
      at = next
    }
    if start < section.upperBound { blocks.append(start..<section.upperBound) }
    return blocks
  }

  /// A block that is too large in parts of about `target` bytes.
  static func parts(of text: [UInt8], in block: Range<Int>, about target: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = block.lowerBound
    while block.upperBound - start > target + target / 3 {
      let end = cut(text, start..<block.upperBound, near: target)
      parts.append(start..<end)
      start = end
    }
    parts.append(start..<block.upperBound)
    return parts
  }

  /// The best place to cut `range`, at most `distance` bytes in and at least half of that: after a line, else a sentence,
  /// else a word, else a character.
  static func cut(_ text: [UInt8], _ range: Range<Int>, near distance: Int) -> Int {
    var latest = min(range.lowerBound + max(distance, 8), range.upperBound)
    // Back to the beginning of a character.
    while latest > range.lowerBound + 4, latest < text.count, text[latest] & 0xC0 == 0x80 { latest -= 1 }
    let earliest = range.lowerBound + distance / 2
    var (sentence, word) = (0, 0)
    var index = latest - 1
    while index >= earliest {
      let byte = text[index]
      if byte == UInt8(ascii: "\n") { return index + 1 }
      if isWhite(byte) {
        if word == 0 { word = index + 1 }
        if sentence == 0, index > range.lowerBound, endsSentence(text[index - 1]) { sentence = index + 1 }
      } else if sentence == 0, byte == 0x82, index >= range.lowerBound + 2, index + 1 <= latest,
        text[index - 1] == 0x80, text[index - 2] == 0xE3
      {
        // The full stop of Chinese and Japanese, which no space follows.
        sentence = index + 1
      }
      index -= 1
    }
    return sentence > 0 ? sentence : word > 0 ? word : latest
  }

  private static func endsSentence(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
  }

  private static func firstInk(_ text: [UInt8], _ line: Range<Int>) -> Int? {
    for index in line where !isWhite(text[index]) { return index }
    return nil
  }

  /// A run of three or more backticks or tildes; bare when nothing follows, as a closing fence must be.
  private static func fenceMark(
    _ text: [UInt8],
    _ line: Range<Int>
  ) -> (mark: UInt8, length: Int, isBare: Bool)? {
    let mark = text[line.lowerBound]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let run = text[line].prefix { $0 == mark }
    guard run.count >= 3 else { return nil }
    let rest = text[run.endIndex..<line.upperBound]
    if mark == UInt8(ascii: "`"), rest.contains(mark) { return nil }
    return (mark, run.count, rest.allSatisfy(isWhite))
  }
}
