import Foundation
import Support
import Testing

@testable import Commands

/// The examples of the help screens, pasted into a shell by somebody whose library is the sample's.
@Suite(.temporaryHouse) struct ExampleTests {
  private let house = TemporaryHouse.current

  static let examples = EveryVerbTests.everyVerb.flatMap { verb in verb.examples.map(\.command) }

  /// These need a lesson, which `TeachTests` holds.
  static let lessons = [
    "qmd teach late-invoice --dry-run", "qmd teach new --from travel/two-day-trip.md",
    "qmd teach new --from travel/two-day-trip.md --dry-run", "qmd proposals show 1", "qmd proposals adopt 1",
    "qmd proposals reject 1",
    "qmd skills rollback late-invoice",
  ]

  /// These run until they are stopped, need a session of systemd, another program, a port that is
  /// free, or an audit of yesterday.
  static let elsewhere = examples.filter {
    $0.contains("yesterday") || $0.hasPrefix("claude") || $0.hasPrefix("qmd mcp --http")
      || lessons.contains($0)
      || ["qmd watch", "qmd service install"].contains($0)
  }

  /// Names a model that is not on this machine.
  private static let remote = #"printf 'models:\n  embed: openai:small\n' >> ~/.config/qmd/index.yml"#

  private static let remoteTeacher =
    #"printf 'models:\n  teach: anthropic:claude\n' >> ~/.config/qmd/index.yml"#

  /// A contract that holds.
  private static let contract =
    #"echo '[{"query": "reminder for an overdue invoice", "should_trigger": true}]'"#
    + " > ~/memories/skills/late-invoice/evals/recall.json"

  /// What has to be so before.
  static let before = [
    "qmd context rm qmd://memories/sales": "qmd context add qmd://memories/sales Sales",
    "cd ~/project && qmd trust revoke": "cd ~/project && qmd trust",
    "qmd trust revoke ~/project/.qmd/index.yml": "cd ~/project && qmd trust",
    "qmd doctor --restore-index":
      "rm ~/.cache/qmd/index.sqlite*; qmd init; echo x > ~/.cache/qmd/index.sqlite; qmd update",
    "qmd lookups --unanswered": "qmd hook plain how do I sharpen a chainsaw",
    "qmd hook remove claude --yes": "qmd hook install claude --yes",
    "qmd watch status": "qmd watch --daemon",
    "qmd watch status --json": "qmd watch --daemon",
    "qmd watch stop": "qmd watch --daemon",
    "cd ~/project && qmd init && qmd collection add docs": "rm -r ~/project/.qmd",
    "qmd collection add ~/memories": "qmd collection remove memories",
    "qmd providers consent -c memories": remote,
    "qmd providers consent https://api.openai.com": remote,
    "qmd providers consent --for teach": remoteTeacher,
    "qmd providers revoke --for teach": "\(remoteTeacher); qmd providers consent",
    "qmd providers revoke": "\(remote); qmd providers consent",
    "qmd providers revoke https://api.openai.com": "\(remote); qmd providers consent",
    "qmd bench questions.json":
      #"echo '{"description": "One", "version": 1, "collection": "memories", "queries": [{"id": "q", "#
      + #""query": "price list 2026", "type": "exact", "expected_files": ["sales/price-list-2026.md"], "#
      + #""expected_in_top_k": 3}]}' > questions.json"#,
    "qmd bench --ir ~/sets/recipes --split test -c recipes":
      "mkdir -p ~/sets/recipes/docs; cd ~/sets/recipes; echo '# Soup' > docs/soup.md; printf 'q\\tsoup\\n' > queries.tsv;"
      + " printf 'q\\tsoup.md\\t1\\n' > qrels.tsv; printf 'q\\ttest\\n' > split.tsv;"
      + " qmd collection add docs --name recipes",
    "qmd audit": contract,
    "qmd audit late-invoice --explain": contract,
    "qmd audit --fail-under 0.95 --junit recall.xml": contract,
    "qmd audit --html report.html": contract,
    "qmd audit history": "\(contract); qmd audit",
    "qmd audit history late-invoice": "\(contract); qmd audit",
  ]

  private func paste(_ command: String) throws -> Outcome {
    try house.start(
      URL(filePath: "/bin/bash"),
      ["-c", command],
      environment: ["PATH": TemporaryHouse.program.deletingLastPathComponent().path + ":/usr/bin:/bin"]
    )
  }

  /// Files where the sample library has them.
  private func settle() throws {
    for path in ["sales/price-list-2025.md", "sales/price-list-2026.md", "travel/two-day-trip.md"] {
      #expect(FileManager.default.fileExists(atPath: "\(Self.sample)/\(path)"), "the sample has no \(path)")
      let line = "The discount of an annual contract, for a prospect or an upset client.\n"
      try house.write("# \(path)\n" + String(repeating: line, count: 40), to: path)
    }
    try house.write(
      "---\nname: x\ndescription: Does x, when somebody asks for x and not for y.\n---\n# X\n",
      to: "../.claude/skills/x/SKILL.md"
    )
    try house.write(
      "---\nname: late-invoice\ndescription: Writes the reminder for an invoice that is overdue.\n---\n# Late\n",
      to: "skills/late-invoice/SKILL.md"
    )
    for path in ["../triggers.json", "skills/late-invoice/evals/triggers.json"] {
      try house.write(#"[{"query": "they have not paid", "should_trigger": true}]"#, to: path)
    }
    try house.write("# Inside\n", to: "../project/docs/in.md")
    try house.write(
      "collections:\n  docs:\n    path: docs\n    update: 'true'\n",
      to: "../project/.qmd/index.yml"
    )
    try house.write("", to: "../.config/fish/completions/other.fish")
    try #require(try paste("qmd collection add ~/memories").status == 0)
  }

  private static let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "memories-sample").path

  @Test(arguments: Set(examples).subtracting(elsewhere).sorted())
  func `an example works when it is pasted`(command: String) throws {
    try settle()
    if let before = Self.before[command] { _ = try paste(before) }
    let outcome = try paste(command)
    // There is no unit, which status 1 says.
    #expect(outcome.status == (command == "qmd service status" ? 1 : 0), "\(outcome.output)\(outcome.error)")
    #expect(!outcome.output.contains("No results found"), "\(outcome.output)")
    if command.contains("watch") || Self.before[command]?.contains("watch") == true {
      _ = try paste("qmd watch stop")
    }
  }
}
