import Foundation
import Support
import Testing

@testable import Commands

/// What each verb prints, in each of its formats, to the byte: one golden file a verb.
@Suite(.temporaryHouse) struct EveryVerbTests {
  private let house = TemporaryHouse.current

  private static func everyFormat(_ command: String) -> [String] {
    Format.allCases.map { "\(command) --format \($0)" }
  }

  /// What is run for a verb, in order, in a house of its own.
  static let stories: [String: [String]] = [
    "search": everyFormat("search discount") + everyFormat("search zzzqqq")
      + [
        "search discount --full-path --json", "search discount --line-numbers",
        "search discount --min-score .99",
      ],
    "query": everyFormat("query discount"),
    "vsearch": everyFormat("vsearch discount"),
    "get": [
      "get alpha.md", "get alpha.md --json", "get alpha.md:3:1", "get alpha.md --full-path --no-line-numbers",
      "get nope.md",
      "get alhpa.md",
    ],
    "multi-get": everyFormat("multi-get {alpha,sub/beta}.md -l 2")
      + everyFormat("multi-get *.md --max-bytes 50")
      + ["multi-get alpha.md,nope.md --files", "multi-get zz*.md"],
    "ls": ["ls", "ls --json", "ls notes", "ls notes/sub --json", "ls notes/nope", "ls nope"],
    "collection add": ["collection add memories/sub --name sub", "collection add nowhere", "collection add"],
    "collection list": ["collection list", "collection list --json"],
    "collection show": ["collection show notes", "collection show nots"],
    "collection rename": ["collection rename notes mem"],
    "collection remove": ["collection remove notes", "collection list", "collection list --json"],
    "collection update-cmd": ["collection update-cmd notes true", "update", "collection update-cmd notes"],
    "collection include": ["collection include notes"],
    "collection exclude": ["collection exclude notes", "search discount", "status"],
    "context add": [
      "context add / Everything", "context add memories/sub Sub", "context add /nowhere Text",
      "context add notes",
    ],
    "context list": ["context list", "context list --json"],
    "context rm": [
      "context rm qmd://notes/sub", "context rm qmd://notes/sub", "context list", "context list --json",
    ],
    "init": ["init", "init", "status"],
    "trust": ["update", "trust", "update"],
    "trust list": ["trust list", "trust", "trust list"],
    "trust revoke": ["trust revoke", "trust", "trust revoke"],
    "forget": ["forget alpha.md", "forget nope.md"],
    "update": ["update", "update --wait"],
    "mcp": ["mcp", "mcp --daemon"],
    "mcp stop": ["mcp stop"],
    "watch status": ["watch status", "watch status --json"],
    "watch stop": ["watch stop"],
    "service install": ["service install --dry-run"],
    "service remove": ["service remove"],
    "service status": ["service status"],
    "status": ["status", "status --json", "status --problems", "status --problems --json"],
    "doctor": ["doctor", "doctor --restore-index"],
    "cleanup": ["cleanup --dry-run", "cleanup"],
    "embed": ["embed"],
    "bench": ["bench nope.json", "bench nope.json --json"],
    "pull": ["pull"],
    "skills": ["skills", "skills --json"],
    "skills list": ["skills list", "skills list --json"],
    "skills show": ["skills show late", "skills show late --json", "skills show lat --json"],
    "skills lint": ["skills lint late", "skills lint late --json", "skills lint nope"],
    "skills where": ["skills where", "skills where --json"],
    "skills history": ["skills history late", "skills history nope"],
    "skills diff": ["skills diff late"],
    "skills rollback": ["skills rollback late"],
    "teach": ["teach", "teach late", "teach nope", "teach late --budget much", "teach --wanted"],
    "teach new": ["teach new", "teach new --from nope.md", "teach new --from gamma.md"],
    "proposals": ["proposals", "proposals --json"],
    "proposals list": ["proposals list", "proposals list --json"],
    "proposals show": ["proposals show 1", "proposals show"],
    "proposals adopt": ["proposals adopt 1"],
    "proposals reject": ["proposals reject 1"],
    "contract new": ["contract new late", "contract new late", "contract new"],
    "contract import": [
      "contract import set.json late", "contract import set.json late", "contract import nope.json late",
    ],
    "contract check": ["contract check", "contract new late", "contract check --json"],
    "skills get": [
      "skills get greet --full", "skills get --all --json", "skills get gret", "skills get gret --json",
    ],
    "skills path": ["skills path", "skills path greet --json"],
    "skill show": ["skill show"],
    "skill install": ["skill install greet", "skill install greet --yes", "skill install greet --yes"],
    "hook claude": ["hook claude"], "hook codex": ["hook codex"], "hook gemini": ["hook gemini"],
    "hook pi": ["hook pi"],
    "hook opencode": ["hook opencode"],
    "hook plain": [
      "hook plain quarterly discount for prospect Acme --min-score .1",
      "hook plain quarterly discount for prospect Acme --min-score .1 --json", "hook plain zzzqqq",
      "hook plain zzzqqq --json",
    ],
    "hook install": [
      "hook install claude", "hook install claude --yes", "hook install claude --yes",
      "hook install codex --dry-run",
      "hook install clade", "hook install plain",
    ],
    "hook remove": ["hook remove claude --yes", "hook install claude --yes", "hook remove claude --yes"],
    "hook status": [
      "hook status", "hook install gemini --project --yes", "hook status", "hook status --json",
    ],
    "lookups": [
      "lookups", "hook plain quarterly discount --min-score .1", "hook plain zzzqqq", "hook plain zzzqqq",
      "get qmd://notes/alpha.md", "lookups", "lookups --unanswered", "lookups --ignored", "lookups --json",
    ],
    "lookups keep": ["lookups keep text", "hook plain zzzqqq", "lookups", "lookups keep all"],
    "lookups forget": ["hook plain zzzqqq", "lookups forget", "lookups forget --yes", "lookups"],
    "providers": ["providers"],
    "providers list": ["providers list"],
    "providers test": ["providers test", "providers test --for teach"],
    "providers consent": ["providers consent", "providers consent https://example.org"],
    "providers revoke": ["providers revoke"],
    "help": ["help version", "help nope"],
    "completions": ["completions collections", "completions csh"],
    "version": ["version"],
  ]

