/// How two texts differ, as people know it from `diff -u`: the lines between what they begin and end with in common.
enum TextDifference {
  private static let around = 3

  static func lines(_ before: [UInt8], _ after: [UInt8]) -> [String] {
    let (old, new) = (split(before), split(after))
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
      end += 1
    }
    let first = max(0, start - around)
    let tail = old[(old.count - end)...].prefix(around)
    return old[first..<start].map { "  \($0)" } + old[start..<(old.count - end)].map { "- \($0)" }
      + new[start..<(new.count - end)].map { "+ \($0)" } + tail.map { "  \($0)" }
  }

  private static func split(_ bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
