import Foundation
import Plumbing
import Support
import Synchronization
import Testing

/// Lessons by a model behind an address, as people hold them: consent, budget, and what becomes of files.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct TeachingModelTests {
  private let house = TemporaryHouse.current
  private var config: URL { house.root.appending(path: ".config/qmd/index.yml") }
  private static let better = "Chases an unpaid or overdue bill with a dunning letter or a reminder."

  /// Two skills that describe themselves poorly, of which contracts ask for what they do.
  private func fill(models: String, rest: String = "") throws {
    for name in ["late-invoice", "late-bill"] {
      try house.write(
        "---\nname: \(name)\ndescription: Helps with stuff.\n---\n\n# \(name)\n\n1. Do it.\n",
        to: "skills/\(name)/SKILL.md"
      )
    }
    let invoices = [
      "dunning letter for an unpaid bill", "send a dunning reminder", "overdue bill reminder",
      "bill overdue since march", "dunning after thirty overdue days", "unpaid bill dunning",
      "overdue dunning reminder", "second dunning reminder", "dunning the overdue", "unpaid and overdue bill",
    ]
    for (name, queries) in [("late-invoice", invoices), ("late-bill", ["garden ladder", "paint ladder"])] {
      let rows = queries.map { #"{"query": "\#($0)", "should_trigger": true}"# }
      try house.write("[\(rows.joined(separator: ","))]", to: "skills/\(name)/evals/recall.json")
    }
    for number in 0..<12 {
      try house.write(
        "# Note \(number)\n\nWeather, window and bicycle \(number).\n",
        to: "notes/\(number).md"
      )
    }
    try house.qmd("collection", "add", house.memories.path, "--name", "memories")
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + rest + "models:\n" + models).write(to: config, atomically: true, encoding: .utf8)
  }

  private func files() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for case let file as URL in try #require(
      FileManager.default.enumerator(at: house.memories, includingPropertiesForKeys: nil)
    ) where !file.hasDirectoryPath {
      found[file.path] = try Data(contentsOf: file)
    }
    return found
  }

  private func local(_ server: LoopbackServer, _ more: String = "") -> String {
    "  teach: compatible:fake\n  teach_endpoint: \(server.address)\n\(more)"
  }

  // MARK: From a question to an adoption

  @Test func `a model's words are proposed with their price, adopted, and taken back`() throws {
    let server = try LoopbackServer { _ in FakeTeacher.edits(description: Self.better) }
    try fill(models: local(server, "  teach_price: 3 15\n"))
    let before = try files()
    let taught = try house.qmd("teach", "late-invoice")
    #expect(taught.status == 0, "\(taught.error)")
    #expect(taught.output.contains("late-invoice: proposed as #1"))
    #expect(taught.output.hasSuffix("compatible:fake: 2,000 tokens sent and 200 answered, $0.0090\n"))
    #expect(try files() == before)
    #expect(try house.qmd("proposals", "show", "1").output.contains("by the compatible:fake teacher"))
    let listed = try house.qmd("providers").output
    #expect(
      listed.contains("Lessons so far by compatible:fake: 2 attempts, 1 let through, 2,000 tokens sent")
    )
    #expect(listed.contains("queries won, $0.0"))
    #expect(try house.qmd("proposals", "adopt", "1").status == 0)
    #expect(try files() != before)
    #expect(try house.qmd("skills", "rollback", "late-invoice").status == 0)
    #expect(try files() == before)
  }

  @Test func `a dry run sends nothing and prints the bytes that a lesson then sends`() throws {
    let server = try LoopbackServer { _ in FakeTeacher.edits(description: Self.better) }
    try fill(models: local(server, "  teach_key: TEACHER\n"))
    let environment = ["TEACHER": "s3cret-k3y"]
    let dry = try house.qmd("teach", "late-invoice", "--dry-run", environment: environment)
    #expect(dry.status == 0, "\(dry.error)")
    #expect(server.requests.isEmpty)
    #expect(
      dry.output.contains(
        "POST \(server.address)/v1/chat/completions\nwith the key from the variable TEACHER\n"
      )
    )
    try house.qmd("teach", "late-invoice", environment: environment)
    let request = try #require(server.requests.first)
    #expect(request.headers["authorization"] == "Bearer s3cret-k3y")
    #expect(dry.output.contains("\n\(String(decoding: request.body, as: UTF8.self))\n"))
    #expect(!dry.output.contains("s3cret"))
    for case let file as URL in try #require(
      FileManager.default.enumerator(at: house.root, includingPropertiesForKeys: nil)
    ) where !file.hasDirectoryPath {
      #expect(
        try Data(contentsOf: file).range(of: Data("s3cret-k3y".utf8)) == nil,
        "\(file.path) has the key"
      )
    }
  }

  // MARK: Consent

  @Test func `beyond this machine not one connection is made without consent`() throws {
    try fill(models: "  teach: anthropic:claude-x\n  embed: openai:m\n")
    let before = try files()
    let environment = ["ANTHROPIC_API_KEY": "s3cret", "OPENAI_API_KEY": "s3cret"]
    let trace = house.root.appending(path: "trace")
    for command in [["teach"], ["teach", "--dry-run"], ["providers", "test"], ["providers"], ["proposals"]] {
      let outcome = try house.start(
        URL(filePath: "/usr/bin/strace"),
        ["-f", "-o", trace.path, "-e", "trace=connect,sendto,sendmsg", TemporaryHouse.program.path] + command,
        environment: environment
      )
      if command == ["teach"] {
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("obody agreed to send texts to https://api.anthropic.com for teach"))
      }
      let calls = try String(contentsOf: trace, encoding: .utf8)
      #expect(!calls.contains("AF_INET"), "\(command): \(calls)")
      #expect(!(outcome.output + outcome.error).contains("s3cret"))
    }
    #expect(try files() == before)
  }

  @Test func `consent is for one purpose, and then the model is asked`() throws {
    try fill(models: "  teach: anthropic:claude-x\n  embed: openai:m\n")
    let unclear = try house.qmd("providers", "consent")
    #expect(unclear.status == 1 && unclear.error.contains("say which: --for embedding or --for teach"))
    let given = try house.qmd("providers", "consent", "--for", "teach")
    #expect(given.output.contains("may be sent to https://api.anthropic.com for lessons"))
    let listed = try house.qmd("providers", environment: ["GEMINI_API_KEY": "k"]).output
    #expect(listed.contains("Vectors: openai:m at https://api.openai.com (not on this machine)"))
    #expect(
      listed.contains("  memories: no consent\nLessons: anthropic:claude-x at https://api.anthropic.com")
    )
    #expect(listed.contains("  memories: may be sent\n"))
    #expect(listed.contains("key: the variable ANTHROPIC_API_KEY, which cannot be used"))
    #expect(listed.contains("Available, and not used: the variable GEMINI_API_KEY is set"))
    // Agreed to, but without a key: that is told before anything is sent.
    let taught = try house.qmd("teach", "late-invoice")
    #expect(taught.error.contains("variable ANTHROPIC_API_KEY, which is to hold the key, is not set"))
    #expect(try house.qmd("providers", "revoke", "--for", "teach").output.contains("Took back 1 consent"))
  }

  @Test func `a project may not say who teaches until it is trusted`() throws {
    let project = house.root.appending(path: "project")
    let file = project.appending(path: ".qmd/index.yml")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data("models:\n  teach: anthropic:m\n".utf8).write(to: file)
    let before = try house.run(["providers"], in: project)
    #expect(
      before.output.contains("Lessons: built-in")
        && before.error.contains("eft out the teacher at https://api")
    )
    #expect(
      try house.run(["trust"], in: project).output.contains("skills may be sent to https://api.anthropic.com")
    )
    #expect(try house.run(["providers"], in: project).output.contains("Lessons: anthropic:m"))
  }

  @Test func `an Ollama on this machine teaches without being named, unless the built-in teacher is`() throws
  {
    let tags = #"{"models":[{"name":"qwen3:4b","details":{"family":"qwen3"}}]}"#
    let server = try LoopbackServer { request in
      if request.path == "/api/tags" { return .init(json: tags) }
      let text = #"{\"description\":\"\#(Self.better)\",\"keywords\":[],\"when_to_use\":[],\"rivals\":[]}"#
      return .init(json: #"{"message":{"content":"\#(text)"},"done":true,"done_reason":"stop"}"#)
    }
    let environment = ["OLLAMA_HOST": server.address]
    try fill(models: "  rerank: none\n")
    let test = try house.qmd("providers", "test", "--for", "teach", environment: environment)
    #expect(test.output.contains("Lessons: ollama:qwen3:4b at \(server.address), on this machine"))
    let taught = try house.qmd("teach", "late-invoice", environment: environment)
    #expect(taught.output.contains("late-invoice: proposed as #1"), "\(taught.error)")
    #expect(server.requests.contains { $0.path == "/api/chat" })
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + "  teach: built-in\n").write(to: config, atomically: true, encoding: .utf8)
    let count = server.requests.count
    #expect(
      try house.qmd("teach", "late-invoice", "--dry-run", environment: environment).output.contains(
        "built-in"
      )
    )
    #expect(server.requests.count == count)
  }

  // MARK: What goes wrong

  @Test(arguments: [
    (FakeTeacher.Fault.badKey, 1, "does not accept the key", true), (.unpaid, 1, "wants to be paid", true),
    (.silent, 1, "no answer in time", true), (.dripping, 1, "no answer in time", true),
    (.redirect, 1, "sends on to another address", true), (.refusal, 4, "it refused to answer", false),
    (.bomb, 4, "longer than 2097152 bytes", false),
  ])
  func `a fault leaves every file as it was, and ends what would fail again`(
    fault: FakeTeacher.Fault,
    requests: Int,
    words: String,
    endsQueue: Bool
  ) throws {
    let server = try LoopbackServer { _ in fault.response }
    try fill(models: local(server, "  teach_timeout: 1\n"), rest: "teach: auto\n")
    let before = try files()
    let taught = try house.qmd("teach")
    let said = taught.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(taught.status == 1 && said.contains(words), "\(taught.output)\(taught.error)")
    #expect(taught.error.contains("1 more skill had no lesson") == endsQueue, "\(taught.error)")
    #expect(server.requests.count == requests)
    #expect(try files() == before)
    #expect(try house.qmd("proposals").output.hasPrefix("No proposals"))
  }

  @Test func `the day's budget holds over several runs`() throws {
    let server = try LoopbackServer { _ in FakeTeacher.edits(keywords: ["zebra"]) }
    try fill(models: local(server, "  teach_price: 1 10\n"), rest: "teach_budget: 0.046\n")
    let first = try house.qmd("teach", "late-invoice")
    #expect(first.output.contains("the budget is used up") && server.requests.count == 2, "\(first.output)")
    let second = try house.qmd("teach", "late-invoice", "--budget", "5")
    #expect(second.output.contains("the budget is used up") && server.requests.count == 2)
  }

  @Test func `a budget without a price is no budget`() throws {
    try fill(models: "  teach: anthropic:m\n")
    try house.qmd("providers", "consent")
    let taught = try house.qmd(
      "teach",
      "late-invoice",
      "--budget",
      "1",
      environment: ["ANTHROPIC_API_KEY": "k"]
    )
    #expect(taught.status == 1 && taught.error.contains("budget needs to know what anthropic:m costs"))
  }

  @Test(arguments: [
    ("  teach: anthropic\n", "models.teach is built-in, or one of anthropic, openai"),
    ("  teach: compatible:m\n", "models.teach is built-in, or one of"),
    ("  teach: openai:m\n  teach_price: cheap\n", "models.teach is built-in, or one of"),
    ("  teach: openai:m\n  teach_key: sk-not-a-name\n", "models.teach_key names the variable"),
    ("  teach: openai:m\n  teach_timeout: soon\n", "models.teach_timeout is a number of seconds"),
  ])
  func `a line that names no teacher is told with its place, and no key with it`(
    models: String,
    words: String
  )
    throws
  {
    try fill(models: models)
    let outcome = try house.qmd("providers")
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(!outcome.error.contains("sk-not"))
  }
}
