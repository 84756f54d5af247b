/// The pattern of one name between slashes.
struct GlobName: Sendable {
  private enum Piece: Sendable {
    case byte(UInt8)
    case anyCharacter
    case anyRun
    case set([ClosedRange<UInt32>], inverted: Bool)
  }

  private let pieces: [Piece]
  private let reachesDotFiles: Bool

  init(_ pattern: ArraySlice<UInt8>, dotFiles: Bool) {
    var pieces: [Piece] = []
    var index = pattern.startIndex
    while index < pattern.endIndex {
      let byte = pattern[index]
      switch byte {
      case UInt8(ascii: "*"):
        if case .anyRun? = pieces.last { break }
        pieces.append(.anyRun)
      case UInt8(ascii: "?"): pieces.append(.anyCharacter)
      case UInt8(ascii: "["):
        if let end = Self.endOfSet(pattern, at: index) {
          pieces.append(Self.set(Array(pattern[(index + 1)..<end])))
          index = end
        } else {
          pieces.append(.byte(byte))
        }
      case UInt8(ascii: "\\") where index + 1 < pattern.endIndex:
        index += 1
        pieces.append(.byte(pattern[index]))
      default: pieces.append(.byte(byte))
      }
      index += 1
    }
    self.pieces = pieces
    if case .byte(UInt8(ascii: "."))? = pieces.first {
      reachesDotFiles = true
    } else {
      reachesDotFiles = dotFiles
    }
  }

  /// The name itself when nothing in it is a pattern.
  var literal: [UInt8]? { Self.bytes(pieces[...]) }

  /// For `*.md`: what comes behind the star, when it is the only pattern.
  var suffix: [UInt8]? {
    guard case .anyRun? = pieces.first else { return nil }
    return Self.bytes(pieces.dropFirst())
  }

  /// When a piece does not fit, only the last star is made longer: an earlier one could not help.
  func matches(_ path: Span<UInt8>, _ name: Range<Int>) -> Bool {
    if !reachesDotFiles, path[name.lowerBound] == UInt8(ascii: ".") { return false }
    var piece = 0, place = name.lowerBound
    var star: (piece: Int, place: Int)?
    while place < name.upperBound {
      if piece < pieces.count, case .anyRun = pieces[piece] {
        star = (piece, place)
        piece += 1
      } else if piece < pieces.count, let width = width(of: pieces[piece], path, at: place, name.upperBound) {
        place += width
        piece += 1
      } else if let last = star {
        place = last.place + path.character(at: last.place, until: name.upperBound).width
        piece = last.piece + 1
        star = (last.piece, place)
      } else {
        return false
      }
    }
    while piece < pieces.count, case .anyRun = pieces[piece] { piece += 1 }
    return piece == pieces.count
  }

  /// How many bytes the piece takes at this place, nil when it does not fit.
  private func width(of piece: Piece, _ path: Span<UInt8>, at place: Int, _ end: Int) -> Int? {
    switch piece {
    case .byte(let byte): return path[place] == byte ? 1 : nil
    case .anyCharacter: return path.character(at: place, until: end).width
    case .set(let ranges, let inverted):
      let character = path.character(at: place, until: end)
      return ranges.contains { $0.contains(character.value) } != inverted ? character.width : nil
    case .anyRun: return nil
    }
  }

  private static func bytes(_ pieces: ArraySlice<Piece>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for piece in pieces {
      guard case .byte(let byte) = piece else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  // MARK: Sets

  /// Where the set that begins here is closed: `[]a]` and `[!]a]` hold a bracket; nil when it is not.
  static func endOfSet(_ pattern: ArraySlice<UInt8>, at open: Int) -> Int? {
    var index = open + 1
    if index < pattern.endIndex, isInversion(pattern[index]) { index += 1 }
    if index < pattern.endIndex, pattern[index] == UInt8(ascii: "]") { index += 1 }
    while index < pattern.endIndex, pattern[index] != UInt8(ascii: "/") {
      if pattern[index] == UInt8(ascii: "]") { return index }
      index += pattern[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  private static func isInversion(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "!") || byte == UInt8(ascii: "^")
  }

  private static func set(_ inside: [UInt8]) -> Piece {
    let inverted = inside.first.map(isInversion) ?? false
    let bytes = inside.span
    var index = inverted ? 1 : 0
    var ranges: [ClosedRange<UInt32>] = []
    func next() -> UInt32 {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
      let character = bytes.character(at: index, until: bytes.count)
      index += character.width
      return character.value
    }
    while index < bytes.count {
      let first = next()
      guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "-") else {
        ranges.append(first...first)
        continue
      }
      index += 1
      let last = next()
      if first <= last { ranges.append(first...last) }
    }
    return .set(ranges, inverted: inverted)
  }
}

extension Span<UInt8> {
  /// The UTF-8 character that begins here; a byte that begins none counts as one of its own, beyond Unicode.
  fileprivate func character(at index: Int, until end: Int) -> (value: UInt32, width: Int) {
    let first = self[index]
    let width =
      switch first {
      case 0..<0x80: 1
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    if width == 1 { return (UInt32(first), 1) }
    let stray: (UInt32, Int) = (0x11_0000 + UInt32(first), 1)
    guard width > 0, index + width <= end else { return stray }
    var value = UInt32(first) & (0x7F >> UInt32(width))
    for next in (index + 1)..<(index + width) {
      guard self[next] & 0xC0 == 0x80 else { return stray }
      value = value << 6 | UInt32(self[next] & 0x3F)
    }
    return (value, width)
  }
}
