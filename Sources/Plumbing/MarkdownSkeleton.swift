import Glibc

/// A markdown text reduced to what decides its blocks.
///
/// Every line keeps its indentation and its markers (`>`, `-`, `1.`) byte for byte, then says in a word what follows: a
/// heading's `#`, a fence, a rule, markup, or an `x` for anything else.  A line that repeats the one before it is left out.
/// This is what cmark reads in place of the text: a fraction of the bytes, and without the brackets, stars and tags that
/// its inline parser could take quadratic time over.
struct MarkdownSkeleton {
  struct Line {
    /// Counted as the caller does.
    let number: Int
    /// Of the line's first byte in the text.
    let offset: Int
  }

  private(set) var bytes: [UInt8] = []
  /// Where each line of `bytes` stands in the text.
  private(set) var lines: [Line] = []
  /// Whether any line could be a heading or underline one.
  private(set) var mayHaveHeadings = false

  /// Blocks handed to cmark, each some 200 bytes of tree; what follows is taken to have no headings.
  private var budget = 300_000
  /// Openers of comments and the like that stay open on their line; each may cost cmark a look at the whole.
  private var openMarkup = 200
  private var insideMarkup = false
  /// The prefix of the line before, when that was blank or plain text.
  private var previous: (prefix: Range<Int>, isBlank: Bool)?

  /// The most markers that one line may open blocks with.
  private static let deepest = 64

  init(of text: [UInt8], from start: Int, line: Int) {
    bytes.reserveCapacity((text.count - start) / 4 + 16)
    var (offset, number) = (start, line)
    while offset < text.count, budget > 0 {
      var end = Self.lineEnd(text, offset)
      let next = end + 1
      if end > offset, text[end - 1] == 0x0D { end -= 1 }
      take(text, offset..<end, number)
      offset = next
      number += 1
    }
  }

  // MARK: One line

  private mutating func take(_ text: [UInt8], _ line: Range<Int>, _ number: Int) {
    var at = line.lowerBound
    var markers = 0
    while markers < Self.deepest {
      while at < line.upperBound, Self.isSpace(text[at]) || text[at] == UInt8(ascii: ">") {
        if text[at] == UInt8(ascii: ">") {
          markers += 1
          if markers >= Self.deepest { break }
        }
        at += 1
      }
      guard at < line.upperBound, let after = Self.marker(text, at..<line.upperBound) else { break }
      markers += 1
      at = after
    }
    let prefix = line.lowerBound..<at
    let isBlank = at == line.upperBound
    var word: ArraySlice<UInt8>?
    if !isBlank, markers < Self.deepest, insideMarkup || Self.mayBeSpecial(text[at]) {
      word = self.word(for: text, at..<line.upperBound)
    }

    if let word {
      previous = nil
      bytes.append(contentsOf: text[prefix])
      bytes.append(contentsOf: word)
    } else {
      let kept = isBlank && markers == 0 ? line.lowerBound..<line.lowerBound : prefix
      if let previous, previous.isBlank == isBlank, Self.same(text, previous.prefix, kept) { return }
      previous = (kept, isBlank)
      if !kept.isEmpty { bytes.append(contentsOf: text[kept]) }
      if !isBlank { bytes.append(UInt8(ascii: "x")) }
    }
    bytes.append(Self.newline)
    lines.append(Line(number: number, offset: line.lowerBound))
    budget -= 1 + markers
  }

  /// What stands for the rest of a line, after indentation and markers; nil for plain text.
  private mutating func word(for text: [UInt8], _ body: Range<Int>) -> ArraySlice<UInt8>? {
    let first = text[body.lowerBound]
    if insideMarkup, first != UInt8(ascii: "<"), text[body].contains(UInt8(ascii: ">")) {
      mayHaveHeadings = mayHaveHeadings || first == UInt8(ascii: "#")
      return Self.harmless(text[body], keeping: 0)
    }
    switch first {
    case UInt8(ascii: "#"):
      let run = Self.run(text, body)
      let after = body.lowerBound + run
      guard run <= 6, after == body.upperBound || Self.isSpace(text[after]) else { return nil }
      mayHaveHeadings = true
      return text[body.lowerBound..<after] + [0x20, UInt8(ascii: "x")]
    case UInt8(ascii: "="):
      guard Self.isBlank(text, (body.lowerBound + Self.run(text, body))..<body.upperBound) else {
        return nil
      }
      mayHaveHeadings = true
      return [first]
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_"):
      let run = Self.run(text, body)
      if first == UInt8(ascii: "-"), Self.isBlank(text, (body.lowerBound + run)..<body.upperBound) {
        mayHaveHeadings = true
        return text[body.lowerBound..<(body.lowerBound + min(run, 3))]
      }
      guard Self.isRule(text, body) else { return nil }
      return [first, 0x20, first, 0x20, first]
    case UInt8(ascii: "`"), UInt8(ascii: "~"):
      let run = Self.run(text, body)
      let after = body.lowerBound + run
      guard run >= 3 else { return nil }
      guard !Self.isBlank(text, after..<body.upperBound) else { return text[body.lowerBound..<after] }
      // The info string of a backtick fence holds no backtick, else it is a code span.
      if first == UInt8(ascii: "`"), text[after..<body.upperBound].contains(first) { return nil }
      return text[body.lowerBound..<after] + [UInt8(ascii: "x")]
    case UInt8(ascii: "<"):
      return markup(text, body)
    case UInt8(ascii: "["):
      return Self.isDefinition(text, body) ? Self.definition : nil
    default:
      return nil
    }
  }

