import Foundation
import Support
import Testing

/// A small library of skills with something amiss, told apart by the verbs that look at skills.
@Suite(.temporaryHouse) struct SkillsTests {
  private let house = TemporaryHouse.current

  init() throws {
    try house.write("# Reminders\n\nDay by day.\n", to: "sales/reminders.md")
    try add(
      "late-invoice",
      """
      description: Writes the reminder for an invoice that is overdue. Use when a customer has not paid, or asks why \
      they were reminded.
      metadata:
        distils: ../../sales/reminders.md
        distils-sha256: "0000"
        keywords: "invoice, overdue, reminder"
      """,
      contract: """
        [
          {"query": "they have not paid", "should_trigger": true, "rank": 1},
          {"query": "sort my mail", "should_trigger": false, "belongs_to": "inbox-triage"}
        ]
        """
    )
    try add("inbox-triage", "description: Sorts unread mail into three passes. Use when the inbox is full.\n")
    try add("Bad_Name", "description: Helps with stuff.\nauthor: me\n", contract: "{")
    try write(
      "---\nname: lost\ndescription: Finds lost things in the cellar of the house.\n---\n# Lost\n\nLook.\n",
      to: ".pi/agent/skills/lost/SKILL.md"
    )
    let added = try house.qmd("collection", "add", house.memories.path)
    precondition(added.status == 0, added.error)
  }

  private func add(_ name: String, _ front: String, contract: String? = nil) throws {
    let front = front.hasSuffix("\n") ? front : front + "\n"
    try house.write(
      "---\nname: \(name)\n\(front)---\n# \(name)\n\nThe steps of it.\n",
      to: "skills/\(name)/SKILL.md"
    )
    if let contract { try house.write(contract, to: "skills/\(name)/evals/recall.json") }
  }

