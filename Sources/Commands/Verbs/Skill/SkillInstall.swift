import Memory
import Plumbing

extension Verb {
  static let skillInstall = Verb(
    "skill install",
    .skills,
    operands: "[SKILL]",
    "Put the skill where agents look for skills: .agents/skills in this folder.",
    details: [
      "With --global it is .agents/skills in the home folder. Claude Code looks in .claude/skills, where a link is made"
        + " when you say yes. A skill that is there already and says something else is left alone.",
      "After an update of qmd, do it again with --force.",
    ],
    flags: [.everywhereOfMine, .yes, .replace],
    examples: [
      Example("qmd skill install --global --yes", "for all agents of this user, Claude Code too"),
      Example("cd ~/project && qmd skill install", "for one project"),
    ]
  ) { call in
    let name = try call.words(atLeast: 0, atMost: 1).first ?? "qmd"
    return try SkillInstallation(try BundledSkill.named(name, call), call).run()
  }
}

/// One run of `qmd skill install`.
///
/// The whole skill is installed. A stub that sends the agent to `qmd skills get` would never be out of date, and cost a
/// step in every conversation.
private struct SkillInstallation {
  private let call: Invocation
  private let skill: BundledSkill
  private let base: FilePath

  init(_ skill: BundledSkill, _ call: Invocation) {
    self.call = call
    self.skill = skill
    base = call.typed.has(.everywhereOfMine) ? call.places.home : call.places.workingFolder
  }

  private var folder: FilePath { base.appending(".agents/skills").appending(skill.name) }
  private var link: FilePath { base.appending(".claude/skills").appending(skill.name) }

  func run() throws -> Int32 {
    let file = folder.appending("SKILL.md")
    let present = try Files.read(file)
    guard present == nil || present == skill.text || call.typed.has(.replace) else {
      throw Failure(
        "\(file) exists already and says something else — compare it with `qmd skill show`; --force replaces it"
      )
    }
    try skill.write(to: folder)
    let done = present == nil ? "Installed" : present == skill.text ? "Up to date:" : "Replaced"
    call.output.line("\(call.output.green("✓")) \(done) \(folder)")
    return try linkForClaude()
  }

  /// Claude Code does not read `.agents`.
  private func linkForClaude() throws -> Int32 {
    if FileStatus.of(link) != nil {
      if let there = Files.realPath(link), there == Files.realPath(folder) { return 0 }
      call.complain(
        "\(link) is there already and was left alone — remove it, and run this again to make a link"
      )
      return 0
    }
    guard isWanted() else {
      let words = call.typed.words + (call.typed.has(.everywhereOfMine) ? ["--global", "--yes"] : ["--yes"])
      call.output.line("  For Claude Code too: qmd skill install \(words.joined(separator: " "))")
      return 0
    }
    do throws(SystemError) {
      try Files.createFolder(link.parent)
      try Files.createLink(link, to: FilePath("../../.agents/skills").appending(skill.name))
    } catch {
      throw Failure.cannotWrite(link, error)
    }
    call.output.line("\(call.output.green("✓")) Linked as \(link)")
    return 0
  }

  private func isWanted() -> Bool {
    if call.typed.has(.yes) { return true }
    return call.asks("Link it into \(link.parent) for Claude Code too?")
  }
}
