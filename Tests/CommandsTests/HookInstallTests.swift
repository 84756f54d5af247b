import Foundation
import Plumbing
import Support
import Testing

@testable import Commands

/// An agent's configuration is the user's: our hook goes in and comes out, and every other byte stays.
@Suite(.temporaryHouse) struct HookInstallTests {
  private let house = TemporaryHouse.current

  private func file(_ path: String) -> URL { house.root.appending(path: path) }
  private func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

  static let settings: [(agent: String, path: String)] = [
    ("claude", ".claude/settings.json"), ("codex", ".codex/hooks.json"), ("gemini", ".gemini/settings.json"),
  ]

  static let texts = [
    "{}", "{}\n", "", "{ }\n", "{\n}\n", #"{"model":"opus"}"#,
    "{\n\t\"b\": 1,\n\t\"a\": [1, 2 ],\n\n\t\"x\": {\"hooks\": {}}\n}\n",
    "{\n    // mine\n    \"theme\": \"dark\", /* keep */\n    \"n\": 1e3, // last,\n}\n",
    """
    {
      "hooks": {
        "UserPromptSubmit": [{"hooks": [{"type": "command", "command": "other hook claude-like"}]}],
        "BeforeAgent": [
          {
            "matcher": "*",
            "hooks": [
              { "type": "command", "command": "beep" }
            ]
          }
        ]
      },
      "last": true
    }
    """,
    #"{"hooks":{"UserPromptSubmit":[],"BeforeAgent":[]}}"#,
  ]

  @Test(arguments: settings.map(\.agent), texts)
  func `what else stands in the settings stays, and all is as it was when the hook is removed`(
    agent: String,
    before: String
  ) throws {
    let path = try #require(Self.settings.first { $0.agent == agent }?.path)
    try house.write(before, to: "../\(path)")
    let installed = try house.qmd("hook", "install", agent, "--yes")
    #expect(installed.status == 0, "\(installed.error)")
    let after = try JSONText(Array(text(path).utf8)).value
    let event = agent == "gemini" ? "BeforeAgent" : "UserPromptSubmit"
    let groups = try #require(after["hooks"]?[event]?.items)
    let command = groups.last?["hooks"]?.items?.first?["command"]?.text
    #expect(command?.hasSuffix("qmd hook \(agent)") == true)
    // Every line that was there is there still, but for a comma more and the brackets of what was empty.
    if before.contains("mine") {
      #expect(try text(path).contains("// mine") && text(path).contains("/* keep */"))
    }
    #expect(try house.qmd("hook", "install", agent, "--yes").output.contains("already"))
    #expect(try house.qmd("hook", "remove", agent, "--yes").status == 0)
    #expect(try text(path) == before)
    #expect(!FileManager.default.fileExists(atPath: file(path + ".qmd-backup").path))
  }

  @Test func `what the user changes meanwhile stays`() throws {
    try house.write("{\n  \"a\": 1\n}\n", to: "../.claude/settings.json")
    try house.qmd("hook", "install", "claude", "--yes")
    let changed = try text(".claude/settings.json").replacing("\"a\": 1", with: "\"a\": 2,\n  \"b\": 3")
    try house.write(changed, to: "../.claude/settings.json")
    try house.qmd("hook", "remove", "claude", "--yes")
    #expect(try text(".claude/settings.json") == "{\n  \"a\": 2,\n  \"b\": 3\n}\n")
    #expect(try text(".claude/settings.json.qmd-backup") == "{\n  \"a\": 1\n}\n")
  }

