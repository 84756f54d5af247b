import FoundationEssentials
import Plumbing
import Testing

@testable import Memory

struct ReadTests {
  static func read(_ text: String, _ path: String = "notes/some-file.md") throws -> Document {
    try Document.read(Array(text.utf8), path: FilePath(path))
  }

  // MARK: Decoding

  @Test(
    arguments: [
      ("plain", Array("# ok\nplain\n".utf8), "# ok\nplain\n", []),
      ("umlauts", Array("grüße — ok\n".utf8), "grüße — ok\n", []),
      ("bom", [0xEF, 0xBB, 0xBF] + Array("a\r\nb".utf8), "a\r\nb", [.byteOrderMark, .carriageReturns]),
      ("latin-1", Array("caf".utf8) + [0xE9, 0x0A], "caf\u{FFFD}\n", .invalidUTF8),
      ("nul", Array("a\0b\0c\n".utf8), "a b c\n", .nulBytes),
      (
        "utf-16 le", [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x3D, 0xD8, 0xDD, 0xDC], "a\n📝".dropLast() + "📝",
        [.utf16, .byteOrderMark]
      ),
      ("utf-16 be", [0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0, 0xE9], "a\né", [.utf16, .byteOrderMark]),
      (
        "half a pair", [0xFF, 0xFE, 0x61, 0, 0x3D, 0xD8], "a\u{FFFD}", [.utf16, .byteOrderMark, .invalidUTF8]
      ),
      ("zero width", Array("dis\u{200B}count\u{202E}\u{E0041}".utf8), "discount", .invisibleCharacters),
      ("joined emoji", Array("👩\u{200D}💻".utf8), "👩\u{200D}💻", []),
    ] as [(String, [UInt8], String, TextOddities)]
  )
  func `bytes become text, oddities are told`(
    name: String,
    bytes: [UInt8],
    text: String,
    notes: TextOddities
  ) throws {
    let decoded = try TextDecoding.decode(bytes)
    #expect(String(decoding: decoded.utf8, as: UTF8.self) == text)
    #expect(decoded.notes == notes)
  }

  @Test func `a picture is no text`() {
    let bytes = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(throws: ReadProblem.binary) { try Document.read(bytes, path: FilePath("a.md")) }
  }

  @Test(arguments: ["", "\n\n\n", " \t\r\n", "\u{FEFF}\n"])
  func `a blank file is refused`(text: String) {
    #expect(throws: ReadProblem.blank) { try Self.read(text) }
  }

  // MARK: Titles

  @Test(arguments: [
    ("# First\n## Second\n", "notes/x.md", "First"),
    ("text\n### Deep\n## Second\n", "x.md", "Second"),
    ("### Only deep\n", "x.md", "Only deep"),
    ("```\n# comment\n```\nx\n", "a/stem.md", "stem"),
    ("# Notes\n## Real\n", "x.md", "Real"),
    ("# 📝 Notes\n### Real\n", "x.md", "Real"),
    ("# Notes\n", "x.md", "Notes"),
    ("---\ntitle: Front\nname: n\n---\n# Head\n", "x.md", "Front"),
    ("---\nname: the-name\n---\n# Head\n", "x.md", "the-name"),
    ("---\ntags: [a]\n---\n# Head\n", "x.md", "Head"),
    ("no heading\n", "skills/deploy/SKILL.md", "deploy"),
    ("no heading\n", "SKILL.md", "SKILL"),
    ("---\nname: no\n---\n", "x.md", "no"),
  ])
  func `a title is found`(text: String, path: String, title: String) throws {
    #expect(try Self.read(text, path).title == title)
  }

  @Test(arguments: [
    ("a/SKILL.md", true), ("a/skill.MD", true), ("a/skills.md", false), ("SKILL.md/x.md", false),
  ])
  func `a skill is known by its name`(path: String, isSkill: Bool) {
    #expect(Document.Kind(path: FilePath(path)) == (isSkill ? .skill : .memory))
  }

  // MARK: Front matter

