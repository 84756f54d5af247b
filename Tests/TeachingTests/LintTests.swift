import Foundation
import Plumbing
import Support
import Teaching
import Testing

@Suite(.temporaryHouse) struct LintTests {
  private let folder = SkillShelf()

  /// A skill with nothing amiss, or with one part of it changed.
  private static func text(
    front: String =
      "name: late-invoice\ndescription: Writes the reminder for an invoice that is overdue, day by day.\n",
    body: String = "# Late invoice\n\nLook up the day, then write.\n"
  ) -> String {
    "---\n\(front)---\n\(body)"
  }

  private static func described(_ rest: String) -> String {
    text(front: "name: late-invoice\ndescription: \(rest)\n")
  }

  private static func with(_ line: String) -> String {
    text(
      front: "name: late-invoice\ndescription: Writes the reminder for an invoice that is overdue.\n\(line)\n"
    )
  }

  private func findings(in text: String, at path: String = "late-invoice/SKILL.md") throws -> [LintFinding] {
    try folder.write(text, to: path)
    return try folder.findings(path)
  }

  @Test func `a skill by the specification is clean`() throws {
    let front = """
      name: late-invoice
      description: Writes the reminder for an invoice that is overdue, day by day. Use when a customer has not paid.
      license: MIT
      compatibility: any agent
      allowed-tools: Bash(git:*) Read
      metadata:
        version: "1.0"

      """
    #expect(try findings(in: Self.text(front: front)) == [])
  }

  struct Case: CustomTestStringConvertible {
    let rule: String
    let level: LintFinding.Level
    let line: Int?
    let words: String
    let bad: String
    let good: String

    init(
      _ rule: String,
      _ level: LintFinding.Level,
      line: Int?,
      _ words: String,
      bad: String,
      good: String = text()
    ) {
      (self.rule, self.level, self.line, self.words) = (rule, level, line, words)
      (self.bad, self.good) = (bad, good)
    }

    var testDescription: String { "\(rule): \(words)" }
  }