  /// A line that begins with `<`: an HTML block's first or last line, perhaps.
  private mutating func markup(_ text: [UInt8], _ body: Range<Int>) -> ArraySlice<UInt8>? {
    let opener = text[body].prefix(9)
    let second = opener.dropFirst().first
    if second == UInt8(ascii: "!") || second == UInt8(ascii: "?") {
      let isData = opener.elementsEqual("<![CDATA[".utf8)
      let close: [UInt8] =
        if opener.starts(with: "<!--".utf8) {
          Array("-->".utf8)
        } else if isData {
          Array("]]>".utf8)
        } else {
          Array((second == UInt8(ascii: "?") ? "?>" : ">").utf8)
        }
      if !Self.contains(close, in: text, body) {
        guard openMarkup > 0 else { return nil }
        openMarkup -= 1
        insideMarkup = true
      }
      return Self.harmless(text[body], keeping: isData ? 9 : 1)
    }
    let name = opener.dropFirst().map { $0 | 0x20 }
    if ["script", "style", "pre"].contains(where: { name.starts(with: $0.utf8) }) { insideMarkup = true }
    return Self.harmless(text[body], keeping: 1)
  }

  // MARK: Bytes

  private static let newline = UInt8(ascii: "\n")
  private static let definition: ArraySlice<UInt8> = ArraySlice("[x]: x".utf8)

  /// Of the next LF, or of the end.
  private static func lineEnd(_ text: [UInt8], _ start: Int) -> Int {
    guard start < text.count else { return text.count }
    return unsafe text.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return start }
      // Fine because start < count.
      guard let found = unsafe memchr(base + start, CInt(newline), buffer.count - start) else {
        return buffer.count
      }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  /// Whether a line that begins so may be anything but plain text.
  private static func mayBeSpecial(_ byte: UInt8) -> Bool {
    byte < 0x80 && !(0x61...0x7A).contains(byte | 0x20) && !isDigit(byte)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isBlank(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    for index in range where !isSpace(text[index]) { return false }
    return true
  }

  /// How often the first byte repeats.
  private static func run(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var end = range.lowerBound
    while end < range.upperBound, text[end] == text[range.lowerBound] { end += 1 }
    return end - range.lowerBound
  }

  private static func same(_ text: [UInt8], _ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    for index in one where text[index] != text[index - one.lowerBound + other.lowerBound] { return false }
    return true
  }

  /// Where a list marker ends that begins here; nil for none, and for a rule such as `- - -` or an underline.
  private static func marker(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    switch text[at] {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
      at += 1
      guard at == range.upperBound || isSpace(text[at]) else { return nil }
      if text[range.lowerBound] == UInt8(ascii: "-"), isBlank(text, at..<range.upperBound) { return nil }
      return isRule(text, range) ? nil : at
    case let byte where isDigit(byte):
      while at < range.upperBound, isDigit(text[at]) { at += 1 }
      guard at - range.lowerBound <= 9, at < range.upperBound else { return nil }
      guard text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: ")") else { return nil }
      at += 1
      return at == range.upperBound || isSpace(text[at]) ? at : nil
    default:
      return nil
    }
  }