  @Test func `front matter is metadata and not body`() throws {
    let text = """
      ---
      name: first-offer
      description: >-
        How I answer
        a discount request.
      keywords: price, rebate
      tags: [sales, "#offers"]
      aliases:
        - haggling
      metadata:
        keywords: "price, money"
        tags: deal talk
        distils: playbooks/discounts.md
      version: 1.10
      ---
      # Body
      """
    let document = try Self.read(text)
    #expect(document.description == "How I answer a discount request.")
    #expect(
      document.keywords == ["price", "rebate", "sales", "offers", "haggling", "money", "deal", "talk"]
    )
    #expect(document.distils == "playbooks/discounts.md")
    #expect(document.frontMatter?.lines == 1...15)
    #expect(document.bodyStart.line == 16)
    #expect(String(decoding: document.body, as: UTF8.self) == "# Body")
    #expect(document.headings.map(\.line) == [16])
    #expect(document.problem == nil)
  }

  @Test(arguments: [
    ("---\nname: a\n...\nbody", 4), ("---\r\nname: a\r\n---\r\nbody", 4),
    ("\u{FEFF}---\nname: a\n---  \nbody", 4),
    ("\n---\nname: a\n---\nbody", 1), ("---\nname: a\nbody", 1), ("--- x\nname: a\n---\nbody", 1),
    ("---\nJust a paragraph between rules.\n---\nbody", 1), ("----\nname: a\n---\n", 1),
    ("---\n---\nbody", 3),
  ])
  func `front matter begins at the first byte and is closed`(text: String, line: Int) throws {
    #expect(try Self.read(text).bodyStart.line == line)
  }

  @Test(arguments: [
    ("description: Use when: a deal", "Use when: a deal"),
    ("description: \"quoted: \" and: more", "\"quoted: \" and: more"),
    ("description: first: line\n  and the next", "first: line and the next"),
    ("description: >\n  folded\n  text\nother: a: b", "folded text"),
    ("description: |-\n\tkept\n\tlines\nother: a: b", "kept\nlines"),
    ("description:\n\ttabbed", "tabbed"),
    ("description: 'it's broken: here'", "it's broken: here"),
  ])
  func `YAML that is broken is read line by line`(lines: String, description: String) throws {
    let text = "---\nname: n\n\(lines)\ntags: [a b, \"c\"]\nkeywords:\n- one\n- two\n---\n# T\n"
    let document = try Self.read(text)
    #expect(document.description == description)
    #expect(document.name == "n")
    #expect(document.keywords == ["one", "two", "a b", "c"])
    #expect(document.problem != nil || lines.hasPrefix("description:\n"))
  }

  @Test func `metadata written as JSON is read`() throws {
    let document = try Self.read("---\nmetadata: '{\"keywords\": [\"a\", \"b\"]}'\n---\nx\n")
    #expect(document.keywords == ["a", "b"])
  }

  // MARK: Size

  @Test func `a long file is cut after a line and says so`() throws {
    var limits = Document.Limits()
    limits.indexed = 1000
    let text = (0..<200).map { "line \($0)\n" }.joined()
    let document = try Document.read(Array(text.utf8), path: FilePath("x.md"), limits: limits)
    #expect(document.isTruncated)
    #expect(document.text.last == UInt8(ascii: "\n"))
    #expect(document.text.count <= 1000 && document.text.count > 980)
  }

  @Test func `one long line is cut between characters`() throws {
    var limits = Document.Limits()
    limits.indexed = 1000
    let document = try Document.read(
      Array(String(repeating: "é€", count: 1000).utf8),
      path: FilePath("x.md"),
      limits: limits
    )
    #expect(document.oddities == .truncated)
    #expect(document.text.count == 1000)
  }

  @Test func `a file beyond all limits is refused in one sentence`() {
    var limits = Document.Limits()
    limits.accepted = 4 * 1_048_576
    let error = #expect(throws: ReadProblem.self) {
      try Document.read([0x61], path: FilePath("x.md"), size: 5_000_000, limits: limits)
    }
    #expect(error?.description == "The file is larger than 4 MB.")
  }

  // MARK: Unspaced scripts

  @Test(arguments: [
    ("plain — text", "plain — text"), ("日本語", "日 本 語"), ("das日本 語x\n日", "das 日 本 語 x\n日"),
    ("한국어 단어", "한국어 단어"), ("กข", "ก ข"), ("𠀀a", "𠀀 a"), ("カタ", "カ タ"),
  ])
  func `characters without spaces between words stand alone`(text: String, spaced: String) {
    #expect(String(decoding: UnspacedScripts.spaced(Array(text.utf8)), as: UTF8.self) == spaced)
  }

  // MARK: The wild

  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/skills-odd"
  )

  @Test(
    arguments: [
      ("bom-crlf/SKILL.md", "Polymarket 🟣", false, [.byteOrderMark, .carriageReturns], false),
      ("crlf/SKILL.md", "Docker Pro Diagnostic", true, .carriageReturns, false),
      ("block-scalar/SKILL.md", "visual-edit-precision", true, [], false),
      ("no-description/SKILL.md", "missing-description", false, [], false),
      ("never-closed/SKILL.md", "never-closed", false, [], false),
      ("lower-case/skill.md", "nosi", true, [], false),
      ("zero-width/SKILL.md", "text-processor", true, .invisibleCharacters, false),
      ("nested-metadata/SKILL.md", "gws-meet", true, [], false),
      ("no-front-matter/SKILL.md", "Base Skill", false, [], false),
      ("unclosed-bracket/SKILL.md", "invalid-yaml", true, [], true),
      ("unquoted-colon/SKILL.md", "tube-summary", true, [], true),
      ("five-bytes/SKILL.md", "five-bytes", false, [], false),
    ] as [(String, String, Bool, TextOddities, Bool)]
  )
  func `real oddities load`(
    path: String,
    title: String,
    described: Bool,
    oddities: TextOddities,
    lenient: Bool
  ) throws {
    let bytes = try Array(Data(contentsOf: Self.fixtures.appending(path: path)))
    let document = try Document.read(bytes, path: FilePath(path))
    #expect(document.kind == .skill)
    #expect(document.title == title)
    #expect((document.description != nil) == described)
    #expect(document.oddities == oddities)
    #expect((document.problem != nil) == lenient)
  }
}
