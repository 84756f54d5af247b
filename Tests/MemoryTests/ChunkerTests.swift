import Plumbing
import Testing

@testable import Memory

struct ChunkerTests {
  static func chunks(_ text: String) throws -> (Document, [Chunk]) {
    let document = try Document.read(Array(text.utf8), path: FilePath("x.md"))
    return (document, Chunker().chunks(of: document))
  }

  private static func sentences(_ count: Int) -> String {
    (0..<count).map { "Sentence number \($0) says something about the offer." }.joined(separator: " ")
  }

  @Test func `chunks stand under their headings`() throws {
    let (document, chunks) = try Self.chunks(
      """
      ---
      name: x
      ---
      # Discounts

      ## First offer
      \(Self.sentences(8))

      ## Second offer
      \(Self.sentences(8))
      """
    )
    #expect(chunks.map(\.headings) == [["Discounts", "First offer"], ["Discounts", "Second offer"]])
    #expect(chunks.map(\.line) == [4, 9])
    #expect(chunks.first?.bytes.lowerBound == document.bodyStart.offset)
  }

  @Test func `small steps under one heading stay together`() throws {
    let (_, chunks) = try Self.chunks("# T\n\nIntro.\n\n## A\nshort\n\n## B\nshort\n")
    #expect(chunks.map(\.headings) == [["T"]])
  }

  @Test func `a long paragraph is cut between sentences`() throws {
    let (document, chunks) = try Self.chunks(Self.sentences(100))
    #expect(chunks.count > 4)
    for chunk in chunks {
      #expect(String(decoding: document.text[chunk.bytes], as: UTF8.self).hasPrefix("Sentence"))
    }
  }

  @Test func `a code fence that fits is kept whole`() throws {
    let code = "```sh\n" + (0..<40).map { "run step \($0)\n\n" }.joined() + "```\n"
    let (document, chunks) = try Self.chunks(
      "# T\n\n\(Self.sentences(12))\n\n\(code)\n\(Self.sentences(12))\n"
    )
    let pieces = chunks.map { String(decoding: document.text[$0.bytes], as: UTF8.self) }
    #expect(pieces.contains { $0.contains(code) })
  }

  @Test func `a chunk of one long line says that line`() throws {
    let (_, chunks) = try Self.chunks("# T\n\n" + String(repeating: "a", count: 20_000) + "\nend\n")
    #expect(chunks.dropFirst().allSatisfy { $0.line == 3 })
  }

  @Test func `a blank body has no chunks`() throws {
    #expect(try Self.chunks("---\nname: x\n---\n\n \n").1.isEmpty)
  }

  @Test(arguments: 1...60)
  func `chunks tile the body`(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let parts = [
      "# H\n", "## Two\n", "### Three *x*\n", "\n", "\n\n", "word ", "Ünïcödé 日本語。", "A sentence. ",
      "```\ncode\n\ncode\n```\n",
      "```\nopen\n", "- item\n", "📝", String(repeating: "x", count: 700), String(repeating: "é", count: 2500),
      Self.sentences(15), "> quote\n", "Title\n===\n", "a\r\n",
    ]
    let text =
      "z"
      + (0..<Int.random(in: 1...80, using: &random)).map { _ in
        parts.randomElement(using: &random) ?? ""
      }.joined()
    let (document, chunks) = try Self.chunks(text)
    var end = document.bodyStart.offset
    for chunk in chunks {
      #expect(chunk.bytes.lowerBound == end)
      end = chunk.bytes.upperBound
      #expect(chunk.bytes.count <= 1800)
      #expect(chunks.count == 1 || chunk.bytes.count >= 200)
      #expect(String(validating: document.text[chunk.bytes], as: UTF8.self) != nil)
      let newlines = document.text[..<chunk.bytes.lowerBound].count { $0 == UInt8(ascii: "\n") }
      #expect(chunk.line == newlines + 1)
    }
    #expect(end == document.text.count)
  }
}

private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 32) ^ (state << 16)
  }
}
