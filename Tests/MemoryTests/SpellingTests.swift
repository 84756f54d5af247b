import Plumbing
import Support
import Testing

@testable import Memory

@Suite(.temporaryHouse)
struct SpellingTests {
  @Test(
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("harvest", "harvest", 0), ("harvest", "harves", 1),
      ("harvest", "harvests", 1), ("harvest", "hervest", 1), ("harvest", "harvset", 1),
      ("harvest", "ahrvest", 1),
      ("harvest", "harvets", 1), ("ab", "ba", 1), ("abcd", "badc", 2), ("abc", "cba", 2), ("ca", "abc", 3),
      ("kitten", "sitting", 3), ("harvest", "cider", 6),
    ] as [(String, String, Int)]
  )
  func `slips are letters left out, added, changed or swapped`(one: String, other: String, slips: Int) {
    #expect(Spelling.slips(Array(one.utf8), Array(other.utf8), most: 10) == slips)
    #expect(Spelling.slips(Array(other.utf8), Array(one.utf8), most: 10) == slips)
  }

  @Test(arguments: 0..<3)
  func `a limit is never a wrong answer, only an early one`(most: Int) {
    var random = SplitMix64(11)
    func word() -> [UInt8] {
      (0..<Int.random(in: 0..<9, using: &random)).map { _ in UInt8.random(in: 97...100, using: &random) }
    }
    for _ in 0..<3_000 {
      let one = word(), other = word()
      let exact = Spelling.slips(one, other, most: 100)
      let limited = Spelling.slips(one, other, most: most)
      #expect(exact <= most ? limited == exact : limited > most)
    }
  }

  struct Slip: CustomTestStringConvertible {
    let typed: String
    let meant: String?
    var testDescription: String { typed }
  }

  @Test(arguments: [
    Slip(typed: "harvset", meant: "harvest"), Slip(typed: "arvest", meant: "harvest"),
    Slip(typed: "harvezzt", meant: "harvest"), Slip(typed: "cidre", meant: "cider"),
    Slip(typed: "cidzzr", meant: nil), Slip(typed: "ciderxy", meant: nil), Slip(typed: "fog", meant: nil),
    Slip(typed: "plan", meant: "plans"), Slip(typed: "jrvoice", meant: nil),
    Slip(typed: "скидко", meant: "скидка"),
  ])
  func `the nearest word of the index is meant`(slip: Slip) throws {
    let library = Library.current
    try library.write([
      "a.md": "harvest cider fig planets скидка", "b.md": "plaid plans invoice", "c.md": "plans",
    ])
    try library.update()
    let database = try library.reader().database
    let tokenizer = try database.tokenizer(Schema.tokenizer)
    let stem = try #require(tokenizer.tokens(of: Array(slip.typed.utf8)).first?.term)
    let expected = slip.meant.flatMap { tokenizer.tokens(of: Array($0.utf8)).first?.term }
    #expect(try Spelling(database).nearest(to: stem) == expected)
  }

  @Test func `of words as near, the one in most notes is meant`() throws {
    let library = Library.current
    try library.write(["a.md": "boat", "b.md": "beat", "c.md": "beat"])
    try library.update()
    #expect(try Spelling(try library.reader().database).nearest(to: Array("bxat".utf8)) == Array("beat".utf8))
  }
}

struct RankingTests {
  @Test(arguments: [(1, 1), (10, 10), (100, 1), (100, 99), (1_000_000, 1), (0, 0), (3, 5)])
  func `rarity is never negative`(documents: Int, count: Int) {
    #expect(Ranking.rarity(documents: documents, having: count) > 0)
  }

  @Test func `rarity falls with every note that has the word and grows with the library`() {
    let rarities = (0...100).map { Ranking.rarity(documents: 100, having: $0) }
    #expect(rarities == rarities.sorted(by: >))
    #expect(Set(rarities).count == rarities.count)
    #expect(Ranking.rarity(documents: 1_000, having: 5) > Ranking.rarity(documents: 100, having: 5))
    // ln(1 + (100 − 1 + ½) / 1½)
    #expect(abs(Ranking.rarity(documents: 100, having: 1) - 4.2096551) < 1e-6)
  }

  @Test func `the score stays within its scale, and grows with each sign`() {
    func score(_ strength: Double, _ information: Double, _ nearness: Double) -> Double {
      Confidence.score(
        of: RankedResults.Result(
          id: 1,
          isFromOverlay: false,
          row: 0,
          points: 1,
          coverage: 1,
          proximity: 0,
          strength: strength,
          information: information,
          nearness: nearness
        )
      )
    }
    #expect(score(0, 0, 0) > 0)
    #expect(score(1, 64, 1) <= 1)
    #expect(score(0.6, 1, 0.5) > score(0.5, 1, 0.5))
    #expect(score(0.5, 2, 0.5) > score(0.5, 1, 0.5))
    #expect(score(0.5, 1, 1) > score(0.5, 1, 0.5))
  }
}