  /// Three or more of `-`, `*` or `_`, and white space.
  private static func isRule(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let mark = text[range.lowerBound]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "*") || mark == UInt8(ascii: "_") else {
      return false
    }
    var count = 0
    for index in range {
      if text[index] == mark {
        count += 1
      } else if !isSpace(text[index]) {
        return false
      }
    }
    return count >= 3
  }

  /// `[label]: target`, with a title at most: it leaves no paragraph that an underline could make a heading.
  private static func isDefinition(_ text: [UInt8], _ body: Range<Int>) -> Bool {
    guard let close = text[body].firstIndex(of: UInt8(ascii: "]")), close - body.lowerBound > 1 else {
      return false
    }
    guard close + 1 < body.upperBound, text[close + 1] == UInt8(ascii: ":") else { return false }
    let words = text[(close + 2)..<body.upperBound].split(maxSplits: 1, whereSeparator: isSpace)
    guard words.count == 2 else { return words.count == 1 }
    let title = words[1].reversed().drop(while: isSpace).reversed()
    guard title.count > 1 else { return title.isEmpty }
    let ends = [title.first, title.last]
    return [("\"", "\""), ("'", "'"), ("(", ")")].contains { open, close in
      ends == [open.utf8.first, close.utf8.first]
    }
  }

  private static func contains(_ needle: [UInt8], in text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let head = needle.first, range.count >= needle.count else { return false }
    for index in range.lowerBound...(range.upperBound - needle.count) where text[index] == head {
      if text[index..<(index + needle.count)].elementsEqual(needle) { return true }
    }
    return false
  }

  /// The bytes, with an `x` for each that begins an inline; `</script>` and its like stay: they end blocks.
  private static func harmless(_ body: ArraySlice<UInt8>, keeping head: Int) -> ArraySlice<UInt8> {
    var copy = body
    for index in body.indices.dropFirst(head) {
      switch body[index] {
      case UInt8(ascii: "<"):
        let name = body[(index + 1)...].prefix(2).map { $0 | 0x20 }
        if name == Array("/s".utf8) || name == Array("/p".utf8) { continue }
        copy[index] = UInt8(ascii: "x")
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "["), UInt8(ascii: "&"),
        UInt8(ascii: "\\"):
        copy[index] = UInt8(ascii: "x")
      default: continue
      }
    }
    return copy
  }
}

extension MarkdownSkeleton {
  /// The headings that cmark found in the skeleton, with what stands there in the text.
  func headings(_ tree: borrowing Markdown.Tree, in text: [UInt8]) -> [Markdown.Place] {
    tree.headings().compactMap { level, range, column in
      guard range.upperBound <= lines.count else { return nil }
      let first = lines[range.lowerBound - 1]
      let start = first.offset + column - 1
      guard start <= text.count else { return nil }
      if range.count == 1 {
        let source = Self.withoutHashes(Self.line(of: text, from: start))
        return Markdown.Place(
          level: level,
          line: first.number,
          offset: first.offset,
          source: Self.cut(source)
        )
      }
      // cmark counts the line that closes a heading as its last, if there is one.
      let isClosed = range.count > 2 && Self.isUnderline(text, lines[range.upperBound - 2].offset)
      let underline = lines[range.upperBound - (isClosed ? 2 : 1)].offset
      return Self.underlined(text, start..<max(start, underline), level: level, first: first)
    }
  }

  /// The lines above an underline as one; definitions that stand before them belong to no heading.
  private static func underlined(
    _ text: [UInt8],
    _ range: Range<Int>,
    level: Int,
    first: Line
  ) -> Markdown.Place {
    var at = range.lowerBound
    var place = first
    while true {
      let line = line(of: text, from: at)
      let next = line.endIndex + 1
      guard next < range.upperBound, line.first == UInt8(ascii: "["),
        isDefinition(text, line.startIndex..<line.endIndex)
      else { break }
      place = Line(number: place.number + 1, offset: next)
      at = next
    }
    var joined: [UInt8] = []
    while at < range.upperBound, joined.count < Markdown.longestHeading {
      let line = line(of: text, from: at)
      let isFirst = joined.isEmpty
      joined.append(contentsOf: line.drop { isSpace($0) || (!isFirst && $0 == UInt8(ascii: ">")) })
      joined.append(0x20)
      at = line.endIndex + 1
    }
    return Markdown.Place(level: level, line: place.number, offset: place.offset, source: cut(joined[...]))
  }

  private static func isUnderline(_ text: [UInt8], _ start: Int) -> Bool {
    let words = line(of: text, from: start).drop { isSpace($0) || $0 == UInt8(ascii: ">") }
    guard let mark = words.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return false }
    return words.allSatisfy { $0 == mark || isSpace($0) || $0 == 0x0D }
  }

  private static func line(of text: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    text[start..<lineEnd(text, start)]
  }

  /// `## First offer ##` without its marks.
  private static func withoutHashes(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isWhite = { (byte: UInt8) in isSpace(byte) || byte == 0x0D }
    let hash = UInt8(ascii: "#")
    var words = line.drop { $0 == hash }.drop(while: isWhite)
    while let last = words.last, isWhite(last) { words.removeLast() }
    var closed = words
    while closed.last == hash { closed.removeLast() }
    guard closed.last.map(isWhite) ?? true else { return words }
    while let last = closed.last, isWhite(last) { closed.removeLast() }
    return closed
  }

  /// At most `longestHeading` bytes, whole characters.
  private static func cut(_ words: ArraySlice<UInt8>) -> [UInt8] {
    guard words.count > Markdown.longestHeading else { return Array(words) }
    var end = words.startIndex + Markdown.longestHeading
    while end > words.startIndex, words[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(words[..<end])
  }
}
