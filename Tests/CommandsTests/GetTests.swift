import Foundation
import Support
import Testing

@Suite(.temporaryHouse) struct GetTests {
  @Test(
    arguments: [
      "notes/alpha.md", "qmd://notes/alpha.md", "//notes/alpha.md", "qmd:////notes/alpha.md", "alpha.md",
      "./memories/alpha.md", "memories/alpha.md", "~/memories/alpha.md", "#DOCID", "DOCID",
    ]
  )
  func `a document has many names`(name: String) throws {
    let library = try SampleLibrary()
    let docid = try #require(try library.hits("discount").first?["docid"] as? String).dropFirst()
    let outcome = try library.house.qmd("get", name.replacingOccurrences(of: "DOCID", with: docid))
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "get.txt")
  }

  @Test func `lines, with and without numbers, by name or by flag`() throws {
    let house = try SampleLibrary().house
    #expect(
      try house.qmd("get", "alpha.md:3:1").output.hasSuffix(
        "---\n\n3: Quarterly discount for prospect Acme.\n"
      )
    )
    #expect(
      try house.qmd("get", "alpha.md", "--from", "3", "-l", "1") == (try house.qmd("get", "alpha.md:3:1"))
    )
    #expect(
      try house.qmd("get", "alpha.md:3:1", "--no-line-numbers").output.hasSuffix(
        "\nQuarterly discount for prospect Acme.\n"
      )
    )
    #expect(try house.qmd("get", "alpha.md:99").error == "It has only 4 lines\n")
  }

  @Test func `JSON says where the lines are`() throws {
    try expectGolden(try SampleLibrary().house.qmd("get", "sub/beta.md:3", "--json").output, "get.json")
  }

  @Test func `an edited file is printed as it is now`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Alpha Plan\n\nnew words\n", to: "alpha.md")
    let outcome = try library.house.qmd("get", "alpha.md")
    #expect(outcome.output.contains("3: new words"))
    #expect(outcome.output.hasPrefix("qmd://notes/alpha.md  #"))
  }

  @Test func `a file that was never indexed is found`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Fresh\n", to: "deep/fresh.md")
    #expect(try library.house.qmd("get", "fresh.md").status == 0)
    #expect(try library.house.qmd("ls", "notes/deep").output.contains("qmd://notes/deep/fresh.md"))
    #expect(try library.house.qmd("multi-get", "deep/*.md", "--files").output.contains("deep/fresh.md"))
  }

  @Test func `a vanished file is printed from the index, and said so`() throws {
    let library = try SampleLibrary()
    try FileManager.default.removeItem(at: library.house.memories.appending(path: "alpha.md"))
    let outcome = try library.house.qmd("get", "notes/alpha.md")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("1: # Alpha Plan"))
    #expect(outcome.error.contains("is gone; this is its text as it was last indexed"))
  }

  @Test func `twins are listed, never picked`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Same\n", to: "one/x.md")
    try library.house.write("# Same\n", to: "two/x.md")
    try library.house.qmd("update")
    let docid = try #require(try library.hits("same").first?["docid"] as? String)
    for name in [docid, "x.md"] {
      let outcome = try library.house.qmd("get", name)
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("  qmd://notes/one/x.md\n  qmd://notes/two/x.md"))
    }
  }

  @Test func `a link leads to what is indexed where it points`() throws {
    let library = try SampleLibrary()
    try FileManager.default.createSymbolicLink(
      atPath: library.house.memories.path + "/link.md",
      withDestinationPath: "alpha.md"
    )
    try library.house.qmd("update")
    #expect(try library.house.qmd("get", "notes/link.md").output.hasPrefix("qmd://notes/alpha.md"))
  }

  @Test func `nothing outside the collections is read`() throws {
    let library = try SampleLibrary()
    let secret = library.house.root.appending(path: "secret.md")
    try Data("# Secret\n".utf8).write(to: secret)
    try FileManager.default.createSymbolicLink(
      atPath: library.house.memories.path + "/leak.md",
      withDestinationPath: secret.path
    )
    for name in ["secret.md", secret.path, "notes/../secret.md", "notes/leak.md", "leak.md"] {
      let outcome = try library.house.qmd("get", name)
      #expect(outcome.status == 1, "\(name)")
      #expect(!outcome.output.contains("Secret"))
    }
  }

  @Test func `what is missing is named, with what comes near`() throws {
    let house = try SampleLibrary().house
    #expect(
      try house.qmd("get", "nope.md").error == "Document not found: nope.md — `qmd ls` lists what there is\n"
    )
    #expect(
      try house.qmd("get", "alhpa.md").error
        == "Document not found: alhpa.md\n\nSimilar files:\n  qmd://notes/alpha.md\n"
    )
  }

  @Test func `an ignore rule is named`() throws {
    let library = try SampleLibrary()
    let config = library.house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    try Data((text.trimmingCharacters(in: .newlines) + "\n    ignore: [\"sub/**\"]\n").utf8).write(to: config)
    try library.house.qmd("update")
    #expect(
      try library.house.qmd("get", "sub/beta.md").error.hasPrefix(
        "Document is excluded by ignore rule: sub/**"
      )
    )
  }

  @Test(arguments: SearchTests.formats)
  func `several documents in every format`(format: String) throws {
    let library = try SampleLibrary()
    try library.house.qmd("context", "add", "qmd://notes/sub", "A <folder> & \"more\"")
    let pattern = try library.house.qmd("multi-get", "{alpha,sub/beta}.md", "-l", "2", "--format", format)
    try expectGolden(pattern.output, "multi-get.\(format)")
    let list = try library.house.qmd("multi-get", "alpha.md, qmd://notes/sub/beta.md", "--format", format)
    try expectGolden(list.output, "multi-get-list.\(format)")
    let skipped = try library.house.qmd("multi-get", "**/*.md", "--max-bytes", "50", "--format", format)
    try expectGolden(skipped.output, "multi-get-skipped.\(format)")
  }

  @Test func `names that all miss are an error, some are a remark`() throws {
    let house = try SampleLibrary().house
    #expect(try house.qmd("multi-get", "a1.md,b1.md").status == 1)
    #expect(try house.qmd("multi-get", "zz*.md").status == 1)
    let some = try house.qmd("multi-get", "alpha.md,b1.md", "--files")
    #expect(some.status == 0)
    #expect(some.error == "Document not found: b1.md\n")
  }

  @Test func `lists of collections and of documents`() throws {
    let house = try SampleLibrary().house
    try expectGolden(try house.qmd("ls").output, "ls.txt")
    try expectGolden(try house.qmd("ls", "notes").output, "ls-notes.txt")
    try expectGolden(try house.qmd("ls", "qmd://notes/sub", "--json").output, "ls.json")
    #expect(try house.qmd("ls", "nope").error == "Collection not found: nope — there are: notes\n")
  }
}
