import Foundation
import Support
import Testing

/// What callers of other programs named `qmd` rely on, one line each.
///
/// A story of one house: rows run in order, and later ones see what earlier ones did.
@Suite(.temporaryHouse) struct ContractTests {
  /// A command, its status, and what must match on standard output (and on standard error).
  struct Row {
    let command: String
    let status: Int32
    let output: String
    let error: String

    init(_ command: String, _ status: Int32 = 0, _ output: String = "", error: String = "") {
      self.command = command
      self.status = status
      self.output = output
      self.error = error
    }
  }

  static let finding = [
    Row("search discount prospect --files", 0, #"^#[0-9a-f]{6},0\.\d\d,qmd://notes/alpha\.md\n$"#),
    Row("search perf --files", 0, "gamma"),
    Row("search token --files", 0, "alpha"),
    Row("search 'performance -sports' --json", 0, #"^\[\]\n$"#),
    Row("search performance --json", 0, #""line": 1,"#),
    Row("search '\"rate limiter\"' --files", 0, "alpha"),
    Row("search '\"limiter rate\"' --json", 0, #"^\[\]\n$"#),
    Row("search multi-agent --files", 0, "^#[^\n]*beta.md\n$"),
    Row("search 2026.4.10 --json", 0, #""title": "Beta Heading""#),
    Row("search sports --json", 0, #""title": "gamma""#),
    Row("search secretword --json", 0, #"^\[\]\n$"#),
    Row("search vendorword --json", 0, #"^\[\]\n$"#),
    Row("search 'what discount did we promise the prospect' --files", 0, "alpha"),
    Row("search discount --min-score 0.9999", 0, "^No results found above minimum score threshold.\n$"),
    Row("search discount --json", 0, #""snippet": "@@ -\d+,\d+ @@ \(\d+ before, \d+ after\)\\n"#),
    Row("search discount --json -n abc", 1, error: "whole number"),
    Row("search discount --files -n 0", 0, "alpha"),
    Row("search x -c nope", 1, error: "Collection not found: nope"),
    Row("search x -c ''", 1, error: "-c needs a name — `qmd collection list` shows those there are"),
    Row("embed --collection=", 1, error: "--collection needs a name"),
    Row("bench nope.json", 1, error: "there is no such file — check the path"),
    Row("search discount --format bogus", 1, error: "choose one of"),
    Row("search", 1, error: "Usage: qmd search"),
    Row("search ''", 1, error: "Usage: qmd search"),
    Row("search -- -sports", 0, "No results found"),
    Row("search more --bogus", 1, error: "Unknown flag: --bogus"),
    Row("zap", 1, error: "Unknown command: zap"),
  ]

  static let configuring = [
    Row("context add qmd://notes/ 'My notes'", 0, "✓ Added context for: qmd://notes/"),
    Row("context add qmd://notes/sub Sub", 0, "✓ Added context for: qmd://notes/sub"),
    Row("search discount --json", 0, #""context": "My notes""#),
    Row("search 2026.4.10 --json", 0, #""context": "My notes\\n\\nSub""#),
    Row("context add / Everything", 0, "✓ Set global context"),
    Row("search discount --json", 0, #""context": "Everything\\n\\nMy notes""#),
    Row("context rm qmd://notes/nope", 1, error: "No context found for"),
    Row("context", 1, "Usage:"),
    Row("collection exclude notes", 0, "excluded from default queries"),
    Row("search discount --json", 0, #"^\[\]\n$"#),
    Row("search discount --files -c notes", 0, "alpha"),
    Row("collection include notes", 0, "included in default queries"),
    Row("collection", 0, "Usage:"),
    Row("collection bogus", 1, error: "Unknown command: collection bogus"),
    Row("collection rename notes mem", 0, "✓ Renamed collection 'notes' to 'mem'"),
    Row("search discount --files", 0, "qmd://mem/alpha.md"),
    Row("status", 0, #"3 files indexed(.|\n)*mem \(qmd://mem/\)"#),
    Row("ls nope", 1, error: "Collection not found"),
    Row("init", 1, error: "home folder"),
  ]

  static let stories = ["finding": finding, "configuring": configuring]

  @Test(arguments: stories.keys.sorted())
  func `every row holds`(story: String) throws {
    let rows = try #require(Self.stories[story])
    let house = try SampleLibrary(isKept: false).house
    try house.write("   \n", to: "empty.md")
    try house.write("# Hidden\nsecretword\n", to: ".hidden.md")
    try house.write("# X\nvendorword\n", to: "node_modules/x.md")
    #expect(
      try house.qmd("collection", "add", "memories", "--name", "notes").output
        .contains("Indexed: 3 new, 0 updated, 0 unchanged, 0 removed")
    )
    for row in rows {
      let outcome = try house.run(ShellWords.of(row.command))
      #expect(outcome.status == row.status, "qmd \(row.command): \(outcome.error)")
      #expect(
        try Regex(row.output).firstMatch(in: outcome.output) != nil,
        "qmd \(row.command): \(outcome.output)"
      )
      #expect(row.error.isEmpty || outcome.error.contains(row.error), "qmd \(row.command): \(outcome.error)")
      if row.status != 0 { #expect(!(outcome.error + outcome.output).isEmpty) }
    }
  }

  @Test func `a docid is the beginning of the text's SHA-256`() throws {
    let library = try SampleLibrary()
    let docid = try #require(try library.hits("discount").first?["docid"] as? String)
    let file = library.house.memories.path + "/alpha.md"
    let text = try library.house.start(URL(filePath: "/usr/bin/sha256sum"), [file]).output
    #expect(docid == "#" + text.prefix(6))
    #expect(try library.house.qmd("get", String(text.prefix(64))).status == 0)
  }

  @Test func `the keys of a hit stand in their order`() throws {
    let library = try SampleLibrary()
    let text = try library.house.qmd("search", "discount", "--json", "--full").output
    let keys = text.matches(of: /(?m)^    "(\w+)":/).map { String($0.1) }
    #expect(keys == ["docid", "score", "file", "line", "title", "body"])
    #expect(
      try library.hits("discount", "--full").first?["body"] as? String == SampleLibrary.documents["alpha.md"]
    )
  }

  @Test func `an edited file is found without an update`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Alpha\nbrandnewword\n", to: "alpha.md")
    #expect(try library.hits("brandnewword").count == 1)
    #expect(try library.hits("discount").isEmpty)
  }
}
