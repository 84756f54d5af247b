import Foundation
import Support
import Testing

/// What agents get from each tool.
@Suite(.temporaryHouse) struct MCPToolTests {
  private let library: SampleLibrary
  private let house: TemporaryHouse
  private let agent: MCPProcess

  init() throws {
    library = try SampleLibrary()
    house = library.house
    agent = try MCPProcess(house)
  }

  @Test func `the four known tools come first, each read-only`() throws {
    let tools = try Answers.result(agent.ask("tools/list"))["tools"] as? [[String: Any]] ?? []
    #expect(
      tools.compactMap { $0["name"] as? String }
        == ["query", "get", "multi_get", "status", "skill_lookup", "audit_status"]
    )
    for tool in tools {
      #expect((tool["annotations"] as? [String: Bool]) == ["readOnlyHint": true, "openWorldHint": false])
      #expect((tool["inputSchema"] as? [String: Any])?["type"] as? String == "object")
    }
  }

  @Test func `a result has the documented keys, and its lines are those of the file`() throws {
    let result = try agent.call("query", ["query": "discount prospect"])
    let hit = try #require(Answers.results(result).first)
    #expect(Set(hit.keys) == ["docid", "file", "title", "score", "context", "line", "snippet"])
    #expect(hit["file"] as? String == "notes/alpha.md")
    #expect(hit["context"] is NSNull)
    #expect(hit["line"] as? Int == 3)
    let snippet = try #require(hit["snippet"] as? String)
    #expect(snippet.contains("3: Quarterly discount for prospect Acme."))
    let docid = try #require(hit["docid"] as? String)
    #expect(Answers.text(result).hasPrefix("Found 1 result for \"discount prospect\":\n\n\(docid) "))
    #expect(Answers.text(result).hasSuffix("% notes/alpha.md - Alpha Plan"))
    let freshness = (result["_meta"] as? [String: Any])?["qmd/freshness"] as? [String: Any]
    #expect(freshness?["source"] as? String == "compared")
  }

  @Test func `typed searches mean what the command line means by them`() throws {
    func files(_ searches: [[String: String]], _ more: [String: Any] = [:]) throws -> [String] {
      let arguments = more.merging(["searches": searches, "intent": "billing"]) { $1 }
      return Answers.results(try agent.call("query", arguments)).compactMap { $0["file"] as? String }
    }
    #expect(try files([["type": "lex", "query": "performance -sports"]]).isEmpty)
    #expect(try files([["type": "lex", "query": "\"rate limiter\""]]) == ["notes/alpha.md"])
    #expect(try files([["type": "vec", "query": "how do tokens limit the rate"]]).first == "notes/alpha.md")
    #expect(
      try files([["type": "lex", "query": "tokens"]], ["collections": ["notes"], "limit": 1]).count == 1
    )
    #expect(try files([["type": "lex", "query": "tokens"]], ["minScore": 0.99]).isEmpty)
  }

  @Test(arguments: [
    (#"{}"#, "Give either"), (#"{"query": "a", "searches": []}"#, "Give either"),
    (#"{"query": "  "}"#, "empty"),
    (#"{"searches": []}"#, "empty"), (#"{"searches": [{"type": "x", "query": "a"}]}"#, "lex, vec or hyde"),
    (#"{"searches": [{"type": "lex", "query": "\"open"}]}"#, "not closed"),
    (#"{"query": "a", "collections": ["nots"]}"#, "did you mean 'notes'"),
    (#"{"query": "a", "limit": "many"}"#, "must be a number"), (#"{"query": 7}"#, "must be a string"),
    (#"{"query": "a", "minScore": 3}"#, "from 0 to 1"), (#"{"searches": "lex"}"#, "list of objects"),
  ])
  func `a question that makes no sense is explained to the agent`(arguments: String, words: String) throws {
    let result = try agent.call("query", Answers.object(Data(arguments.utf8)))
    #expect(result["isError"] as? Bool == true)
    #expect(Answers.text(result).contains(words))
  }

  @Test func `a text is read whole, in part, and by docid`() throws {
    let whole = try agent.call("get", ["file": "notes/alpha.md"])
    let resource = try #require(Answers.content(whole).first?["resource"] as? [String: Any])
    #expect(resource["uri"] as? String == "qmd://notes/alpha.md")
    #expect(resource["mimeType"] as? String == "text/markdown")
    #expect(Answers.text(whole).hasPrefix("1: # Alpha Plan\n2: \n3: Quarterly"))
    #expect(Answers.text(try agent.call("get", ["file": "notes/alpha.md:3:1"])).hasPrefix("3: Quarterly"))
    let part = try agent.call(
      "get",
      ["file": "alpha.md", "fromLine": 4, "maxLines": 1, "lineNumbers": false]
    )
    #expect(Answers.text(part) == "The rate limiter uses tokens.")
    let docid = try #require(Answers.results(try agent.call("query", ["query": "discount"])).first?["docid"])
    #expect(Answers.text(try agent.call("get", ["file": docid])).contains("Alpha Plan"))
    let missing = try agent.call("get", ["file": "notes/alhpa.md"])
    #expect(missing["isError"] as? Bool == true)
    #expect(Answers.text(missing).contains("Did you mean one of these?\n  notes/alpha.md"))
  }

  @Test func `several texts come by pattern or list, and a large one is named`() throws {
    try house.write(String(repeating: "long line of text\n", count: 5_000), to: "large.md")
    let all = Answers.content(try agent.call("multi_get", ["pattern": "*.md", "maxLines": 1]))
    let uris = all.compactMap { ($0["resource"] as? [String: Any])?["uri"] as? String }
    #expect(uris == ["qmd://notes/alpha.md", "qmd://notes/gamma.md"])
    #expect(all.contains { ($0["text"] as? String)?.contains("notes/large.md has 90000 bytes") ?? false })
    let list = Answers.content(try agent.call("multi_get", ["pattern": "alpha.md, nope.md"]))
    #expect(list.first?["text"] as? String == "Document not found: nope.md")
    #expect(list.count == 2)
    #expect(try agent.call("multi_get", ["pattern": "zz*.md"])["isError"] as? Bool == true)
  }

  @Test func `an answer never holds much more than two megabytes of text, and says how to go on`() throws {
    // Few lines, because numbering them is slow in a build for tests.
    let line = String(repeating: "x", count: 99_999) + "\n"
    for name in ["a", "b", "c"] {
      try house.write(String(repeating: line, count: 12), to: "large/\(name).md")
    }
    let all = Answers.content(try agent.call("multi_get", ["pattern": "large/*.md", "maxBytes": 9_000_000]))
    #expect(all.count == 3)
    let last = all.last?["text"] as? String
    #expect(last == nil || last == "[SKIPPED: 1 more, from notes/large/c.md on — ask for them by themselves]")
    try house.write(String(repeating: line, count: 30), to: "huge.md")
    let huge = try agent.call("get", ["file": "huge.md"])
    #expect((2_000_000..<2_200_000).contains(Answers.text(huge).utf8.count))
    let note = Answers.content(huge).last?["text"] as? String ?? ""
    #expect(note == "That is 20 lines; 11 more follow from line 21.")
    #expect(Answers.text(try agent.call("get", ["file": "huge.md:21:1"])).hasPrefix("21: xxx"))
  }

  @Test func `status counts what the disk and the configuration say now`() throws {
    let before = try agent.call("status", [:])["structuredContent"] as? [String: Any]
    #expect(before?["totalDocuments"] as? Int == 3)
    let collections = before?["collections"] as? [[String: Any]] ?? []
    #expect(collections.first?["name"] as? String == "notes")
    #expect(collections.first?["pattern"] as? String == "**/*.md")
  }

  @Test func `a collection that is added or left out while the server runs counts at once`() throws {
    let other = house.root.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("# Saltmarsh tender\n".utf8).write(to: other.appending(path: "tender.md"))
    func files() throws -> [String] {
      Answers.results(try agent.call("query", ["query": "saltmarsh tender"])).compactMap {
        $0["file"] as? String
      }
    }
    #expect(try files() == [])
    #expect(try house.qmd("collection", "add", other.path).status == 0)
    #expect(try files() == ["other/tender.md"])
    #expect(try house.qmd("collection", "exclude", "other").status == 0)
    #expect(try files() == [])
  }

  @Test func `a saved text is found by the next question, and a rebuilt index is taken up`() throws {
    func isFound(_ words: String) throws -> Bool {
      !Answers.results(try agent.call("query", ["query": words])).isEmpty
    }
    try house.write("# Bramblewick\n", to: "new.md")
    #expect(try isFound("bramblewick"))
    for ending in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: house.root.path + "/.cache/qmd/index.sqlite" + ending)
    }
    #expect(try isFound("bramblewick"))
    #expect(try house.qmd("update").status == 0)
    #expect(try isFound("bramblewick"))
    #expect(
      (try agent.call("status", [:])["structuredContent"] as? [String: Any])?["totalDocuments"] as? Int == 4
    )
  }

  @Test func `the one right skill is named, or none`() throws {
    let skill = """
      ---
      name: late-invoice
      description: Reminds a customer of an invoice that was not paid in time.
      metadata:
        keywords: overdue, dunning, unpaid
      ---
      # Late invoice
      """
    try house.write(skill, to: "skills/late-invoice/SKILL.md")
    try house.write(
      "# Unpaid invoices\n\nAn overdue unpaid invoice gets a reminder.\n",
      to: "unpaid-invoices.md"
    )
    let found = try agent.call("skill_lookup", ["task": "remind the customer of an unpaid overdue invoice"])
    let named = (found["structuredContent"] as? [String: Any])?["skill"] as? [String: Any]
    #expect(named?["name"] as? String == "late-invoice")
    #expect(named?["file"] as? String == "notes/skills/late-invoice/SKILL.md")
    #expect(Answers.text(found).contains("get(file = \"notes/skills/late-invoice/SKILL.md\")"))
    for task in [
      "translate this poem of a customer about rivers into french verse", "sports performance talk",
      "bake sourdough bread", "qwzx plorf",
    ] {
      let none = try agent.call("skill_lookup", ["task": task])
      #expect((none["structuredContent"] as? [String: Any])?["skill"] is NSNull, "\(task)")
      #expect(none["isError"] == nil)
    }
    #expect(try agent.call("skill_lookup", [:])["isError"] as? Bool == true)
  }

  @Test func `the last audit is told, and that there is none`() throws {
    let none = try agent.call("audit_status", [:])
    #expect((none["structuredContent"] as? [String: Any])?["recall"] is NSNull)
    try house.write(
      "---\nname: greet\ndescription: Greets a new customer.\n---\n# Greet\n",
      to: "greet/SKILL.md"
    )
    try house.write(
      #"[{"query": "greet a new customer", "should_trigger": true}]"#,
      to: "greet/evals/recall.json"
    )
    #expect(try house.qmd("update").status == 0)
    #expect(try house.qmd("audit").status == 0)
    let result = try agent.call("audit_status", [:])
    let recall = (result["structuredContent"] as? [String: Any])?["recall"] as? [String: Any]
    #expect(recall?["kept"] as? Int == 1)
    #expect(Answers.text(result).contains("1 of 1 contract queries"))
  }

  @Test func `an address with odd characters is read as it is given`() throws {
    try house.write("# Odd\n", to: "a b/100%41 é.md")
    let text = try agent.call("get", ["file": "notes/a b/100%41 é.md"])
    let uri = try #require((Answers.content(text).first?["resource"] as? [String: Any])?["uri"] as? String)
    #expect(uri == "qmd://notes/a%20b/100%2541%20%C3%A9.md")
    let read = try Answers.result(agent.ask("resources/read", ["uri": uri]))
    #expect((read["contents"] as? [[String: Any]])?.first?["text"] as? String == "1: # Odd\n2: ")
  }
}
