import Foundation
import Plumbing
import Support
import Testing

@testable import Commands

/// The skill that the program brings along, which teaches an agent to use it.
@Suite(.temporaryHouse) struct BundledSkillTests {
  private let house = TemporaryHouse.current

  static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/Commands/Skills/qmd/SKILL.md")

  private func data(_ outcome: Outcome) throws -> Any {
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let object = try #require(value as? [String: Any])
    #expect(object["success"] as? Bool == true)
    return try #require(object["data"])
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: house.root.appending(path: path).path)
  }

  @Test func `it keeps to the specification`() throws {
    let all = try #require(try data(try house.qmd("skills", "list", "--json")) as? [[String: String]])
    let skill = try #require(all.first)
    #expect(all.count == 1)
    #expect(Set(skill.keys) == ["name", "description"])
    #expect(skill["name"] == Self.file.deletingLastPathComponent().lastPathComponent)
    let description = try #require(skill["description"])
    // Codex shows no more than 500 characters of a description.
    #expect((1...500).contains(description.count))
    #expect(!description.contains { "<>".contains($0) })
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(text.split(separator: "\n").count < 500)
    let keys = text.split(separator: "---")[0].matches(of: /(?m)^([a-z-]+):/).map { String($0.1) }
    #expect(Set(keys) == ["name", "description", "license", "compatibility", "metadata", "allowed-tools"])
  }

  @Test func `every command in it is one that the program takes`() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let body = text.split(separator: "---", maxSplits: 2).last ?? ""
    let commands =
      body.matches(of: /`(qmd [^`\n]+)`/).map { String($0.1) }
      + body.matches(of: /(?m)^ +(qmd .+)$/).map { String($0.1) }
    #expect(commands.count > 8)
    for command in commands {
      #expect(throws: Never.self, "\(command)") {
        try Parser(Verb.table).parse(Array(ShellWords.of(command).dropFirst()))
      }
    }
  }

  @Test func `its text is the file's, however it is asked for`() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    for words in [["skill", "show"], ["--skill"], ["skills", "get", "qmd"], ["skills", "get", "--all"]] {
      #expect(try house.run(words).output == text, "\(words)")
    }
    let all = try #require(try data(try house.qmd("skills", "get", "qmd", "--json")) as? [[String: String]])
    #expect(all == [["name": "qmd", "content": text]])
    let folder = try house.qmd("skills", "path", "qmd").output.trimmed
    #expect(try String(contentsOfFile: folder + "/SKILL.md", encoding: .utf8) == text)
    let paths = try #require(try data(try house.qmd("skills", "path", "--json")) as? [String: [String]])
    #expect(paths == ["paths": [String(folder)]])
  }

  @Test func `one that is not there is named, to programs as JSON`() throws {
    let told = try house.qmd("skills", "get", "qdm")
    #expect(told.status == 1)
    #expect(told.error == "Skill not found: qdm — did you mean 'qmd'?\n")
    let json = try house.qmd("skills", "path", "nope", "--json")
    #expect(json.status == 1)
    let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(value?["success"] as? Bool == false)
    #expect(value?["error"] as? String == "Skill not found: nope — `qmd skills list` shows those there are")
  }

  @Test func `it is installed, linked, kept when it was changed, and replaced by force`() throws {
    let file = house.root.appending(path: ".agents/skills/qmd/SKILL.md")
    let first = try house.qmd("skill", "install")
    #expect(first.status == 0)
    #expect(first.output.contains("qmd skill install --yes"))
    #expect(!exists(".claude"))
    expectSameBytes(try Data(contentsOf: file), try Data(contentsOf: Self.file))

    #expect(try house.qmd("skill", "install", "--yes").output.contains("Linked as"))
    let link = house.root.appending(path: ".claude/skills/qmd").path
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../.agents/skills/qmd")
    #expect(exists(".claude/skills/qmd/SKILL.md"))

    try Data("mine\n".utf8).write(to: file)
    let kept = try house.qmd("skill", "install")
    #expect(kept.status == 1)
    #expect(kept.error.contains("says something else"))
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine\n")
    #expect(try house.qmd("skill", "install", "-f").output.contains("Replaced"))
    expectSameBytes(try Data(contentsOf: file), try Data(contentsOf: Self.file))
  }

  @Test func `what stands in the place of the link is left alone`() throws {
    let theirs = house.root.appending(path: ".claude/skills/qmd")
    try FileManager.default.createDirectory(at: theirs, withIntermediateDirectories: true)
    let outcome = try house.qmd("skill", "install", "--yes", "--force")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("was left alone"))
    #expect(exists(".agents/skills/qmd/SKILL.md"))
    #expect(throws: (any Error).self) {
      try FileManager.default.destinationOfSymbolicLink(atPath: theirs.path)
    }
  }

  @Test func `for all projects it goes into the home folder`() throws {
    let project = house.root.appending(path: "project")
    try FileManager.default.createDirectory(at: project, withIntermediateDirectories: true)
    #expect(try house.qmd("skill", "install", "qmd", "--global", "--yes", in: project).status == 0)
    #expect(exists(".agents/skills/qmd/SKILL.md"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: project.path).isEmpty)
  }

  @Test func `on a terminal the link is asked for`() throws {
    let asked = try house.onTerminal(["skill", "install"], typing: "y\n")
    #expect(asked.status == 0, "\(asked.output)")
    #expect(asked.output.contains("for Claude Code too? [y/N]"))
    #expect(exists(".claude/skills/qmd/SKILL.md"))
  }

  @Test func `another folder of skills may be brought along`() throws {
    for (path, text) in [
      ("one/SKILL.md", "---\nname: one\ndescription: The first\n---\n# One\n"),
      ("one/references/more.md", "more\n"),
      ("two/notes.md", "no skill\n"), ("bad/SKILL.md", "   \n"),
    ] {
      try house.write(text, to: "skills/" + path)
    }
    let environment = ["QMD_SKILLS_DIR": house.memories.appending(path: "skills").path]
    let list = try house.qmd("skills", "list", environment: environment)
    #expect(list.output == "  one  The first\n")
    #expect(list.status == 1)
    #expect(list.error.contains("bad/SKILL.md was left out"))
    let full = try house.qmd("skills", "get", "one", "--full", environment: environment).output
    #expect(full.hasSuffix("# One\n\n--- references/more.md ---\n\nmore\n"))
    let path = try house.qmd("skills", "path", "one", environment: environment).output
    #expect(path == environment["QMD_SKILLS_DIR", default: ""] + "/one\n")
    let wrong = try house.qmd("skills", environment: ["QMD_SKILLS_DIR": "/nonexistent"])
    #expect(
      wrong.error == "QMD_SKILLS_DIR names /nonexistent, where there is no folder — correct it, or unset it\n"
    )
  }
}

/// The skill that qmd brings along is held to a contract like any other.
@Suite(.temporaryHouse) struct BundledContractTests {
  private let house = TemporaryHouse.current

  @Test func `its contract holds among the sample's skills`() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "memories-sample/skills")
    try FileManager.default.copyItem(at: sample, to: house.memories.appending(path: "skills"))
    #expect(try house.qmd("skill", "install", "--global", "--yes").status == 0)
    let installed = house.root.appending(path: ".agents/skills")
    #expect(FileManager.default.fileExists(atPath: installed.path + "/qmd/evals/recall.json"))
    try house.qmd("collection", "add", house.memories.path)
    try house.qmd("collection", "add", installed.path, "--name", "installed")
    let outcome = try house.qmd("audit", "qmd")
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("11/11"), "\(outcome.output)")
  }
}