  @Test(arguments: [
    Case("front-matter", .error, line: 1, "no front matter", bad: "# Late invoice\n\nText.\n"),
    Case("front-matter", .error, line: 1, "never closed", bad: "---\nname: late-invoice\n\n# Late\n"),
    Case("front-matter", .error, line: 2, "begins on line 2", bad: "\n" + text()),
    Case("front-matter", .error, line: 1, "no `key: value` lines", bad: "---\njust words\n---\n# Late\n"),
    Case(
      "front-matter",
      .error,
      line: 3,
      "not valid YAML",
      bad: described("Use when: an invoice is overdue and nobody answers."),
      good: described("\"Use when: an invoice is overdue and nobody answers.\"")
    ),
    Case(
      "front-matter",
      .error,
      line: 3,
      "has --- within it",
      bad: described("Writes reminders --- for invoices that are overdue."),
      good: described("Writes reminders -- for invoices that are overdue.")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "is not its folder's",
      bad: text(front: "name: invoice\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "has capitals",
      bad: text(front: "name: Late-Invoice\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "two hyphens",
      bad: text(front: "name: late--invoice\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "begins or ends with a hyphen",
      bad: text(front: "name: -late-invoice\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "has '_' in it",
      bad: text(front: "name: late_invoice\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "has 65 characters",
      bad: text(
        front:
          "name: \(String(repeating: "a", count: 65))\ndescription: Writes the reminder for an overdue invoice.\n"
      )
    ),
    Case(
      "name",
      .error,
      line: nil,
      "has no name",
      bad: text(front: "description: Writes the reminder for an invoice.\n")
    ),
    Case(
      "name",
      .error,
      line: 2,
      "is a list",
      bad: text(front: "name: [late]\ndescription: Writes the reminder for an overdue invoice.\n")
    ),
    Case("description", .error, line: nil, "no description", bad: text(front: "name: late-invoice\n")),
    Case(
      "description",
      .error,
      line: 3,
      "is a mapping",
      bad: text(front: "name: late-invoice\ndescription:\n  what: reminders\n")
    ),
    Case(
      "description",
      .error,
      line: 3,
      "has 1025 characters",
      bad: described(String(repeating: "words ", count: 170) + "12345"),
      good: described(String(repeating: "words ", count: 170) + "1234")
    ),
    Case(
      "description",
      .warning,
      line: 3,
      "has < or >",
      bad: described("Writes the <first> reminder for an overdue invoice.")
    ),
    Case(
      "description",
      .advice,
      line: 3,
      "3 words long",
      bad: described("Helps with invoices."),
      good: described("逾期发票")
        .replacing("逾期发票", with: "当客户没有支付发票的时候写提醒邮件给客户的会计部门并且记录日期和金额以及下一次提醒的日子")
    ),
    Case("fields", .error, line: 4, "'name' twice", bad: with("name: late-invoice")),
    Case(
      "fields",
      .warning,
      line: 4,
      "does not know 'author'",
      bad: with("author: Fenna"),
      good: with("license: MIT")
    ),
    Case("fields", .advice, line: 4, "Only Claude Code reads 'model'", bad: with("model: opus")),
    Case(
      "fields",
      .error,
      line: 4,
      "license is a list",
      bad: with("license: [MIT]"),
      good: with("license: MIT")
    ),
    Case(
      "fields",
      .error,
      line: 4,
      "compatibility has 501 characters",
      bad: with("compatibility: \(String(repeating: "c", count: 501))"),
      good: with("compatibility: \(String(repeating: "c", count: 500))")
    ),
    Case(
      "fields",
      .warning,
      line: 4,
      "allowed-tools are a list",
      bad: with("allowed-tools: [Read, Bash]"),
      good: with("allowed-tools: Read Bash")
    ),
    Case(
      "fields",
      .warning,
      line: 4,
      "lists or mappings below 'tags'",
      bad: with("metadata:\n  tags: [a, b]"),
      good: with("metadata:\n  tags: \"a, b\"")
    ),
    Case("fields", .error, line: 4, "metadata is text", bad: with("metadata: \"{}\"")),
    Case("size", .warning, line: nil, "nothing below the front matter", bad: text(body: "\n")),
    Case(
      "size",
      .warning,
      line: nil,
      "has 500 lines",
      bad: text(body: String(repeating: "a\n", count: 500)),
      good: text(body: String(repeating: "a\n", count: 499))
    ),
    Case(
      "size",
      .warning,
      line: nil,
      "about 5001 tokens",
      bad: text(body: String(repeating: "abc ", count: 5001)),
      good: text(body: String(repeating: "abc ", count: 5000))
    ),
    Case(
      "one-job",
      .advice,
      line: 3,
      "'stuff', 'various'",
      bad: described("Does stuff with invoices of various customers and days.")
    ),
    Case(
      "one-job",
      .advice,
      line: 8,
      "3 titles",
      bad: text(body: "# One\n\n# Two\n# Three\n"),
      good: text(body: "# One\n\n## Two\n## Three\n")
    ),
    Case(
      "references",
      .warning,
      line: 5,
      "The link to references/gone.md leads nowhere",
      bad: text(body: "See [it](references/gone.md#part).\n"),
      good: text(
        body:
          "See [a](https://a.example/b.md), [b](#part), [c](/etc/x.md), [d](../..//../outside.md), `[e](f.md)`, ``` [`i`](j.md) ```.\n"
          + "```\n[g](h.md)\n```\n"
      )
    ),
    Case(
      "references",
      .advice,
      line: 5,
      "scripts/run.sh is named",
      bad: text(body: "Run `scripts/run.sh` first.\n"),
      good: text(body: "Run `scripts/<name>.sh` first.\n")
    ),
    Case(
      "invisible-text",
      .warning,
      line: 5,
      "U+200B takes no room, and 2 more",
      bad: text(body: "a\u{200B}b\u{200B}c\u{200B}\n"),
      good: text(body: "👩\u{200D}💻 می\u{200C}شود\n")
    ),
    Case("invisible-text", .error, line: 6, "U+202E turns the direction", bad: text(body: "a\nb\u{202E}c\n")),
    Case(
      "invisible-text",
      .error,
      line: 5,
      "U+E0041 can carry",
      bad: text(body: "a\u{E0041}\n"),
      good: text(body: "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}\n")
    ),
    Case("encoding", .warning, line: 1, "byte order mark", bad: "\u{FEFF}" + text()),
    Case("encoding", .advice, line: nil, "CRLF", bad: text().replacing("\n", with: "\r\n")),
    Case(
      "playbook",
      .warning,
      line: nil,
      "gone.md is gone",
      bad: with("metadata:\n  distils: ../gone.md"),
      good: with("metadata:\n  version: \"1\"")
    ),
  ])
  func `each rule finds the bad case and leaves the good one`(sample: Case) throws {
    let found = try findings(in: sample.bad).first {
      $0.rule == sample.rule && $0.sentence.contains(sample.words)
    }
    #expect(found?.level == sample.level)
    #expect(found?.line == sample.line)
    #expect(found?.sentence.contains(" — ") == true, "it says what to do")
    let good = try findings(in: sample.good)
    #expect(!good.contains { $0.rule == sample.rule }, "\(good)")
  }

  @Test func `a name in another case works in some agents only`() throws {
    let found = try findings(in: Self.text(), at: "late-invoice/skill.md")
    #expect(found.map(\.rule) == ["file-name"])
  }

  @Test func `copies and near copies are named, and other skills are not`() throws {
    let body = (0..<60).map { "Step \($0): look at invoice number \($0 * 7) and write it down.\n" }.joined()
    try folder.write(Self.text(body: body), to: "late-invoice/SKILL.md")
    try folder.write(Self.text(body: body), to: "copies/late-invoice/SKILL.md")
    try folder.write(
      Self.text(body: body + "One more line that is new.\n"),
      to: "edited/late-invoice/SKILL.md"
    )
    try folder.write(Self.text(body: "# Other\n\nNothing of the kind.\n"), to: "other/late-invoice/SKILL.md")
    let found = try folder.findings("late-invoice/SKILL.md").filter { $0.rule == "duplicates" }.map(
      \.sentence
    )
    #expect(found.count == 3)
    #expect(found[0].hasPrefix("'copies/late-invoice' has the very same text"))
    #expect(found[1].hasPrefix("'edited/late-invoice' has nearly the same text (9"))
    #expect(found[2].hasPrefix("'other/late-invoice' has the same name and another text"))
  }

  @Test func `a file that is gone or no text is one finding`() throws {
    try folder.write(Self.text(), to: "late-invoice/SKILL.md")
    let skill = try folder.skill("late-invoice/SKILL.md")
    let lint = try folder.lint()
    try FileManager.default.removeItem(atPath: skill.file.text)
    #expect(lint.findings(on: skill).map(\.sentence) == ["The file is gone — `qmd update` forgets it"])
    try Data(repeating: 1, count: 4096).write(to: URL(filePath: skill.file.text))
    #expect(
      lint.findings(on: skill).map(\.sentence) == [
        "The file is not text — write the skill anew, or remove it"
      ]
    )
    try Data(String(repeating: "words of a long text\n", count: 200_000).utf8).write(
      to: URL(filePath: skill.file.text)
    )
    #expect(lint.findings(on: skill).contains { $0.sentence.contains("only its beginning is read") })
  }

  @Test func `a skill that a link replaced is not read`() throws {
    try folder.write(Self.text(), to: "late-invoice/SKILL.md")
    let skill = try folder.skill("late-invoice/SKILL.md")
    let lint = try folder.lint()
    let secret = folder.house.root.appending(path: "secret.md")
    try Data(Self.text(front: "name: secret\ndescription: not to be seen by anybody at all\n").utf8).write(
      to: secret
    )
    try FileManager.default.removeItem(atPath: skill.file.text)
    try FileManager.default.createSymbolicLink(atPath: skill.file.text, withDestinationPath: secret.path)
    let found = lint.findings(on: skill)
    #expect(found.map(\.rule) == ["file"])
    #expect(found.first?.sentence.contains("cannot be read") == true)
  }

  @Test func `real skills are found odd for what they are labelled with`() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "MemoryTests/Fixtures/skills-odd")
    let expected = [
      "bom-crlf": "byte order mark", "crlf": "CRLF", "five-bytes": "no front matter",
      "lower-case": "called skill.md",
      "nested-metadata": "lists or mappings", "never-closed": "never closed",
      "no-description": "no description",
      "no-front-matter": "no front matter", "unclosed-bracket": "YAML", "unquoted-colon": "YAML",
      "zero-width": "U+200B",
    ]
    for (label, words) in expected {
      let file = label == "lower-case" ? "skill.md" : "SKILL.md"
      let text = try Data(contentsOf: fixtures.appending(path: "\(label)/\(file)"))
      try folder.write("", to: "\(label)/\(file)")
      try text.write(to: folder.house.memories.appending(path: "\(label)/\(file)"))
      let found = try Lint(SkillLibrary(skills: []), collections: [], below: [])
        .findings(on: folder.skill("\(label)/\(file)"))
      #expect(found.contains { $0.sentence.contains(words) }, "\(label): \(found.map(\.sentence))")
    }
  }
}
