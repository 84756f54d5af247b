/// Which of some names a mistyped one may have meant.
enum NearestName {
  /// The one that needs the fewest changes, when those are few beside its length.
  static func of(_ typed: String, among names: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for name in names {
      // What was begun and not ended, `stat` for `status`, is nearer than any slip.
      let begins = typed.count >= 2 && name.hasPrefix(typed)
      let distance = begins ? 0 : distance(Array(typed.utf8), Array(name.utf8))
      if distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    guard let best, best.distance <= max(1, best.name.count / 3) else { return nil }
    return best.name
  }

  /// Insertions, removals, replacements and swaps of neighbours between two names: optimal string alignment.
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = [], last = Array(0...other.count)
    for (row, byte) in one.enumerated() {
      var next = [row + 1]
      next.reserveCapacity(other.count + 1)
      for (column, against) in other.enumerated() {
        var cost = min(last[column] + (byte == against ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, byte == other[column - 1], one[row - 1] == against {
          cost = min(cost, before[column - 1] + 1)
        }
        next.append(cost)
      }
      (before, last) = (last, next)
    }
    return last[other.count]
  }
}
