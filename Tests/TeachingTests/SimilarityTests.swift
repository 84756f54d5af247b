import Memory
import Plumbing
import Support
import Teaching
import Testing

struct SimilarityTests {
  @Test(arguments: [
    ("one two three four five six", "One, two: three four FIVE six!", 1.0),
    ("one two three four five", "six seven eight nine ten", 0.0),
    // Runs abcde bcdef cdefg and abcde bcdef cdefx: two of four.
    ("a b c d e f g", "a b c d e f x", 0.5),
    ("short", "short", 1.0), ("", "", 0.0), ("", "one", 0.0),
  ])
  func `likeness is the share of runs of five words`(one: String, other: String, likeness: Double) {
    #expect(Similarity.between(Similarity(one), Similarity(other)) == likeness)
    #expect(Similarity.between(Similarity(other), Similarity(one)) == likeness)
  }

  @Test func `all near pairs are found, as comparing each with each finds them`() {
    var random = Seeded(state: 7)
    let words = (0..<400).map { "word\($0)" }
    var texts: [[String]] = (0..<20).map { _ in (0..<200).map { _ in words[Int(random.next() % 400)] } }
    // Copies, edited ever more.
    for step in 0..<20 {
      var copy = texts[Int(random.next() % 20)]
      for _ in 0..<step { copy[Int(random.next() % 200)] = "new\(random.next())" }
      texts.append(copy)
    }
    let all = texts.map { Similarity($0.joined(separator: " ")) }
    for threshold in [0.3, Similarity.nearDuplicate, 0.9, 1] {
      var expected: [[Int]] = []
      for one in all.indices {
        for other in (one + 1)..<all.count where Similarity.between(all[one], all[other]) >= threshold {
          expected.append([one, other])
        }
      }
      #expect(Similarity.pairs(all, atLeast: threshold).map { [$0.one, $0.other] } == expected)
      #expect(!expected.isEmpty)
    }
  }

  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