  private func write(_ text: String, to path: String) throws {
    let file = house.root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: file)
  }

  private func data(_ arguments: String...) throws -> Any {
    let outcome = try house.run(arguments + ["--json"])
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect(value?["success"] as? Bool == true, "\(outcome)")
    return try #require(value?["data"])
  }

  @Test(arguments: [
    (["skills", "list"], 0, "skills-list.txt"), (["skills", "where"], 0, "skills-where.txt"),
    (["skills", "lint"], 1, "skills-lint.txt"), (["skills", "show", "late-invoice"], 0, "skills-show.txt"),
    (["contract", "check"], 1, "contract-check.txt"),
    (["skills", "lint", "--json"], 1, "skills-lint.json"),
    (["skills", "where", "--json"], 0, "skills-where.json"),
    (["skills", "show", "late-invoice", "--json"], 0, "skills-show.json"),
    (["contract", "check", "--json"], 1, "contract-check.json"),
  ])
  func `it is shown within 80 columns, failures first`(words: [String], status: Int32, golden: String) throws
  {
    let outcome = try house.run(words)
    #expect(outcome.status == status, "\(outcome.error)")
    #expect(outcome.error == "")
    if golden.hasSuffix(".txt") {
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    try expectGolden(house.stable(outcome.output), golden)
  }

  @Test func `the list for programs begins with what qmd brings along`() throws {
    let all = try #require(try data("skills", "list") as? [[String: Any]])
    #expect(all.map { $0["name"] as? String } == ["qmd", "lost", "Bad_Name", "inbox-triage", "late-invoice"])
    #expect(all[0].keys.sorted() == ["description", "name"])
    #expect(all[1]["presence"] as? String == "unindexed")
    #expect(all[4]["queries"] as? Int == 1)
    #expect(all[4]["near_misses"] as? Int == 1)
    #expect(all[4]["file"] as? String == "qmd://memories/skills/late-invoice/SKILL.md")
  }

  @Test func `a contract that cannot be read is broken, not missing`() throws {
    let shown = try house.qmd("skills", "show", "Bad_Name").output
    #expect(
      shown.replacing("\n", with: " ").contains(
        "Contract: broken — Bad_Name/evals/recall.json is not a JSON text, so nothing is measured by it —"
          + " `python3 -m json.tool FILE` shows the place"
      )
    )
    #expect(shown.ranges(of: "is not a JSON text").count == 1)
    #expect(!shown.contains("contract new"))
    #expect(
      try house.qmd("skills", "show", "inbox-triage").output.contains("Contract: none — `qmd contract new")
    )
  }

  @Test func `status 1 means errors or warnings, and advice is none`() throws {
    #expect(try house.qmd("skills", "lint", "inbox-triage").status == 0)
    #expect(try house.qmd("skills", "lint", "lost").status == 0)
    #expect(try house.qmd("skills", "lint", "late-invoice").status == 1)
    #expect(try house.qmd("skills", "lint", "inbox-triage", "Bad_Name").status == 1)
    try house.write(
      "---\nname: short\ndescription: Too short.\n---\n# S\n\nText.\n",
      to: "skills/short/SKILL.md"
    )
    let advised = try house.qmd("skills", "lint", "short")
    #expect(advised.status == 0)
    #expect(advised.output.contains("advice, line 3: The description is 2 words long"))
  }

  @Test func `a skill is found however it is named, and new ones at once`() throws {
    try add("fresh", "description: Freshens up what was saved a moment ago, whatever it is.\n")
    for name in [
      "fresh", "skills/fresh", "qmd://memories/skills/fresh/SKILL.md", "memories/skills/fresh",
      "memories/skills/fresh/",
      house.memories.appending(path: "skills/fresh/SKILL.md").path,
    ] {
      let outcome = try house.qmd("skills", "show", name)
      #expect(outcome.status == 0, "\(name): \(outcome.error)")
      #expect(outcome.output.hasPrefix("fresh\n"))
    }
  }

  @Test func `who names none is told what comes near`() throws {
    #expect(
      try house.qmd("skills", "show", "late-invoise")
        == Outcome(
          status: 1,
          output: "",
          error: "Skill not found: late-invoise — did you mean 'late-invoice'?\n"
        )
    )
    let bundled = try house.qmd("skills", "lint", "qmd")
    #expect(bundled.status == 1)
    #expect(bundled.error.contains("`qmd skills get qmd` prints it"))
    let json = try house.qmd("skills", "show", "nothing-like-it", "--json")
    #expect(json.status == 1)
    #expect(json.output.contains("\"success\": false"))
    try add("twin", "description: One of two that go by the same name, in one folder.\n")
    try house.write(
      "---\nname: twin\ndescription: The other of the two.\n---\n# T\n",
      to: "more/twin/SKILL.md"
    )
    let twins = try house.qmd("skills", "show", "twin")
    #expect(twins.status == 1)
    #expect(
      twins.error
        == """
        'twin' names 2 skills — choose one:
          qmd://memories/more/twin/SKILL.md
          qmd://memories/skills/twin/SKILL.md

        """
    )
  }

  @Test func `the command that where shows adds the folder`() throws {
    let shown = try house.qmd("skills", "where").output
    let line = try #require(shown.split(separator: "\n").first { $0.contains("qmd collection add") })
    let words = ShellWords.of(line.drop { $0 == " " }).dropFirst().map {
      $0.hasPrefix("~/") ? house.root.path + $0.dropFirst(1) : $0
    }
    #expect(try house.run(Array(words)).status == 0)
    let after = try house.qmd("skills", "where").output
    #expect(!after.contains("In no collection"))
    #expect(after.contains("'pi-skills'"))
    #expect(
      try house.qmd("search", "lost cellar", "--files").output.contains("qmd://pi-skills/lost/SKILL.md")
    )
  }

  @Test func `what a terminal would obey is not printed`() throws {
    try house.write(
      "---\nname: \"e\u{1B}[2Jvil\"\ndescription: \"Clears \\e]0;owned\\a the screen of whoever looks at it\"\n---\n# Evil\n",
      to: "skills/evil/SKILL.md"
    )
    try house.write(
      "[{\"query\": \"a\\u001b[2Jb\", \"should_trigger\": true}]",
      to: "skills/evil/evals/recall.json"
    )
    for words in [
      ["skills", "show", "evil"], ["skills", "lint"], ["skills", "list"], ["contract", "check"],
    ] {
      let outcome = try house.run(words)
      #expect(!outcome.output.unicodeScalars.contains("\u{1B}"), "\(words)")
      #expect(!outcome.output.unicodeScalars.contains("\u{7}"), "\(words)")
    }
  }
}
