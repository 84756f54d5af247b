import Plumbing

/// The pieces of words that a model knows, as a table that can lie in a mapped file: nothing is built at a start.
///
/// Three parts: slots of an open hash table (the number of a piece, or -1), where each piece begins in the text, and
/// the text of all pieces one after the other.
struct Vocabulary {
  let slots: Numbers<Int32>
  let starts: Numbers<UInt32>
  let text: Numbers<UInt8>

  /// Slots for a number of pieces: a power of two, at most half of them taken.
  static func slotCount(_ pieces: Int) -> Int {
    var count = 16
    while count < pieces * 2 { count *= 2 }
    return count
  }

  /// From the lines of `vocab.txt`, one piece a line.
  init(lines: [UInt8]) {
    var starts: [UInt32] = []
    var text: [UInt8] = []
    for line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      starts.append(UInt32(text.count))
      text += line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
    // What follows the last line break is no line.
    if lines.last == UInt8(ascii: "\n") || lines.isEmpty { starts.removeLast() }
    let pieces = starts.count
    starts.append(UInt32(text.count))
    var slots = [Int32](repeating: -1, count: Self.slotCount(pieces))
    for piece in 0..<pieces {
      var slot = Self.hash(text[Int(starts[piece])..<Int(starts[piece + 1])]) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(piece)
    }
    self.slots = Numbers(slots)
    self.starts = Numbers(starts)
    self.text = Numbers(text)
  }

  /// From the parts as they lie in a file; nil when they do not belong together.
  init?(slots: Numbers<Int32>, starts: Numbers<UInt32>, text: Numbers<UInt8>) {
    guard slots.count == Self.slotCount(starts.count - 1), Int(starts[starts.count - 1]) == text.count else {
      return nil
    }
    self.slots = slots
    self.starts = starts
    self.text = text
  }

  var count: Int { starts.count - 1 }

  /// The number of a piece; nil when it is none.
  func piece(_ bytes: ArraySlice<UInt8>) -> Int32? {
    var slot = Self.hash(bytes) & (slots.count - 1)
    // Half of the slots are free, so this ends; the count is for a table that somebody altered.
    for _ in 0..<slots.count {
      let piece = slots[slot]
      guard piece >= 0, piece < count else { return nil }
      if isEqual(Int(piece), bytes) { return piece }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func isEqual(_ piece: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
    let start = Int(starts[piece]), end = Int(starts[piece + 1])
    guard end - start == bytes.count, end <= text.count else { return false }
    for (offset, byte) in bytes.enumerated() where text[start + offset] != byte { return false }
    return true
  }

  /// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, its high bits folded in.
  private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7fff_ffff)
  }
}
