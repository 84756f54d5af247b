import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// From a poor description to a better one and back, as people do it.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct TeachTests {
  private let house = TemporaryHouse.current
  private var skill: URL { house.memories.appending(path: "skills/ops-helper/SKILL.md") }

  /// The sample library, with the one skill that describes itself as helping with stuff.
  private func fill() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "memories-sample")
    try FileManager.default.removeItem(at: house.memories)
    try FileManager.default.copyItem(at: sample, to: house.memories)
    let added = try house.qmd("collection", "add", house.memories.path, "--name", "memories")
    try #require(added.status == 0, "\(added.error)")
  }

  /// Kept queries of the skill, as an audit has them.
  private func kept() throws -> Int {
    let outcome = try house.qmd("audit", "ops-helper", "--json")
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require((value?["kept"] as? [String: Any])?["hits"] as? Int, "\(outcome.error)")
  }

  @Test func `a poor description fails, a proposal is adopted, recall is better, and all is taken back`()
    throws
  {
    try fill()
    let original = try Data(contentsOf: skill)
    let before = try kept()
    func passes() throws -> Bool { try house.qmd("audit", "ops-helper", "--fail-under", "0.7").status == 0 }
    #expect(try !passes())

    let dry = try house.qmd("teach", "ops-helper", "--dry-run")
    #expect(dry.output.contains("Bytes that would be sent: none."))
    #expect(try house.qmd("proposals").output == "No proposals — `qmd teach` makes them.\n")

    let taught = try house.qmd("teach", "ops-helper")
    #expect(taught.status == 0, "\(taught.error)")
    #expect(taught.output.contains("ops-helper: proposed as #1\n"))
    #expect(try Data(contentsOf: skill) == original, "a proposal changes no file")
    #expect(try house.qmd("proposals").output.contains("ops-helper  open\n"))
    #expect(try house.qmd("proposals", "show", "1").output.contains("\n+   keywords: "))

    let adopted = try house.qmd("proposals", "adopt", "1")
    #expect(adopted.status == 0, "\(adopted.error)")
    let better = try Data(contentsOf: skill)
    #expect(better != original)
    #expect(try kept() > before && passes())
    #expect(try house.qmd("skills", "history", "ops-helper").output.hasSuffix("proposal 1\n"))
    #expect(try house.qmd("skills", "diff", "ops-helper").output.contains("\n+   keywords: "))

    let back = try house.qmd("skills", "rollback", "ops-helper")
    #expect(back.status == 0, "\(back.error)")
    #expect(try Data(contentsOf: skill) == original)
    #expect(try kept() == before && !passes())
    #expect(try house.qmd("proposals", "--json").output.contains(#""state": "undone""#))
    #expect(try house.qmd("skills", "rollback", "ops-helper").status == 1)
  }

  @Test func `auto adopts what is proven, once a day; off holds no lesson`() throws {
    try fill()
    let config = house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + "teach: auto\n").write(to: config, atomically: true, encoding: .utf8)
    let taught = try house.qmd("teach", "ops-helper")
    #expect(taught.output.contains("ops-helper: adopted as #1\n"), "\(taught.error)")
    #expect(try house.qmd("skills", "rollback", "ops-helper").status == 0)
    let again = try house.qmd("teach", "ops-helper")
    #expect(again.error.contains("it was changed within the last 24 hours"))
    #expect(again.output.contains("ops-helper: proposed as #2\n"))
    try (text + "teach: off\n").write(to: config, atomically: true, encoding: .utf8)
    #expect(try house.qmd("teach", "ops-helper").status == 2)
  }

  @Test func `what is forgotten leaves no proposal and no version behind`() throws {
    try fill()
    #expect(try house.qmd("teach", "ops-helper").status == 0)
    #expect(try house.qmd("proposals", "adopt", "1").status == 0)
    #expect(try house.qmd("forget", "skills/ops-helper/SKILL.md").status == 0)
    let displaced = house.root.appending(path: ".local/state/qmd/displaced")
    #expect(try FileManager.default.contentsOfDirectory(atPath: displaced.path) == [])
    let ledger = try Database(
      FilePath(house.root.appending(path: ".local/state/qmd/ledger.sqlite").path),
      mode: .readOnly
    )
    for table in ["proposals", "proposal_files", "proposal_events", "versions", "attempts"] {
      #expect(try ledger.statement("SELECT count(*) FROM \(table)").integer() == 0, "\(table)")
    }
  }

  /// The text that the ledger keeps for the only file of the first proposal.
  private func proposedBytes() throws -> Data {
    let ledger = try Database(
      FilePath(house.root.appending(path: ".local/state/qmd/ledger.sqlite").path),
      mode: .readOnly
    )
    let text = try ledger.statement("SELECT after_text FROM proposal_files WHERE proposal = 1").string()
    return Data(try #require(text).utf8)
  }

  /// The call at which the program is killed: writing the new text, exchanging, keeping what came out, noting it.
  @Test(arguments: ["fsync:when=1", "renameat2:when=1", "rename:when=1", "fdatasync:when=1"])
  func `killed at any step the file is old or new, and can be put back`(place: String) throws {
    try fill()
    let original = try Data(contentsOf: skill)
    #expect(try house.qmd("teach", "ops-helper").status == 0)
    let proposed = try proposedBytes()
    #expect(proposed != original)
    let call = place.prefix { $0 != ":" }
    let killed = try house.start(
      URL(filePath: "/usr/bin/strace"),
      [
        "-f", "-o", "/dev/null", "-e", "trace=\(call)",
        "-e", "inject=\(place.replacingOccurrences(of: ":", with: ":signal=KILL:"))",
        TemporaryHouse.program.path,
        "proposals", "adopt", "1",
      ]
    )
    #expect(killed.status != 0 && !killed.output.contains("adopted"), "it was not killed: \(killed.output)")
    let found = try Data(contentsOf: skill)
    let isNew = found == proposed
    #expect(isNew || found == original, "\(String(decoding: found, as: UTF8.self))")
    // Whatever was done so far is finished or done again, and taken back.
    if !isNew { #expect(try house.qmd("proposals", "adopt", "1").status == 0) }
    #expect(try Data(contentsOf: skill) == proposed)
    #expect(try house.qmd("skills", "rollback", "ops-helper").status == 0)
    #expect(try Data(contentsOf: skill) == original)
  }

  // MARK: Files that somebody else looks after

  private func setAuto() throws {
    let config = house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + "teach: auto\n").write(to: config, atomically: true, encoding: .utf8)
  }

  @Test func `with auto a skill under git is proposed and left to the person`() throws {
    try fill()
    try setAuto()
    let original = try Data(contentsOf: skill)
    try FileManager.default.createDirectory(
      at: house.memories.appending(path: ".git"),
      withIntermediateDirectories: true
    )
    let taught = try house.qmd("teach", "ops-helper")
    #expect(taught.output.contains("ops-helper: proposed as #1\n"))
    #expect(taught.error.contains("left to you: it lies in the git work tree"))
    #expect(try Data(contentsOf: skill) == original)
    // On the person's word it is done.
    #expect(try house.qmd("proposals", "adopt", "1").status == 0)
    #expect(try Data(contentsOf: skill) != original)
  }

  @Test(.enabled(if: geteuid() == 0, "only root may run the program as another user"))
  func `with auto a skill in a folder that may not be written to is proposed`() throws {
    try fill()
    try setAuto()
    let original = try Data(contentsOf: skill)
    let everything = try house.start(
      URL(filePath: "/bin/chown"),
      ["-R", "65534:65534", house.root.path]
    )
    #expect(everything.status == 0)
    let folder = skill.deletingLastPathComponent()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    func asNobody(_ words: String...) throws -> Outcome {
      try house.start(
        URL(filePath: "/usr/bin/setpriv"),
        ["--reuid=65534", "--regid=65534", "--clear-groups", TemporaryHouse.program.path] + words
      )
    }
    let taught = try asNobody("teach", "ops-helper")
    #expect(taught.output.contains("ops-helper: proposed as #1\n"), "\(taught.error)")
    #expect(taught.error.contains("left to you: \(folder.path) may not be written to"))
    let adopted = try asNobody("proposals", "adopt", "1")
    #expect(adopted.status == 1 && adopted.error.contains("cannot be changed"), "\(adopted)")
    #expect(try Data(contentsOf: skill) == original)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["SKILL.md", "evals"]
    )
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
  }

  @Test func `with auto a skill that has a second name is proposed`() throws {
    try fill()
    try setAuto()
    let original = try Data(contentsOf: skill)
    try FileManager.default.linkItem(at: skill, to: house.root.appending(path: "elsewhere.md"))
    let taught = try house.qmd("teach", "ops-helper")
    #expect(
      taught.error.contains("left to you: it is reached through a link, or has several names"),
      "\(taught)"
    )
    #expect(taught.output.contains("proposed as #1\n"))
    #expect(try Data(contentsOf: skill) == original)
  }

  @Test func `a plugin's copy of a skill is proposed with auto`() throws {
    try fill()
    try setAuto()
    let plugin = house.root.appending(path: ".claude/plugins/cache/p")
    try FileManager.default.createDirectory(at: plugin, withIntermediateDirectories: true)
    try FileManager.default.moveItem(at: house.memories, to: plugin.appending(path: "memories"))
    let config = house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
      .replacingOccurrences(of: house.memories.path, with: plugin.appending(path: "memories").path)
    try text.write(to: config, atomically: true, encoding: .utf8)
    let taught = try house.qmd("teach", "ops-helper")
    #expect(taught.error.contains("left to you: it belongs to a plugin"), "\(taught.error)\(taught.output)")
    #expect(taught.output.contains("proposed as #1\n"))
  }

  @Test func `Claude Code is asked once a session to read its skills anew after a change`() throws {
    try fill()
    func begins(_ session: String, _ source: String) throws -> String {
      try house.qmd(
        "hook",
        "claude",
        input: #"{"hook_event_name": "SessionStart", "session_id": "\#(session)", "source": "\#(source)"}"#
      ).output
    }
    let reload = #"{"hookSpecificOutput":{"hookEventName":"SessionStart","reloadSkills":true}}"# + "\n"
    #expect(try begins("a", "resume") == "")
    #expect(try house.qmd("teach", "ops-helper").status == 0)
    #expect(try begins("a", "compact") == "", "a proposal changes nothing")
    #expect(try house.qmd("proposals", "adopt", "1").status == 0)
    #expect(try begins("a", "compact") == reload)
    #expect(try begins("a", "compact") == "")
    // One that has just started has read them.
    #expect(try begins("b", "startup") == "" && begins("b", "clear") == "")
    #expect(try house.qmd("skills", "rollback", "ops-helper").status == 0)
    #expect(try begins("b", "clear") == reload)
  }
}
