public import Memory

/// How much of their text two skills share.
///
/// A text is the set of its runs of five words, whatever their case and punctuation; the likeness of two is what both
/// hold over what either holds (Broder's resemblance, "On the resemblance and containment of documents", 1997).
public struct Similarity: Sendable {
  /// From here on two texts are one skill written twice.
  ///
  /// Of all pairs in 149 skills of many hands and in 978 of one house, those written apart from each other are below 0.27,
  /// and the edited copies above 0.94; 0.6 lies between.
  public static let nearDuplicate = 0.6

  private static let wordsPerRun = 5

  /// Hashes of the runs, each once, ascending.
  let runs: [UInt64]

  /// Of a skill: its description and its body, so that a new name or other keywords do not hide a copy.
  public init(_ document: Document) {
    var words = Self.words(of: (document.description ?? "").utf8)
    words += Self.words(of: document.body)
    self.init(words: words)
  }

  public init(_ text: String) { self.init(words: Self.words(of: text.utf8)) }

  private init(words: [UInt64]) {
    // A text shorter than a run is one run.
    let count = max(1, words.count - Self.wordsPerRun + 1)
    var runs: [UInt64] = []
    runs.reserveCapacity(count)
    for start in 0..<(words.isEmpty ? 0 : count) {
      var hash: UInt64 = 0
      for word in words[start..<min(words.count, start + Self.wordsPerRun)] {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
      }
      runs.append(hash)
    }
    runs.sort()
    var kept = 0
    for index in runs.indices where index == 0 || runs[index] != runs[kept - 1] {
      runs[kept] = runs[index]
      kept += 1
    }
    runs.removeLast(runs.count - kept)
    self.runs = runs
  }

  /// FNV-1a of each run of letters and digits; bytes beyond ASCII count as letters.
  private static func words(of text: some Sequence<UInt8>) -> [UInt64] {
    let start: UInt64 = 0xCBF2_9CE4_8422_2325
    var words: [UInt64] = []
    var hash = start
    var isInside = false
    for byte in text {
      let small = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      guard (0x61...0x7A).contains(small) || (0x30...0x39).contains(small) || small >= 0x80 else {
        if isInside { words.append(hash) }
        hash = start
        isInside = false
        continue
      }
      hash = (hash ^ UInt64(small)) &* 0x100_0000_01B3
      isInside = true
    }
    if isInside { words.append(hash) }
    return words
  }

  /// From 0, nothing in common, to 1, the same words.
  public static func between(_ one: Similarity, _ other: Similarity) -> Double {
    guard !one.runs.isEmpty, !other.runs.isEmpty else { return 0 }
    var (first, second, shared) = (0, 0, 0)
    while first < one.runs.count, second < other.runs.count {
      if one.runs[first] == other.runs[second] {
        shared += 1
        first += 1
        second += 1
      } else if one.runs[first] < other.runs[second] {
        first += 1
      } else {
        second += 1
      }
    }
    return Double(shared) / Double(one.runs.count + other.runs.count - shared)
  }

  // MARK: All pairs

  public struct Pair: Equatable, Sendable {
    /// Places in the list that was given, the smaller one first.
    public let one: Int, other: Int
    public let likeness: Double
  }

  /// Every pair that is as like as `threshold` at least; none is missed, and few others are compared.
  ///
  /// Two sets as like as `t` share a run among the rarest (1 − t) of each, so only those are looked up (prefix filtering:
  /// Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins", 2006). Texts of the same runs are compared
  /// once.
  public static func pairs(_ texts: [Similarity], atLeast threshold: Double = nearDuplicate) -> [Pair] {
    let groups = Dictionary(grouping: texts.indices.filter { !texts[$0].runs.isEmpty }) { texts[$0].runs }
      .values.sorted { $0[0] < $1[0] }
    var pairs: [Pair] = []
    for group in groups {
      for (place, one) in group.enumerated() {
        for other in group[(place + 1)...] { pairs.append(Pair(one: one, other: other, likeness: 1)) }
      }
    }
    for (first, second) in candidates(groups.map { texts[$0[0]].runs }, threshold) {
      let likeness = between(texts[groups[first][0]], texts[groups[second][0]])
      guard likeness >= threshold else { continue }
      for one in groups[first] {
        for other in groups[second] {
          pairs.append(Pair(one: min(one, other), other: max(one, other), likeness: likeness))
        }
      }
    }
    return pairs.sorted { ($0.one, $0.other) < ($1.one, $1.other) }
  }

  private static func candidates(_ sets: [[UInt64]], _ threshold: Double) -> [(Int, Int)] {
    var counts: [UInt64: Int32] = [:]
    counts.reserveCapacity(sets.reduce(0) { $0 + $1.count })
    for set in sets { for run in set { counts[run, default: 0] += 1 } }

    var holders: [UInt64: [Int]] = [:]
    var found: [(Int, Int)] = []
    for (index, set) in sets.enumerated() {
      let common = set.map { (count: counts[$0] ?? 0, run: $0) }.filter { $0.count > 1 }
      // Runs that no other text has come first in the order by rarity, and can be shared by none.
      let prefix =
        set.count - Int((threshold * Double(set.count)).rounded(.up)) + 1 - (set.count - common.count)
      guard prefix > 0 else { continue }
      var met: Set<Int> = []
      for (_, run) in common.sorted(by: { ($0.count, $0.run) < ($1.count, $1.run) }).prefix(prefix) {
        for other in holders[run] ?? [] where met.insert(other).inserted {
          let sizes = (Double(min(set.count, sets[other].count)), Double(max(set.count, sets[other].count)))
          if sizes.0 >= threshold * sizes.1 { found.append((other, index)) }
        }
        holders[run, default: []].append(index)
      }
    }
    return found
  }
}
