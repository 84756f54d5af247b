import Support
import Testing

@testable import Plumbing

struct MarkdownTests {
  @Test(arguments: [
    ("# One\ntext\n\n## Two ##\n", ["1 One 1 0", "2 Two 4 12"]),
    ("Title\nof two lines\n===\n\nSub\n---\n", ["1 Title of two lines 1 0", "2 Sub 5 24"]),
    ("```sh\n# comment\n```\n# Real\n", ["1 Real 4 20"]),
    ("~~~\n# a\n```\n# b\n~~~~\n# Real\n", ["1 Real 6 21"]),
    ("    # indented code\n", []),
    ("<!-- a\n# hidden\n-->\n# Shown\n", ["1 Shown 4 20"]),
    ("<script>\n# hidden\n</script>\n# Shown\n", ["1 Shown 4 28"]),
    ("<div>\n# hidden\n\n# Shown\n", ["1 Shown 4 16"]),
    ("> # Quoted\n\n1. # Listed\n   - ## Deeper\n", ["1 Quoted 1 0", "1 Listed 3 12", "2 Deeper 4 24"]),
    ("#hashtag\n####### seven\n", []),
    ("# *Bold* `co_de` [link](http://x) &amp; <b>tag</b>\n", ["1 Bold co_de link & tag 1 0"]),
    ("#   folded \t words   #   \r\n", ["1 folded words 1 0"]),
    ("text\n- - -\n***\n", []),
    ("[a]: http://x\n---\n", []),
    ("[a]: http://x\nReal\n---\n", ["2 Real 2 14"]),
    ("#\n", ["1  1 0"]),
    ("a\r\n===\r\n", ["1 a 1 0"]),
    ("- one\n  two\n  three\n  ---\n  more\n", ["2 one two three 1 0"]),
    ("> one\n> two\n> ==\n---\n", ["1 one two 1 0"]),
    ("", []),
  ])
  func `headings are what cmark calls so, with their lines`(text: String, expected: [String]) {
    let found = Markdown.headings(in: Array(text.utf8))
    #expect(found.map { "\($0.level) \($0.text) \($0.line) \($0.offset)" } == expected)
  }

  @Test func `a start inside the text counts from there`() {
    let text = Array("---\n# no\n---\n# Yes\n".utf8)
    let found = Markdown.headings(in: text, from: 13, line: 4)
    #expect(found == [Markdown.Heading(level: 1, text: "Yes", line: 4, offset: 13)])
  }

  @Test func `bytes that are no text still give headings`() {
    let text = Array("# a".utf8) + [0, 0xFF, 0xFE] + Array("\n# *b".utf8) + [0xC3] + Array("*\n".utf8)
    #expect(Markdown.headings(in: text).map(\.level) == [1, 1])
  }

  @Test(arguments: [
    String(repeating: ">", count: 20_000) + " x\n",
    String(repeating: "> ", count: 200_000) + "# x\n",
    String(repeating: "[", count: 50_000) + "a" + String(repeating: "]", count: 50_000),
    "# " + String(repeating: "[", count: 50_000),
    (0..<1500).map { String(repeating: " ", count: $0) + "- x\n" }.joined(),
    String(repeating: "- ", count: 5000) + "x" + String(repeating: "\n", count: 500_000) + "# h\n",
    (0..<100_000).map { String(repeating: "#", count: $0 % 6 + 1) + " *h\($0)\n" }.joined(),
    "```\n" + String(repeating: "code\n", count: 100_000),
    String(repeating: "*", count: 50_000) + "a" + String(repeating: "_", count: 50_000) + "\n# h\n",
    "# h\n" + String(repeating: "</ <? <!-- <![CDATA[ ", count: 20_000),
    "# h\nx\n" + (0..<20_000).map { "    <? \($0)\n" }.joined(),
    "# h\n" + String(repeating: "x `` ` ``` ", count: 30_000),
    "# h\n" + String(repeating: "_a*b ", count: 60_000),
  ])
  func `hostile text takes no time`(text: String) {
    let bytes = Array(text.utf8)
    let took = ContinuousClock().measure { _ = Markdown.headings(in: bytes) }
    // Unoptimised, beside other tests; what is quadratic here takes minutes.
    #expect(took < .seconds(10) * Sanitizer.slowness)
  }

  @Test(arguments: 1...20)
  func `the skeleton has the headings of the text itself`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<400 {
      let lines = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          Self.starts.randomElement(using: &random) ?? ""
        }.joined() + (Self.ends.randomElement(using: &random) ?? "")
      }
      let text = lines.joined(separator: "\n") + "\n"
      let bytes = Array(text.utf8)
      let plain = Markdown.Tree(of: bytes).headings().map { "\($0.level) \($0.lines.lowerBound)" }
      let ours = Markdown.headings(in: bytes).map { "\($0.level) \($0.line)" }
      #expect(ours == plain, "\(text.debugDescription)")
    }
  }

  private static let starts = [
    "", "", " ", "   ", "    ", "> ", ">", "- ", "1. ", "* ", "2) ", "+ ", "\t", "-", "10. ",
  ]
  private static let ends = [
    "", "", "", "word", "two words", "# A", "## B *c*", "#no", "===", "---", "-", "--", "- - -", "***", "```",
    "```sh",
    "~~~", "````", "<!-- x", "-->", "<!-- x -->", "<div>", "</div>", "<b>", "<pre>", "</pre>", "<?x", "?>",
    "a > b",
    "=", "* * *", "``a``", "``` a ` b", "_x_", "1.", "<b>x", "### ###", "<a href='x'>",
  ]
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
