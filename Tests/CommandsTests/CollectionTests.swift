import Foundation
import Support
import Testing

@Suite(.temporaryHouse) struct CollectionTests {
  private var house: TemporaryHouse { TemporaryHouse.current }
  private var config: URL { house.root.appending(path: ".config/qmd/index.yml") }

  @Test func `a folder is added, listed, shown, renamed and removed`() throws {
    let library = try SampleLibrary(isKept: false)
    let house = library.house
    let steps = [
      ["collection", "add", "memories", "--name", "notes"], ["collection", "list"],
      ["collection", "list", "--json"],
      ["collection", "show", "notes"], ["collection", "update-cmd", "notes", "true"],
      ["collection", "exclude", "notes"], ["collection", "show", "notes"],
      ["context", "add", "qmd://notes", "Notes"],
      ["context", "add", "/", "Everything"], ["context", "add", "memories/sub", "Sub"], ["context", "list"],
      ["context", "rm", "qmd://notes/sub"], ["collection", "include", "notes"],
      ["collection", "update-cmd", "notes"],
      ["update"], ["collection", "rename", "notes", "mem"], ["collection", "remove", "mem"],
      ["collection", "list"],
    ]
    var story = ""
    for step in steps {
      let outcome = try house.run(step)
      #expect(outcome.status == 0, "\(step) \(outcome.error)")
      story += "$ qmd \(step.joined(separator: " "))\n\(outcome.output)\(outcome.error)"
    }
    let ago = try Regex(#"\d+[smhd] ago"#)
    try expectGolden(house.stable(story).replacing(ago, with: "some time ago"), "collection-story.txt")
  }

  @Test func `verbs leave the user's comments alone`() throws {
    _ = try SampleLibrary(isKept: false)
    try FileManager.default.createDirectory(
      at: config.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data("# mine\nfuture_key: [1, 2]  # kept\n".utf8).write(to: config)
    try house.qmd("collection", "add", "memories")
    let text = try String(contentsOf: config, encoding: .utf8)
    #expect(text.hasPrefix("# mine\nfuture_key: [1, 2]  # kept\n"))
    #expect(text.contains("memories:"))
  }

  @Test func `reading verbs never write the config`() throws {
    let house = try SampleLibrary().house
    let before = try Data(contentsOf: config)
    for verb in [
      ["search", "x"], ["ls"], ["get", "alpha.md"], ["status"], ["update"], ["doctor"], ["cleanup"],
    ] {
      try house.run(verb)
    }
    #expect(try Data(contentsOf: config) == before)
  }

  @Test(
    arguments: [
      (["add"], "Usage: qmd collection add FOLDER — for example: qmd collection add ~/memories"),
      (["add", ""], "Usage: qmd collection add FOLDER — for example: qmd collection add ~/memories"),
      (
        ["add", "nowhere"],
        "There is no folder at HOUSE/nowhere — check the path, or make it: mkdir -p HOUSE/nowhere"
      ),
      (
        ["add", "memories/alpha.md"],
        "HOUSE/memories/alpha.md is not a folder — name the folder that holds it, and choose files with --mask"
      ),
      (
        ["add", "memories", "--name", "notes"],
        "Collection 'notes' already exists — choose another name: --name NAME"
      ),
      (
        ["add", "memories", "--name", "other"],
        "A collection of HOUSE/memories (**/*.md) already exists: 'notes' — `qmd update` reads it again"
      ),
      (["remove", "note"], "Collection not found: note — did you mean 'notes'?"),
      (["rename", "notes", "notes"], "Collection 'notes' exists already; choose another name"),
      (["show", "nope"], "Collection not found: nope — there are: notes"),
    ]
  )
  func `what cannot be done is said in one sentence`(arguments: [String], sentence: String) throws {
    let house = try SampleLibrary().house
    let outcome = try house.run(["collection"] + arguments)
    #expect(outcome.status == 1)
    #expect(house.stable(outcome.error) == sentence + "\n")
  }

  @Test func `a pattern that nothing matches is remarked on`() throws {
    let house = try SampleLibrary(isKept: false).house
    let outcome = try house.qmd("collection", "add", "memories", "--mask", "*.txt")
    #expect(outcome.status == 0)
    #expect(outcome.error == "No file in it matches '*.txt' yet — other files are chosen with --mask\n")
  }

  @Test func `overlapping folders are allowed and noted`() throws {
    let house = try SampleLibrary().house
    let outcome = try house.qmd("collection", "add", "memories/sub")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Overlaps with 'notes': files in both are found twice."))
  }

  @Test func `a broken config names the line, and the last good one stays in force`() throws {
    let library = try SampleLibrary()
    try Data("collections:\n  notes:\n    path: [a]\n".utf8).write(to: config)
    let outcome = try library.house.qmd("search", "discount", "--files")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("alpha.md"))
    #expect(
      library.house.stable(outcome.error)
        == "HOUSE/.config/qmd/index.yml, line 3: collection 'notes' needs a path (expected text, found a list)"
        + " — correct the line; until then the last good one is in force\n"
    )
    let refused = try library.house.qmd("collection", "add", "memories/sub")
    #expect(refused.status == 1)
    #expect(refused.error.hasSuffix("found a list) — correct the line; nothing was done\n"))
    #expect(try library.house.qmd("update").status == 1)
  }
}
