import Foundation
import Support
import Testing

@Suite(.temporaryHouse) struct SearchTests {
  static let formats = ["cli", "json", "csv", "md", "xml", "files"]

  /// Scores change with every tuning of the ranking; how they are written is what is looked at here.
  private func withoutScores(_ text: String) -> String {
    text.replacing(/"score": 0\.\d{1,2},/, with: "\"score\": 0.NN,")
      .replacing(/(?m)^(#[0-9a-f]{6}),0\.\d{4},/) { "\($0.1),0.NNNN," }
      .replacing(/(?m)^(#[0-9a-f]{6}),0\.\d{2},/) { "\($0.1),0.NN," }
      .replacing(/(?m)^Score: [ \d]{2}\d%$/, with: "Score: NNN%")
  }

  @Test(arguments: ["search", "query", "vsearch"], formats)
  func `hits in every format`(verb: String, format: String) throws {
    let library = try SampleLibrary()
    try library.house.qmd("context", "add", "qmd://notes/", "Eval, \"quoted\" notes")
    let outcome = try library.house.qmd(verb, "discount", "prospect", "--format", format)
    #expect(outcome.status == 0)
    let absence =
      "Searched by words only: the model all-MiniLM-L6-v2 is not in HOUSE/.local/share/qmd/models/all-MiniLM-L6-v2 — run"
      + " `qmd pull`; search by words works without it\n"
    #expect(library.house.stable(outcome.error) == (verb == "search" ? "" : absence))
    try expectGolden(withoutScores(outcome.output), "search.\(format)")
    if format != "cli" {
      #expect(try library.house.qmd(verb, "discount", "prospect", "--\(format)") == outcome)
    }
  }

  @Test(arguments: formats)
  func `whole texts in every format`(format: String) throws {
    let outcome = try SampleLibrary().house.qmd(
      "search",
      "version 2026.4.10",
      "--format",
      format,
      "--full",
      "--line-numbers"
    )
    #expect(outcome.status == 0)
    try expectGolden(withoutScores(outcome.output), "search-full.\(format)")
  }

  @Test(
    arguments: [
      ("cli", "No results found.\n"), ("json", "[]\n"),
      ("csv", "docid,score,file,title,context,line,snippet\n"),
      ("md", ""), ("xml", "<results></results>\n"), ("files", ""),
    ]
  )
  func `nothing found is an answer in every format`(format: String, text: String) throws {
    let outcome = try SampleLibrary().house.qmd("search", "zzzqqqxx", "--format", format)
    #expect(outcome == Outcome(status: 0, output: text, error: ""))
  }

  @Test func `paths instead of addresses`() throws {
    let library = try SampleLibrary()
    let hit = try #require(try library.hits("discount", "--full-path").first)
    #expect(hit["docid"] == nil)
    #expect(hit["file"] as? String == "./memories/alpha.md")
    let elsewhere = try library.house.qmd(
      "search",
      "discount",
      "--files",
      "--full-path",
      in: URL(filePath: "/")
    )
    #expect(elsewhere.output.contains(library.house.memories.path + "/alpha.md"))
  }

  @Test func `explain shows why, for programs and for people`() throws {
    let library = try SampleLibrary()
    let explained = try #require(
      try library.hits("discount acme", "--explain").first?["explain"] as? [String: Any]
    )
    #expect(Set(explained.keys) == ["points", "coverage", "proximity", "fields", "fromFile", "terms"])
    let shown = try library.house.qmd("search", "discount", "acme", "--explain")
    #expect(shown.output.contains("  term"))
    for line in shown.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func `a named index has its name in addresses`() throws {
    let library = try SampleLibrary(isKept: false)
    try library.house.qmd(
      "--index",
      "work",
      "collection",
      "add",
      library.house.memories.path,
      "--name",
      "notes"
    )
    let outcome = try library.house.qmd("search", "discount", "--files", "--index", "work")
    #expect(outcome.output.contains("qmd://notes/alpha.md?index=work"))
    #expect(
      try library.house.qmd("get", "qmd://notes/alpha.md?index=work:1:1").output.hasSuffix(
        "1: # Alpha Plan\n"
      )
    )
    #expect(try library.house.qmd("get", "notes/alpha.md").status == 1)
  }

  @Test func `without an index the files answer`() throws {
    let library = try SampleLibrary()
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.removeItem(
        atPath: library.house.root.appending(path: ".cache/qmd/index.sqlite\(suffix)").path
      )
    }
    #expect(try library.hits("discount").count == 1)
    #expect(!FileManager.default.fileExists(atPath: library.house.root.path + "/.cache/qmd/index.sqlite"))
  }

  @Test func `a slip of the pen is corrected, and said so`() throws {
    let outcome = try SampleLibrary().house.qmd("search", "dicsount", "--files")
    #expect(outcome.output.contains("alpha.md"))
    #expect(outcome.error == "Nothing holds 'dicsount'; these are the hits for 'discount'\n")
  }

  @Test func `a reader who goes away is no failure`() throws {
    let library = try SampleLibrary()
    let outcome = try library.house.qmd("completions", "bash")
    #expect(outcome.output.utf8.count > 4096)
    let command = "set -o pipefail; '\(TemporaryHouse.program.path)' help --man | head -c 1 > /dev/null"
    #expect(try library.house.start(URL(filePath: "/bin/bash"), ["-c", command]).status == 0)
  }

  @Test(
    arguments: [
      ("lex: rate limiter\nvec: how do we throttle", 0, "alpha.md"),
      ("vec: what discount did we promise", 0, "alpha.md"),
      ("expand: sports", 0, "gamma.md"),
    ]
  )
  func `a typed query document is understood`(text: String, status: Int32, file: String) throws {
    let outcome = try SampleLibrary().house.qmd("query", text, "--files", "-n", "1")
    #expect(outcome.status == status)
    #expect(outcome.output.contains(file))
  }

  @Test(arguments: ["lex: a\nplain line", "intent: alone", "lex: \"open", "lex: a\nintent: b\nintent: c"])
  func `a malformed query document is one clear sentence`(text: String) throws {
    let outcome = try SampleLibrary().house.qmd("query", text)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(outcome.error.contains("—"))
  }
}
