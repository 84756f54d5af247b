import Foundation
import Glibc
import Support
import Testing

@Suite(.temporaryHouse) struct TendingTests {
  private var house: TemporaryHouse { TemporaryHouse.current }
  private var index: URL { house.root.appending(path: ".cache/qmd/index.sqlite") }

  @Test func `an update counts documents`() throws {
    let library = try SampleLibrary()
    try library.house.write("   \n", to: "blank.md")
    try library.house.write("# Delta\nfreshword\n", to: "delta.md")
    try library.house.write("# Alpha\nother\n", to: "alpha.md")
    try FileManager.default.removeItem(at: library.house.memories.appending(path: "gamma.md"))
    let line = "Indexed: 1 new, 1 updated, 1 unchanged, 1 removed"
    #expect(try library.house.qmd("update").output.contains(line))
    #expect(
      try library.house.qmd("update").output.contains("Indexed: 0 new, 0 updated, 3 unchanged, 0 removed")
    )
  }

  @Test func `a folder that is away costs nothing but status 1`() throws {
    let library = try SampleLibrary()
    let away = library.house.root.appending(path: "away")
    try FileManager.default.moveItem(at: library.house.memories, to: away)
    let outcome = try library.house.qmd("update")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("is not there; what is known of it is kept"))
    try FileManager.default.moveItem(at: away, to: library.house.memories)
    #expect(try library.house.qmd("update").output.contains("3 unchanged, 0 removed"))
  }

  @Test func `a folder that is away is named wherever its documents, skills or contracts are asked for`()
    throws
  {
    let house = try SampleLibrary(isKept: false).house
    try house.write(
      "---\nname: late\ndescription: Writes reminders.\nmetadata:\n  distils: ../alpha.md\n---\n# Late\n",
      to: "late/SKILL.md"
    )
    let contract = #"[{"query": "remind them", "should_trigger": true}]"#
    try house.write(contract, to: "late/evals/recall.json")
    try house.qmd("collection", "add", house.memories.path, "--name", "notes")
    #expect(try house.qmd("audit", "--fail-under", "0").status == 0)
    try FileManager.default.moveItem(at: house.memories, to: house.root.appending(path: "away"))

    let sentence =
      "he folder of 'notes', \(house.memories.path), is not there; its 4 documents are kept — bring it back, or run"
      + " `qmd collection remove notes`\n"
    #expect(try house.qmd("status").output.contains("Problem:  T\(sentence)"))
    #expect(try house.qmd("status", "--problems").output == "T\(sentence)")
    let json = Data(try house.qmd("status", "--json").output.utf8)
    let collections =
      (try JSONSerialization.jsonObject(with: json) as? [String: Any])?["collections"] as? [[String: Any]]
    #expect((collections?.first?["problem"] as? String).map { "\($0)\n" } == "T\(sentence)")
    let audit = try house.qmd("audit")
    #expect(audit == Outcome(status: 2, output: "", error: "Nothing was measured: t\(sentence)"))
    let list = try house.qmd("skills", "list")
    #expect(list.status == 1)
    #expect(list.output.contains(/late\s+\d+\s+away/), "\(list)")
    #expect(try house.qmd("contract", "check").output == "0 contracts: 0 broken, 0 sound\n")
    #expect(list.error.hasPrefix("The folder of 'notes', \(house.memories.path), is not there; "))

    // Contracts of another folder are measured; what was known of this one still competes.
    let other = house.root.appending(path: "other")
    try FileManager.default.moveItem(at: house.root.appending(path: "away"), to: house.memories)
    try FileManager.default.moveItem(at: house.memories.appending(path: "late"), to: other)
    try house.qmd("collection", "add", other.path)
    try house.qmd("update")
    try FileManager.default.removeItem(at: house.memories)
    let measured = try house.qmd("audit", "--fail-under", "0")
    #expect(measured.status == 0)
    #expect(measured.error.hasPrefix("The folder of 'notes', "), "\(measured)")
  }

  @Test func `an update command runs first, and its failure stops all`() throws {
    let library = try SampleLibrary()
    try library.house.qmd("collection", "update-cmd", "notes", "echo '# Made' > made.md")
    #expect(try library.house.qmd("update").output.contains("Indexed: 1 new"))
    try library.house.qmd("collection", "update-cmd", "notes", "exit 7")
    #expect(try library.house.qmd("update").status == 7)
  }

  @Test func `the status is told to people and to programs`() throws {
    let library = try SampleLibrary()
    let text = try library.house.qmd("status").output
    #expect(text.firstMatch(of: /(?m)^\s*Vectors:\s*(\d+)\b/) != nil)
    #expect(text.contains("3 files indexed"))
    #expect(text.contains("notes (qmd://notes/)"))
    let json = try library.house.qmd("status", "--json").output
    let value = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((value["documents"] as? [String: Any])?["total"] as? Int == 3)
    #expect((value["watcher"] as? [String: Any])?["alive"] as? Bool == false)
    #expect(value["problems"] as? Int == 0)
  }

  @Test func `files that are not indexed are listed with the reason`() throws {
    let library = try SampleLibrary()
    try library.house.write(String(repeating: "\u{0}\u{1}", count: 99), to: "binary.md")
    try library.house.qmd("update")
    let outcome = try library.house.qmd("status", "--problems")
    #expect(outcome.output == "qmd://notes/binary.md: The file is not text.\n")
    #expect(try library.house.qmd("status").output.contains("Problems: 1 file"))
  }

  @Test func `a file of which only the beginning is indexed is listed with its size`() throws {
    let house = try SampleLibrary().house
    let line = String(repeating: "filler ", count: 9) + "\n"
    let limit = 2 << 20
    let whole = "# Whole\n" + String(repeating: line, count: limit / line.utf8.count - 1)
    try house.write(whole, to: "whole.md")
    try house.write(whole + String(repeating: line, count: 8 * 1024), to: "big.md")
    try house.qmd("update")
    let outcome = try house.qmd("status", "--problems")
    #expect(
      outcome.output == "qmd://notes/big.md: 2.5 MB; only the first 2 MB are indexed — split it\n",
      "\(outcome)"
    )
    #expect(try house.qmd("status").output.contains("Problems: 1 file"))
    try house.write(whole, to: "big.md")
    try house.qmd("update")
    #expect(
      try house.qmd("status", "--problems").output
        == "No problems: every file that belongs to a collection is indexed, and whole.\n"
    )
  }

  @Test func `a key that seems mistyped is a warning, and any other key is somebody else's`() throws {
    let house = try SampleLibrary().house
    let config = house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    let models = "models: {rerank: hf:a/b/c.gguf, generate: hf:a/b/c.gguf, taech: built-in}\nmine: {a: 1}\n"
    try Data(("notfy: echo\n" + models + text.replacing("path:", with: "patern: x\n    path:")).utf8).write(
      to: config
    )
    let sentences = [
      "\(config.path), line 1: qmd knows no 'notfy' — did you mean 'notify'?",
      "\(config.path), line 2: qmd knows no 'taech' — did you mean 'teach'?",
      "\(config.path), line 6: qmd knows no 'patern' — did you mean 'pattern'?",
    ]
    let expected = sentences.joined(separator: "\n") + "\n"
    #expect(try house.qmd("status", "--problems").output == expected)
    let update = try house.qmd("update")
    #expect(update.status == 0 && update.error == expected, "\(update)")
    let doctor = try house.qmd("doctor")
    #expect(doctor.status == 0)
    #expect(doctor.output.hasSuffix("\nNo problem found; 3 warnings.\n"), "\(doctor)")
    #expect(try house.qmd("search", "discount").error == "", "a question is not answered with it")
  }

  @Test func `the doctor finds a healthy house well, and names what is not`() throws {
    let library = try SampleLibrary()
    let well = try library.house.qmd("doctor")
    #expect(well.status == 0)
    #expect(well.output.contains("All is well."))
    try FileManager.default.removeItem(at: library.house.memories)
    let ill = try library.house.qmd("doctor")
    #expect(ill.status == 1)
    #expect(ill.output.contains("problem folder"))
  }

  @Test(arguments: [".cache/qmd", ".local/state/qmd"])
  func `the doctor names a folder of ours that others can change`(folder: String) throws {
    let library = try SampleLibrary()
    let path = library.house.root.appending(path: folder).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    func setRights(_ rights: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
    }
    func said() throws -> (status: Int32, text: String) {
      let outcome = try library.house.qmd("doctor")
      return (outcome.status, outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    for rights in [0o777, 0o770, 0o702] {
      try setRights(rights)
      let ill = try said()
      #expect(ill.status == 1)
      #expect(ill.text.contains("problem rights \(path) can be changed by others"), "\(ill.text)")
      #expect(ill.text.contains("(mode \(String(rights, radix: 8))) — chmod 700 \(path)"), "\(ill.text)")
    }
    try setRights(0o700)
    #expect(try said().status == 0)
    guard geteuid() == 0 else { return }
    let given = unsafe chown(path, 65_534, 65_534)
    #expect(given == 0)
    let theirs = try said()
    #expect(theirs.status == 1)
    #expect(theirs.text.contains("problem rights \(path) belongs to user 65534"), "\(theirs.text)")
    #expect(theirs.text.contains("— sudo chown -R 0 \(path) && chmod 700 \(path)"), "\(theirs.text)")
  }

  @Test func `an index of another program is kept aside, and can be put back`() throws {
    try FileManager.default.createDirectory(
      at: index.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    let sqlite = URL(filePath: "/usr/bin/sqlite3")
    guard FileManager.default.isExecutableFile(atPath: sqlite.path) else { return }
    let theirs = "CREATE TABLE documents(id, doc); INSERT INTO documents VALUES(1, 'theirs');"
    #expect(try house.start(sqlite, [index.path, theirs]).status == 0)
    let before = try Data(contentsOf: index)
    let library = try SampleLibrary(isKept: false)
    let added = try library.house.qmd("collection", "add", "memories")
    #expect(added.status == 0)
    #expect(added.error.contains("was written by another program; it is kept as"))
    let restored = try library.house.qmd("doctor", "--restore-index")
    #expect(restored.status == 0, "\(restored.error)")
    expectSameBytes(try Data(contentsOf: index), before)
    #expect(try library.house.qmd("search", "discount", "--files").output.contains("alpha.md"))
  }

  @Test func `what is forgotten leaves no byte behind`() throws {
    let library = try SampleLibrary()
    let word = "xylophonesecret"
    try library.house.write(
      "# Private\n\n\(word) \(String(repeating: "filler ", count: 200))\n",
      to: "private.md"
    )
    try library.house.qmd("update")
    #expect(try library.hits(word).count == 1)
    let outcome = try library.house.qmd("forget", "private.md")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("ignore: [private.md]"))
    for suffix in ["", "-wal"] {
      let bytes = try Data(contentsOf: URL(filePath: index.path + suffix))
      #expect(bytes.range(of: Data("xyloph".utf8)) == nil)
    }
    let config = library.house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    try Data((text.trimmingCharacters(in: .newlines) + "\n    ignore: [private.md]\n").utf8).write(to: config)
    try library.house.qmd("update")
    #expect(try library.hits(word).isEmpty)
  }

  @Test func `cleanup says what it would do, and does it`() throws {
    let house = try SampleLibrary().house
    try expectGolden(try house.qmd("cleanup", "--dry-run").output, "cleanup-dry-run.txt")
    #expect(try house.qmd("cleanup").output.contains("Compacted FTS and vacuumed the database"))
    #expect(try house.qmd("search", "discount", "--files").output.contains("alpha.md"))
  }

  @Test(arguments: [["embed"], ["embed", "-f", "--no-gpu"]])
  func `what needs a model says that there is none, and that is no failure`(arguments: [String]) throws {
    let outcome = try house.run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.error.hasPrefix("Nothing was embedded: the model all-MiniLM-L6-v2 is not in"))
  }
}
