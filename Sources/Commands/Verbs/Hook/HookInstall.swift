import Memory
import Plumbing

extension Verb {
  static let hookInstall = Verb(
    "hook install",
    .skills,
    operands: HookInstallation.names,
    "Let an agent ask qmd before it answers.",
    details: [
      "Shows the change to the agent's own configuration first, and makes it when you say yes, or with --yes. What else"
        + " stands there stays as it is, comments and order too; a copy is kept beside it. `qmd hook remove` undoes it.",
      "Codex CLI asks you to review a new hook before it runs it.",
    ],
    flags: [.inProject, .yes, .dryRun],
    examples: [
      Example("qmd hook install claude --yes", "for Claude Code"),
      Example("qmd hook install gemini --dry-run", "shows what would change"),
    ]
  ) { call in try HookInstallation(call).install() }

  static let hookRemove = Verb(
    "hook remove",
    .skills,
    operands: HookInstallation.names,
    "Take qmd out of an agent's configuration again.",
    flags: [.inProject, .yes, .dryRun],
    examples: [Example("qmd hook remove claude --yes", "leaves everything else as it is")]
  ) { call in try HookInstallation(call).remove() }
}

/// One run of `qmd hook install` or `remove`.
private struct HookInstallation {
  static let names = HookAgents.configured.joined(separator: "|")

  private let call: Invocation
  private let place: HookPlace

  init(_ call: Invocation) throws {
    self.call = call
    let name = try call.words(atLeast: 1, atMost: 1)[0]
    guard let agent = HookAgents.named(name) else {
      let hint = NearestName.of(name, among: HookAgents.all.map(\.name)).map { "did you mean '\($0)'?" }
      throw Failure("There is no hook for '\(name)' — \(hint ?? "there are: \(Self.names)")")
    }
    guard let places = HookPlace.of(agent, call, command: HookCommand.text(agent, call)) else {
      throw Failure(
        "'\(name)' has no configuration that qmd knows — let the agent run `qmd hook \(name)` itself; hooks/README.md"
          + " shows how"
      )
    }
    place = call.typed.has(.inProject) ? places.project : places.user
  }

  func install() throws -> Int32 {
    let before = try Files.read(place.file)
    guard let after = try place.withHook(before) else {
      call.output.line("\(call.output.green("✓")) \(place.agent.title) asks qmd already: \(place.file)")
      return 0
    }
    if let status = agreement(before ?? [], after) { return status }
    do throws(SystemError) {
      try Files.createFolder(place.file.parent)
      // The first copy is the one without us.
      if let before, try Files.read(place.backup) == nil { try Files.replace(place.backup, with: before) }
      try Files.replace(place.file, with: after)
    } catch {
      throw Failure.cannotWrite(place.file, error)
    }
    call.output.line(
      "\(call.output.green("✓")) \(place.agent.title) asks qmd from its next start on: \(place.file)"
    )
    if place.agent is CodexHook { call.output.line("  Codex asks you to review the hook before it runs it.") }
    return 0
  }

  func remove() throws -> Int32 {
    guard let before = try Files.read(place.file), var after = try place.withoutHook(before) else {
      call.output.line("\(place.file) has no hook of qmd.")
      return 0
    }
    let backup = try Files.read(place.backup)
    // Where nothing else was changed meanwhile the file comes back to the byte.
    if let backup, try place.withHook(backup) == before { after = backup }
    if let status = agreement(before, after) { return status }
    do throws(SystemError) {
      if backup == nil,
        !after.contains(where: { $0 > 0x20 && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") })
      {
        // There was no file before there was a hook.
        Files.remove(place.file)
      } else {
        try Files.replace(place.file, with: after)
      }
    } catch {
      throw Failure.cannotWrite(place.file, error)
    }
    if backup == after { Files.remove(place.backup) }
    call.output.line("\(call.output.green("✓")) \(place.agent.title) asks qmd no longer.")
    return 0
  }

  /// Shows what would change, and asks; the exit status when nothing is to be changed.
  private func agreement(_ before: [UInt8], _ after: [UInt8]) -> Int32? {
    call.output.line(call.output.bold(place.file.text))
    for line in TextDifference.lines(before, after) { call.output.line(line) }
    if call.typed.has(.dryRun) {
      call.output.line("Nothing was changed.")
      return 0
    }
    if call.typed.has(.yes) || call.asks("Make this change?") { return nil }
    call.output.line("Nothing was changed. --yes makes the change without asking.")
    return 1
  }
}

/// The command by which an agent runs the hook.
enum HookCommand {
  static func text(_ agent: any HookAgent, _ call: Invocation) -> String {
    let program = AgentExtension.program(call)
    return "\(RecallText.quoted(program)) hook \(agent.name)"
      + (call.indexName.map { " --index \(RecallText.quoted($0))" } ?? "")
  }
}