  @Test(arguments: ["claude", "codex", "gemini", "pi", "opencode"])
  func `without a yes nothing is changed, and what was made from nothing goes to nothing`(
    agent: String
  ) throws {
    func files() throws -> Set<String> {
      let root = try #require(
        FileManager.default.enumerator(at: house.root, includingPropertiesForKeys: [.isRegularFileKey])
      )
      return Set(
        root.compactMap { ($0 as? URL)?.path }.filter {
          (try? FileManager.default.contentsOfDirectory(atPath: $0)) == nil
        }
      )
    }
    let before = try files()
    let refused = try house.qmd("hook", "install", agent)
    #expect(
      refused.status == 1 && refused.output.contains("+ ") && refused.output.contains("Nothing was changed")
    )
    #expect(try house.qmd("hook", "install", agent, "--dry-run").status == 0)
    #expect(try files() == before)
    #expect(try house.onTerminal(["hook", "install", agent], typing: "y\n").status == 0)
    #expect(try files().count == before.count + 1)
    #expect(try house.qmd("hook", "status").output.components(separatedBy: "✓").count == 2)
    #expect(try house.qmd("hook", "remove", agent, "--yes").status == 0)
    #expect(try files() == before)
  }

  @Test(arguments: ["{", "[]", "{\"hooks\": 7}", "{\"hooks\": {\"UserPromptSubmit\": {}}}", "not json"])
  func `settings that cannot be followed are left alone`(before: String) throws {
    try house.write(before, to: "../.claude/settings.json")
    let outcome = try house.qmd("hook", "install", "claude", "--yes")
    #expect(outcome.status == 1 && outcome.error.contains("settings.json"))
    #expect(try text(".claude/settings.json") == before)
    let status = try house.qmd("hook", "status")
    #expect(status.status == 0 && !status.output.contains("✓"))
  }

  @Test func `a file of somebody else's is not replaced`() throws {
    try house.write("// my own\n", to: "../.pi/agent/extensions/qmd.ts")
    #expect(try house.qmd("hook", "install", "pi", "--yes").status == 1)
    #expect(try house.qmd("hook", "remove", "pi", "--yes").output.contains("no hook of qmd"))
    #expect(try text(".pi/agent/extensions/qmd.ts") == "// my own\n")
  }

  @Test func `the status says what is not so`() throws {
    try house.qmd("hook", "install", "claude", "--yes")
    let gone = try text(".claude/settings.json").replacing(
      TemporaryHouse.program.resolvingSymlinksInPath().path,
      with: "/gone/qmd"
    )
    try house.write(gone, to: "../.claude/settings.json")
    #expect(try house.qmd("hook", "status").output.contains("/gone/qmd is not there"))
    #expect(try house.qmd("hook", "install", "claude", "--yes").status == 0)
    #expect(try !text(".claude/settings.json").contains("/gone/"))
    try house.qmd("hook", "install", "claude", "--yes", "--project")
    try house.write(
      try text(".claude/settings.json").replacing(
        "{\n  \"hooks\"",
        with: "{\n  \"enabledPlugins\": {\"qmd@qmd\": true},\n  \"hooks\""
      ),
      to: "../.claude/settings.json"
    )
    #expect(try house.qmd("hook", "status").output.contains("more than once"))
  }

  /// Extensions are run by Node as the agents run them, where there is a Node that reads TypeScript.
  @Test(arguments: ["pi", "opencode"])
  func `the extension hands a message on and an answer back`(agent: String) throws {
    try HookHouse.settle(house)
    try house.qmd("hook", "install", agent, "--yes")
    let path = agent == "pi" ? ".pi/agent/extensions/qmd.ts" : ".config/opencode/plugins/qmd.ts"
    let ask =
      agent == "pi"
      ? """
      const handlers = {}; module.default({ on: (name, handler) => (handlers[name] = handler) });
      const answer = await handlers.before_agent_start({ prompt }, { cwd: process.cwd() });
      console.log(answer ? answer.message.content : "nothing");
      """
      : """
      const hooks = await module.Qmd({ directory: process.cwd() });
      const input = { sessionID: "s" }, output = { system: [] };
      await hooks["chat.message"](input, { message: {}, parts: [{ type: "text", text: prompt }] });
      await hooks["experimental.chat.system.transform"](input, output);
      console.log(output.system[0] ?? "nothing");
      """
    let script = file("ask.mjs")
    // Types are taken out by Node itself, or by hand where it is too old: there are few.
    let plain = try text(path).replacing(try Regex(#": (any|unknown|string|Promise<any>)"#), with: "")
      .replacing("Map<string, string[]>", with: "Map")
    try Data(plain.utf8).write(to: file("qmd.mjs"))
    try Data("import * as module from './qmd.mjs';\nconst prompt = process.argv[2];\n\(ask)\n".utf8).write(
      to: script
    )
    let node = URL(filePath: "/usr/bin/node")
    guard FileManager.default.isExecutableFile(atPath: node.path) else { return }
    func run(_ prompt: String) throws -> Outcome {
      try house.start(node, [script.path, prompt], environment: HookHouse.patient)
    }
    let answered = try run("A prospect wants a discount on the annual plan")
    #expect(
      answered.output.contains("1. Skill: ~/memories/skills/discount-prospect/SKILL.md"),
      "\(answered.error)"
    )
    #expect(try run("how do I sharpen a chainsaw").output == "nothing\n")
    let broken = plain.replacing(try Regex("const QMD = .*"), with: "const QMD = \"/nowhere/qmd\";")
    try Data(broken.utf8).write(to: file("qmd.mjs"))
    #expect(try run("A prospect wants a discount on the annual plan").output == "nothing\n")
  }

  // MARK: The folder hooks/

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `hooks/ holds what is installed`() throws {
    let bin = file("bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: bin.appending(path: "qmd"),
      withDestinationURL: TemporaryHouse.program
    )
    let environment = ["PATH": "\(bin.path):/usr/bin:/bin"]
    for (agent, path, kept) in [
      ("codex", ".codex/hooks.json", "codex/hooks.json"),
      ("gemini", ".gemini/settings.json", "gemini/settings.json"),
      ("pi", ".pi/agent/extensions/qmd.ts", "pi/qmd.ts"),
      ("opencode", ".config/opencode/plugins/qmd.ts", "opencode/qmd.ts"),
    ] {
      #expect(try house.run(["hook", "install", agent, "--yes"], environment: environment).status == 0)
      #expect(
        try text(path) == String(contentsOf: Self.root.appending(path: "hooks/\(kept)"), encoding: .utf8),
        "\(kept)"
      )
    }
    try house.run(["hook", "install", "claude", "--yes"], environment: environment)
    let plugin = Self.root.appending(path: "hooks/claude")
    func json(_ path: String) throws -> JSON {
      try JSON(parsing: Array(Data(contentsOf: plugin.appending(path: path))))
    }
    #expect(
      try json("hooks/hooks.json")["hooks"]
        == JSON(parsing: Array(text(".claude/settings.json").utf8))["hooks"]
    )
    #expect(try json(".claude-plugin/plugin.json")["name"]?.text == "qmd")
    #expect(try json(".mcp.json")["mcpServers"]?["qmd"]?["args"]?.items == ["mcp"])
    #expect(
      try json("../.claude-plugin/marketplace.json")["plugins"]?.items?.first?["source"]?.text == "./claude"
    )
    let skill = try String(contentsOf: plugin.appending(path: "skills/qmd/SKILL.md"), encoding: .utf8)
    #expect(try house.qmd("skill", "show").output == skill)
  }

  @Test func `the plain hook puts what to read before the message`() throws {
    try HookHouse.settle(house)
    let bin = file("bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: bin.appending(path: "qmd"),
      withDestinationURL: TemporaryHouse.program
    )
    let environment = ["PATH": "\(bin.path):/usr/bin:/bin"].merging(HookHouse.patient) { $1 }
    let script = Self.root.appending(path: "hooks/plain/qmd-first")
    let asked = try house.start(
      script,
      ["A prospect wants a discount on the annual plan"],
      environment: environment
    )
    #expect(asked.output.hasPrefix("<qmd-recall>") && asked.output.hasSuffix("annual plan\n"))
    #expect(try house.start(script, ["chainsaw"], environment: environment).output == "chainsaw\n")
    #expect(try house.start(script, ["chainsaw"]).output == "chainsaw\n")
  }
}