  /// The watcher runs until it is stopped, audits need skills with contracts, and measuring tells times: their own tests
  /// hear what they say.
  static let untold: Set = ["watch", "audit", "audit history", "audit diff", "bench"]

  static let everyVerb = Verb.table.flatMap { [$0] + $0.subverbs }

  @Test func `every verb has a story, and every format is in it`() throws {
    for verb in Self.everyVerb where !verb.isHeading && !Self.untold.contains(verb.name) {
      let story = try #require(Self.stories[verb.name], "qmd \(verb.name) has no story")
      var formats: Set<Format> = []
      for command in story {
        guard case .verb(let typed) = try Parser(Verb.table).parse(ShellWords.of(command)),
          typed.verb.name == verb.name
        else { continue }
        formats.insert(Format(typed))
      }
      let needed: Set<Format> =
        verb.flags.contains(.format)
        ? Set(Format.allCases) : verb.flags.contains(.json) ? [.cli, .json] : [.cli]
      #expect(
        formats.isSuperset(of: needed),
        "qmd \(verb.name) is not shown as \(needed.subtracting(formats))"
      )
    }
  }

  @Test(arguments: stories.keys.sorted())
  func `what it prints`(verb: String) throws {
    let library = try SampleLibrary()
    try library.house.qmd("context", "add", "qmd://notes/sub", "A <folder> & \"more\"")
    try library.house.write(
      "---\nname: greet\ndescription: How to greet\n---\n# Greet\n",
      to: "../skills/greet/SKILL.md"
    )
    try library.house.write("Hello.\n", to: "../skills/greet/references/words.md")
    let aboutLate = [
      "skills show", "skills lint", "skills where", "skills history", "skills diff", "skills rollback",
      "teach",
    ]
    if verb.hasPrefix("contract") || aboutLate.contains(verb) {
      let late = "---\nname: late\ndescription: Helps with late invoices.\n---\n# Late\n"
      try library.house.write(late, to: "skills/late/SKILL.md")
      try library.house.write(
        #"[{"query": "not paid", "should_trigger": true}, {"query": "paid"}]"#,
        to: "../set.json"
      )
    }
    let folder = try project(for: verb)
    var story = ""
    for command in Self.stories[verb, default: []] {
      // A skill of our own, so that the golden files do not repeat the one that is brought along.
      let skills = verb.hasPrefix("skills") || command.contains("greet")
      let outcome = try house.run(
        ShellWords.of(command),
        environment: (skills ? ["QMD_SKILLS_DIR": house.root.appending(path: "skills").path] : [:])
          .merging(HookHouse.patient) { $1 },
        in: folder
      )
      story += "$ qmd \(command)\n\(outcome.output)"
      story += outcome.error.split(separator: "\n").map { "! \($0)\n" }.joined()
      if outcome.status != 0 { story += "= \(outcome.status)\n" }
      story += "\n"
    }
    try expectGolden(stable(story), "verbs/\(verb.replacingOccurrences(of: " ", with: "-")).txt")
  }

  /// A project for the verbs that are about one, with a configuration that needs approval for `trust`.
  private func project(for verb: String) throws -> URL? {
    guard verb == "init" || verb.hasPrefix("trust") else { return nil }
    let project = house.root.appending(path: "project")
    for folder in ["docs", verb == "init" ? "docs" : ".qmd"] {
      try FileManager.default.createDirectory(
        at: project.appending(path: folder),
        withIntermediateDirectories: true
      )
    }
    guard verb != "init" else { return project }
    let text =
      "collections:\n  docs:\n    path: docs\n    update: echo hello\n  out:\n    path: ../memories\n"
    try Data(text.utf8).write(to: project.appending(path: ".qmd/index.yml"))
    return project
  }

  /// Without what differs between runs and machines.
  private func stable(_ story: String) throws -> String {
    let program = TemporaryHouse.program.resolvingSymlinksInPath().path
    let patterns = [
      (#"\n {16}"#, " "),  // doctor's lines break by the length of paths
      (#"\d+[smhd] ago"#, "some time ago"),
      (#"\d{4}-\d\d-\d\dT[0-9:.]+Z"#, "TIME"),
      (#"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"#, "TIME"),
      (#"lessons/\d+/"#, "lessons/INDEX/"),
      (#""size": \d{5,}"#, #""size": SIZE"#),
      (#"\d+(\.\d+)? (KB|MB|GB|TB)"#, "SIZE"),
      (#"at most [0-9,]+ watches"#, "at most MANY watches"),
      (
        #"give up what they do not need \(Landlock \d+\)|keep all of yours: this kernel has no Landlock"#,
        "RIGHTS"
      ),
      (#"qmd \d+\.\d+\.\d+( \([0-9a-f]+\))?"#, "qmd VERSION"),
    ]
    return try patterns.reduce(house.stable(story).replacingOccurrences(of: program, with: "QMD")) {
      $0.replacing(try Regex($1.0), with: $1.1)
    }
  }
}
