import Foundation
import Glibc
import Memory
import Plumbing
import Providers
import Support
import Testing

/// Found by meaning: the real program, with the real model.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct MeaningTests {
  static let playbooks = [
    "refunds.md": "# Refunds\n\nMoney goes back by the way it came, within five working days.\n",
    "standup.md": "# Standup\n\nEach morning at nine everybody says in one minute what they will do.\n",
    "outage.md": "# Outage\n\nWhen the service is down, the first message goes to the key accounts.\n",
  ]

  let house = TemporaryHouse.current
  let model: [String: String]

  init() throws { model = try RealModel.environment() }

  private func library(_ texts: [String: String] = playbooks, isEmbedded: Bool = true) throws {
    for (path, text) in texts { try house.write(text, to: path) }
    let added = try house.qmd("collection", "add", house.memories.path, "--name", "notes", environment: model)
    try #require(added.status == 0)
    if isEmbedded { #expect(try house.qmd("embed", environment: model).status == 0) }
  }

  private func json(_ arguments: String...) throws -> [[String: Any]] {
    let outcome = try house.run(arguments + ["--json"], environment: model)
    #expect(outcome.status == 0)
    return try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
  }

  private func value(_ sql: String) throws -> String? {
    try Database(FilePath(house.root.path).appending(".cache/qmd/index.sqlite"), mode: .readOnly)
      .statement(sql).string()
  }

  @Test(arguments: ["query", "vsearch"])
  func `a question that shares no word with its playbook is answered`(verb: String) throws {
    try library()
    let hits = try json(verb, "reimburse a buyer")
    #expect(hits.first?["file"] as? String == "qmd://notes/refunds.md")
    #expect(
      hits.first.map { Set($0.keys) } == ["docid", "score", "file", "line", "title", "snippet"],
      "programs find the keys that they know, and no other"
    )
    #expect(try json("search", "reimburse buyer").isEmpty)
  }

  @Test func `an agent's message and an agent's query are understood, too`() throws {
    try library()
    let hook = try house.run(
      ["hook", "plain", "--min-score", "0.02"],
      input: "Can we reimburse a buyer?",
      environment: model.merging(HookHouse.patient) { $1 }
    )
    #expect(hook.status == 0 && hook.output.contains("qmd://notes/refunds.md"))
    let byWords = try house.run(
      ["hook", "plain", "--min-score", "0.02"],
      input: "Can we reimburse a buyer?",
      environment: HookHouse.patient
    )
    #expect(byWords.status == 0 && byWords.output.isEmpty, "without the model there are words alone")
    let agent = try MCPProcess(house, environment: model)
    let result = try agent.call("query", ["query": "reimburse a buyer"])
    #expect(Answers.results(result).first?["file"] as? String == "notes/refunds.md")
    #expect(try agent.end() == 0)
  }

  @Test func `the doctor says whether texts are understood, and by what`() throws {
    try library()
    let well = try house.qmd("doctor", environment: model)
    #expect(well.output.contains("meaning all-MiniLM-L6-v2 answers; 3 passages of 3 documents embedded\n"))
    let sidecar = house.root.appending(path: ".cache/qmd/index.sqlite.vectors")
    try FileManager.default.removeItem(at: sidecar)
    #expect(
      try house.qmd("doctor", environment: model).output.contains("the file of vectors beside the index")
    )
    #expect(try house.qmd("doctor").output.contains("meaning no model, so texts are found by words alone"))
    // A folder of models that holds a damaged one.
    try house.write("not a model", to: "../data/qmd/models/all-MiniLM-L6-v2/model.safetensors")
    try house.write("not a vocabulary", to: "../data/qmd/models/all-MiniLM-L6-v2/vocab.txt")
    let data = ["XDG_DATA_HOME": house.root.appending(path: "data").path]
    let ill = try house.qmd("doctor", environment: data)
    #expect(ill.status == 1 && ill.output.contains("problem meaning"))
  }

  @Test func `indexing does not wait for vectors, and says how many are to come`() throws {
    for (path, text) in Self.playbooks { try house.write(text, to: path) }
    let added = try house.qmd("collection", "add", house.memories.path, "--name", "notes", environment: model)
    #expect(
      added.output.contains(
        "Vectors: 3 documents can be found by words now, and by meaning after `qmd embed`"
      )
    )
    let before = try house.qmd("status", environment: model).output
    #expect(before.contains("Vectors:  0 embedded") && before.contains("Pending:  3 documents"))
    let embedded = try house.qmd("embed", environment: model)
    #expect(embedded.output.firstMatch(of: /✓ Embedded 3 passages in [\d.]+ s; 3 documents/) != nil)
    let after = try house.qmd("status", environment: model).output
    #expect(after.contains("Vectors:  3 embedded, of 3 documents, by all-MiniLM-L6-v2"))
    #expect(!after.contains("Pending"))
    let again = try house.qmd("embed", environment: model)
    #expect(again.output == "Nothing to embed: 3 documents can be found by meaning.\n")
  }

  @Test func `without the model everything works by words, and one line says so`() throws {
    try library(isEmbedded: false)
    for verb in ["query", "vsearch"] {
      let outcome = try house.qmd(verb, "refunds", "--files")
      #expect(outcome.output.contains("qmd://notes/refunds.md"))
      #expect(outcome.error.split(separator: "\n").count == 1)
      #expect(outcome.error.contains("qmd pull"))
    }
    let embed = try house.qmd("embed")
    #expect(embed.status == 0)
    #expect(embed.error.hasPrefix("Nothing was embedded: the model all-MiniLM-L6-v2 is not in"))
    #expect(try house.qmd("status").output.contains("Vectors:  0 embedded (no model yet: `qmd pull`"))
  }

  @Test func `a damaged model is one sentence, words answer, and a whole one answers again`() throws {
    try library()
    let folder = house.root.appending(path: "data/qmd/models/all-MiniLM-L6-v2")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let whole = try Data(
      contentsOf: URL(filePath: RealModel.folder().path.text).appending(path: "packed-2.bin")
    )
    try whole.prefix(1_000_000).write(to: folder.appending(path: "packed-2.bin"))
    let environment = ["XDG_DATA_HOME": house.root.appending(path: "data").path]
    let outcome = try house.qmd("query", "refunds", "--files", environment: environment)
    #expect(outcome.output.contains("refunds.md"))
    #expect(outcome.error.contains("cannot be used") && outcome.error.contains("qmd pull --refresh"))
    #expect(try json("query", "reimburse a buyer").first?["file"] as? String == "qmd://notes/refunds.md")
  }

  @Test func `killed while it embeds, it goes on where it was`() throws {
    var texts: [String: String] = [:]
    for number in 0..<120 {
      texts["n\(number).md"] =
        "# Note \(number)\n\n" + String(repeating: "Sentence \(number) of it. ", count: 30)
    }
    try library(texts, isEmbedded: false)
    let process = Process()
    process.executableURL = TemporaryHouse.program
    process.arguments = ["embed"]
    process.environment = house.surroundings().merging(model) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The first batch that is written is the event that is waited for.
    while try value("SELECT count(*) FROM vectors") == "0", process.isRunning { usleep(2_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let kept = try #require(try value("SELECT count(*) FROM vectors").flatMap { Int($0) })
    #expect(kept > 0 && kept < 120)
    #expect(try value("PRAGMA integrity_check") == "ok")
    let outcome = try house.qmd("embed", environment: model)
    let passages = try #require(outcome.output.firstMatch(of: /Embedded (\d+) passages/)?.1)
    #expect(Int(passages) == 120 - kept, "what was written before is not computed again")
    #expect(try value("SELECT count(*) FROM passages WHERE vector NOT IN (SELECT id FROM vectors)") == "0")
    #expect(try json("query", "sentence 7", "-n", "1").count == 1)
  }

  @Test func `only one program embeds at a time`() throws {
    try library(isEmbedded: false)
    let lock = try EmbeddingLock.take(index: FilePath(house.root.path).appending(".cache/qmd/index.sqlite"))
    let outcome = try house.qmd("embed", environment: model)
    #expect(
      outcome == Outcome(status: 0, output: "Embedding is already running in another program.\n", error: "")
    )
    lock?.release()
  }

  @Test func `what is forgotten is found by its meaning no more`() throws {
    try library()
    #expect(try house.qmd("forget", "qmd://notes/refunds.md", environment: model).status == 0)
    try FileManager.default.removeItem(at: house.memories.appending(path: "refunds.md"))
    #expect(try value("SELECT count(*) FROM vectors") == "2")
    #expect(
      try !json("query", "reimburse a buyer", "--min-score", "0").contains {
        $0["title"] as? String == "Refunds"
      }
    )
  }

  @Test func `typed lines say what each is looked for by`() throws {
    try library()
    #expect(try json("query", "vec: reimburse a buyer").first?["title"] as? String == "Refunds")
    #expect(try json("query", "lex: minute\nvec: reimburse a buyer").prefix(2).count == 2)
    let hyde = "hyde: We give the customer back what they paid.\nintent: money"
    #expect(try json("query", hyde).first?["title"] as? String == "Refunds")
    #expect(try json("query", "lex: minute").map { $0["title"] as? String } == ["Standup"])
  }

  @Test(
    arguments: [
      ("intent: money", "alone asks nothing"), ("vec: a\nplain line", "has no type"),
      ("lex: \"open", "not closed"),
      ("vec:\nlex: a", "says nothing"), ("intent: a\nintent: b\nvec: c", "keep one"),
    ]
  )
  func `a document that cannot be read is one sentence and status 1`(text: String, part: String) throws {
    let outcome = try house.qmd("query", text, environment: model)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.error.contains(part) && outcome.error.split(separator: "\n").count == 1)
  }

  @Test func `5,000 words, a text in no known script and no word at all are questions like any other`() throws
  {
    try library()
    for text in [
      Array(repeating: "reimburse buyer", count: 2_500).joined(separator: " "), "𓀀𓁐𓃒 \u{E000}", "?!",
    ] {
      let outcome = try house.qmd("query", text, "--json", environment: model)
      #expect(outcome.status == 0)
      #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [Any])
    }
  }

  @Test func `why a hit ranks where it does names its passages`() throws {
    try library()
    let hit = try #require(try json("query", "reimburse a buyer", "--explain").first)
    let explanation = try #require(hit["explain"] as? [String: Any])
    #expect((explanation["cosine"] as? Double ?? 0) > 0.2)
    #expect((explanation["passages"] as? [[String: Any]])?.first?["line"] as? Int == 1)
    let text = try house.qmd("query", "reimburse a buyer", "--explain", environment: model).output
    #expect(text.contains("no word of the question stands in it"))
  }

  @Test func `a watcher embeds by itself what is saved`() throws {
    let watched = try WatchedHouse(house, extra: model)
    for (path, text) in Self.playbooks { try house.write(text, to: path) }
    try watched.start()
    try watched.wait(for: "embedded 3 passages of 3 documents")
    func titles(_ question: String) throws -> String {
      try house.qmd("query", question, "--files", "-n", "1", environment: watched.environment).output
    }
    #expect(try titles("reimburse a buyer").contains("refunds.md"))
    try house.write("# Boiler\n\nThe heating engineer comes in October.\n", to: "boiler.md")
    try watched.wait(for: "embedded 1 passages of 1 documents")
    #expect(try titles("who repairs the radiators").contains("boiler.md"))
    try house.write("# Boiler\n\nIt was sold.\n\n## Cat\n\nThe kitten is fed at noon.\n", to: "boiler.md")
    try watched.settle()
    try watched.stop()
    #expect(try house.qmd("status", environment: watched.environment).status == 0)
  }
}
