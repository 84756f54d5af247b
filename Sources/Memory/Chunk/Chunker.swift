import Plumbing

/// A piece of a document that is found, and shown, on its own.
public struct Chunk: Equatable, Sendable {
  /// The headings that it stands under, outermost first.
  public let headings: [String]
  /// In the document's text.
  public let bytes: Range<Int>
  /// The line of its first byte, counted from 1.
  public let line: Int
}

/// Cuts a document's body into chunks along its headings.
///
/// Together the chunks are the body: no gap, no overlap.  A section too small to stand alone goes with the next; a section
/// too large is cut between paragraphs, else lines, else sentences, else words, and always between characters.
/// A code fence is cut only when it is larger than a chunk may be.
public struct Chunker: Sendable {
  /// What a chunk should be about: 200 tokens at 4.5 bytes of English each.
  public var target = 900
  /// What no chunk is beyond.
  public var largest = 1800
  /// What no chunk is below, unless it is all there is.
  public var smallest = 200

  public init() {}

  /// The chunks of the document's body in order; none when the body is blank.
  public func chunks(of document: Document) -> [Chunk] {
    let start = document.bodyStart
    return chunks(of: document.text, from: start.offset, line: start.line, headings: document.headings)
  }

  /// The chunks of `text` from byte `start` on, which is the beginning of line `line`.
  func chunks(of text: [UInt8], from start: Int, line: Int, headings: [Markdown.Heading]) -> [Chunk] {
    guard text[start...].contains(where: { !TextCuts.isWhite($0) }) else { return [] }
    var pieces: [Piece] = []
    for section in sections(text, start, headings) {
      for range in cut(text, section.bytes) {
        add(Piece(bytes: range, path: section.path, start: section.start), to: &pieces, text)
      }
    }
    mergeTail(&pieces, text)

    var (at, number) = (start, line)
    return pieces.map { piece in
      for index in at..<piece.bytes.lowerBound where text[index] == UInt8(ascii: "\n") { number += 1 }
      at = piece.bytes.lowerBound
      return Chunk(headings: piece.path, bytes: piece.bytes, line: number)
    }
  }

  // MARK: Sections

  private struct Section {
    var bytes: Range<Int>
    let path: [String]
    var start: Int { bytes.lowerBound }
  }

  private func sections(_ text: [UInt8], _ start: Int, _ headings: [Markdown.Heading]) -> [Section] {
    var sections: [Section] = []
    var open: [(level: Int, text: String)] = []
    var from = start
    for heading in headings {
      if heading.offset > from {
        sections.append(Section(bytes: from..<heading.offset, path: open.map(\.text)))
        from = heading.offset
      }
      while let last = open.last, last.level >= heading.level { open.removeLast() }
      open.append((heading.level, heading.text))
    }
    sections.append(Section(bytes: from..<text.count, path: open.map(\.text)))
    return sections
  }

  // MARK: Pieces

  private struct Piece {
    var bytes: Range<Int>
    var path: [String]
    /// Where its section starts, to tell whether two come from the same.
    let start: Int
  }

  /// One section in ranges of at most `largest` bytes.
  private func cut(_ text: [UInt8], _ section: Range<Int>) -> [Range<Int>] {
    guard section.count > target else { return [section] }
    var ranges: [Range<Int>] = []
    var open = section.lowerBound..<section.lowerBound
    for block in TextCuts.blocks(of: text, in: section) {
      for part in block.count > largest ? TextCuts.parts(of: text, in: block, about: target) : [block] {
        let together = open.count + part.count
        if together <= target || (open.count < smallest && together <= largest) {
          open = open.lowerBound..<part.upperBound
        } else {
          if !open.isEmpty { ranges.append(open) }
          open = part
        }
      }
    }
    if !open.isEmpty { ranges.append(open) }
    return ranges
  }

  /// Appends a piece, together with the one before when either is too small to stand alone.
  private func add(_ piece: Piece, to pieces: inout [Piece], _ text: [UInt8]) {
    guard !piece.bytes.isEmpty else { return }
    guard let last = pieces.last else { return pieces.append(piece) }
    let isTail = piece.bytes.count < smallest && piece.start == last.start
    guard isTail || last.bytes.count < smallest else { return pieces.append(piece) }
    pieces.removeLast()
    pieces += joined(last, piece, text)
  }

  private func mergeTail(_ pieces: inout [Piece], _ text: [UInt8]) {
    guard pieces.count > 1, let last = pieces.last, last.bytes.count < smallest else { return }
    pieces.removeLast(1)
    let before = pieces.removeLast()
    pieces += joined(before, last, text)
  }

  /// Two neighbours as one, or halved anew where one would be too large.
  private func joined(_ one: Piece, _ other: Piece, _ text: [UInt8]) -> [Piece] {
    let bytes = one.bytes.lowerBound..<other.bytes.upperBound
    if bytes.count <= largest {
      return [Piece(bytes: bytes, path: path(one, other, text), start: other.start)]
    }
    let middle = TextCuts.cut(text, bytes, near: bytes.count / 2)
    let path = middle <= one.bytes.upperBound ? one.path : self.path(one, other, text)
    return [
      Piece(bytes: bytes.lowerBound..<middle, path: path, start: one.start),
      Piece(bytes: middle..<bytes.upperBound, path: other.path, start: other.start),
    ]
  }

  /// A heading with nothing below it only leads to the next; otherwise what both stand under.
  private func path(_ one: Piece, _ other: Piece, _ text: [UInt8]) -> [String] {
    if one.path == other.path { return one.path }
    if other.path.starts(with: one.path) { return isOnlyHeading(one, text) ? other.path : one.path }
    return Array(zip(one.path, other.path).prefix { $0 == $1 }.map(\.0))
  }

  private func isOnlyHeading(_ piece: Piece, _ text: [UInt8]) -> Bool {
    let lines = text[piece.bytes].split(separator: UInt8(ascii: "\n"))
      .filter { !$0.allSatisfy(TextCuts.isWhite) }
    guard let last = lines.last else { return true }
    return lines.allSatisfy { $0.first == UInt8(ascii: "#") }
      || lines.count == 2 && last.allSatisfy { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "-") }
  }
}
