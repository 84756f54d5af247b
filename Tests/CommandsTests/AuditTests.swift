import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// `qmd audit` as people and build servers run it.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct AuditTests {
  private let house = TemporaryHouse.current

  /// Three skills with contracts: one is robbed, one claims too much, one is sound.
  private func fill() throws {
    try skill(
      "late-invoice",
      "Reminds a customer of an unpaid invoice.",
      #"[{"query": "invoice still unpaid", "should_trigger": true}, {"query": "discount at renewal", "should_trigger": false}]"#
    )
    try skill(
      "refund",
      "Pays money back.",
      #"[{"query": "customer wants the invoice undone", "should_trigger": true}]"#
    )
    try skill(
      "renewal",
      "A discount at renewal of a contract.",
      #"[{"query": "discount at renewal", "should_trigger": true}, {"query": "contract discount", "should_trigger": false}]"#
    )
    for number in 0..<12 {
      try house.write(
        "# Note \(number)\n\nGarden, window and bicycle number \(number).\n",
        to: "notes/\(number).md"
      )
    }
    let added = try house.qmd("collection", "add", house.memories.path)
    try #require(added.status == 0, "\(added.error)")
  }

  private func skill(_ name: String, _ description: String, _ contract: String?) throws {
    try house.write(
      "---\nname: \(name)\ndescription: \(description)\n---\n\n# \(name)\n\n1. Do it.\n",
      to: "skills/\(name)/SKILL.md"
    )
    if let contract { try house.write(contract, to: "skills/\(name)/evals/recall.json") }
  }

  /// What an audit printed as JSON.
  private func json(_ arguments: String...) throws -> [String: Any] {
    let outcome = try house.run(["audit", "--json"] + arguments)
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(value as? [String: Any], "\(outcome.error)")
  }

  // MARK: What it prints

  @Test func `the table shows the library, then failures first with advice, in 80 columns`() throws {
    try fill()
    let outcome = try house.qmd("audit")
    #expect(outcome.status == 1)
    try expectGolden(outcome.output, "audit.txt")
    #expect(outcome.output.split(separator: "\n").filter { $0.count > 80 } == [])
    let explained = try house.qmd("audit", "refund", "--explain")
    try expectGolden(explained.output, "audit-explain.txt")
    #expect(explained.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `JSON has every query with its rank, thief and cause`() throws {
    try fill()
    let audit = try json()
    #expect(audit["passed"] as? Bool == false)
    let kept = try #require(audit["kept"] as? [String: Any])
    #expect(kept["hits"] as? Int == 3)
    #expect(kept["total"] as? Int == 5)
    let confusion = try #require(audit["confusion"] as? [[String: Any]])
    #expect(confusion.map { $0["thief"] as? String } == ["qmd://memories/skills/late-invoice/SKILL.md"])
    let skills = try #require(audit["skills"] as? [[String: Any]])
    let refund = try #require(skills.first { $0["skill"] as? String == "refund" })
    let query = try #require((refund["queries"] as? [[String: Any]])?.first)
    #expect(query["cause"] as? String == "vocabulary gap")
    #expect(query["missingWords"] as? [String] == ["invoice", "customer", "wants", "undone"])
  }

  @Test func `files for people and for build servers are written`() throws {
    try fill()
    let outcome = try house.qmd("audit", "--html", "page.html", "--junit", "recall.xml")
    #expect(outcome.status == 1)
    let page = try String(contentsOf: house.root.appending(path: "page.html"), encoding: .utf8)
    #expect(page.contains("customer wants the invoice undone"))
    let report = try String(contentsOf: house.root.appending(path: "recall.xml"), encoding: .utf8)
    #expect(report.contains("vocabulary gap"))
    let refused = try house.qmd("audit", "--html", "nowhere/page.html")
    #expect(refused.status == 2)
    #expect(refused.error.hasPrefix("Cannot write"))
  }

  // MARK: How it ends

  @Test func `status 0 when enough is kept, 1 when not, 2 when nothing could be measured`() throws {
    #expect(try house.qmd("audit").status == 2, "no collection")
    try fill()
    #expect(try house.qmd("audit").status == 1)
    #expect(try house.qmd("audit", "--fail-under", "0.6").status == 0)
    #expect(try house.qmd("audit", "--fail-under", "0.61").status == 1)
    #expect(try house.qmd("audit", "renewal", "late-invoice").status == 1)
    #expect(try house.qmd("audit", "late-invoice").status == 0)
    let unknown = try house.qmd("audit", "late-invoce")
    #expect(unknown.status == 2)
    #expect(unknown.error == "No skill is called 'late-invoce' — did you mean 'late-invoice'?\n")
    #expect(try house.qmd("audit", "--fail-under", "7").status == 1, "a wrong value is a mistake of typing")
  }

  @Test func `without a contract there is no score`() throws {
    try skill("plain", "Feeds the cat.", nil)
    _ = try house.qmd("collection", "add", house.memories.path)
    let outcome = try house.qmd("audit")
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("No skill has a contract yet"))
    #expect(outcome.output.contains("found by its own words, first in 2 of 2"))
  }

  @Test func `a search that was broken on purpose is not scored`() throws {
    try fill()
    try Database(FilePath(house.root.appending(path: ".cache/qmd/index.sqlite").path), mode: .readWrite)
      .execute("INSERT INTO documents_fts(documents_fts) VALUES('delete-all')")
    let outcome = try house.qmd("audit")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("Nothing was scored: "))
  }

  @Test func `a broken contract is named, and the others are audited`() throws {
    try fill()
    try skill("broken", "Waters the plants.", "[{")
    try skill("odd", "Paints the wall.", #"[{"query": "paint", "should_trigger": true, "colour": "red"}]"#)
    let outcome = try house.qmd("audit", "--fail-under", "0.1")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("broken/evals/recall.json is not a JSON text"))
    #expect(outcome.output.contains("keys that say nothing here: colour"))
    #expect(outcome.output.contains("of 6 queries kept"))
  }

  @Test func `two audits at once both end well, and one record is left of a library that did not change`()
    throws
  {
    try fill()
    _ = try house.qmd("audit")
    let outcomes = Mailbox<Outcome>()
    for _ in 0..<2 {
      _ = BlockingThread { if let outcome = try? self.house.qmd("audit") { outcomes.send(outcome) } }
    }
    var received: [Outcome] = []
    while received.count < 2 { received += outcomes.receive() }
    #expect(received.map(\.status) == [1, 1])
    #expect(received.allSatisfy { $0.error.isEmpty })
    let history = try house.qmd("audit", "history", "--json")
    let entries = try JSONSerialization.jsonObject(with: Data(history.output.utf8)) as? [[String: Any]]
    #expect(entries?.count == 1)
  }

  @Test func `a ledger that cannot be written is said, and the audit is shown all the same`() throws {
    try fill()
    let state = house.root.appending(path: "state")
    try FileManager.default.createDirectory(
      at: state.appending(path: "qmd/ledger.sqlite"),
      withIntermediateDirectories: true
    )
    let outcome = try house.qmd("audit", environment: ["XDG_STATE_HOME": state.path])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("of 5 queries kept"))
    #expect(outcome.error.contains("this audit is not on record"))
  }

  // MARK: What is on record

  @Test func `history and differences tell what a rewrite lost and won`() throws {
    try fill()
    _ = try house.qmd("audit")
    try skill("refund", "Pays money back when a customer wants an invoice undone.", nil)
    let after = try house.qmd("audit", "--since", "1")
    #expect(after.output.contains("Won: 1 query"))
    #expect(after.output.contains("Rewritten: refund"))
    let diff = try house.qmd("audit", "diff", "1", "2")
    #expect(diff.status == 0)
    #expect(diff.output.contains("+ refund: 1st"))
    let back = try house.qmd("audit", "diff", "2", "1")
    #expect(back.output.contains("− refund: not found, after late-invoice"))
    let history = try house.qmd("audit", "history", "refund")
    #expect(history.output.contains("1/1 100.0 %"))
    #expect(history.output.contains("0/1 0.0 %"))
    #expect(
      try house.qmd("audit", "--since", "yesterday").error.hasPrefix("No audit had been made by yesterday")
    )
    #expect(try house.qmd("audit", "diff", "1", "99").status == 2)
  }

  @Test func `forgetting a skill takes it out of the ledger`() throws {
    try fill()
    _ = try house.qmd("audit")
    #expect(try house.qmd("forget", "qmd://memories/skills/refund/SKILL.md").status == 0)
    let folder = house.root.appending(path: ".local/state/qmd")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let bytes = try Data(contentsOf: folder.appending(path: name))
      #expect(bytes.range(of: Data("invoice undone".utf8)) == nil, "\(name)")
      #expect(bytes.range(of: Data("skills/refund".utf8)) == nil, "\(name)")
    }
  }

  // MARK: Counted again

  @Test func `an independent count by the search that people use agrees, on the sample`() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let added = try house.qmd("collection", "add", sample.appending(path: "memories-sample").path)
    try #require(added.status == 0)
    let audit = try house.qmd("audit", "--json")
    let file = house.root.appending(path: "audit.json")
    try Data(audit.output.utf8).write(to: file)
    let counted = try house.start(
      URL(filePath: "/usr/bin/python3"),
      [
        sample.appending(path: "Benchmarks/recount.py").path, TemporaryHouse.program.path, file.path, "8",
      ]
    )
    #expect(counted.status == 0, "\(counted.output)\(counted.error)")
    #expect(counted.output.hasSuffix(" queries, 0 differ\n"))
  }
}
