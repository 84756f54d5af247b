import Memory
import Plumbing
import Teaching

extension Verb {
  static let hookStatus = Verb(
    "hook status",
    .skills,
    "Show which agents ask qmd, and by which file.",
    flags: [.json],
    examples: [
      Example("qmd hook status", "one line an agent"), Example("qmd hook status --json", "for a program"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let agents = HookAgents.all.compactMap { HookState($0, call) }
    if call.typed.has(.json) {
      call.output.write(.array(agents.map(\.payload)))
      return 0
    }
    for agent in agents { agent.print(call) }
    let here = Places(environment: call.environment)
    if here.isProjectLocal, !HookLibrary.isTrusted(here, call.environment) {
      call.output.line(
        "What is kept in \(UserSkills.short(here.config, call)) is put before no agent until you approve it: `qmd trust`."
      )
    }
    let keeping =
      switch LookupRecord.keeping(call) {
      case .text: "in words"
      case .hashes: "as digests and scores"
      case .nothing: "not at all"
      }
    call.output.line("What agents ask is kept \(keeping), on this machine: `qmd lookups`.")
    return 0
  }
}

/// Where an agent's configuration names our hook, as the files say it now.
private struct HookState {
  struct Finding {
    let file: FilePath
    let command: String
    /// What keeps it from working; nil when nothing does.
    let problem: String?
  }

  let agent: any HookAgent
  /// Whether the agent has been used by this user.
  let isPresent: Bool
  let findings: [Finding]
  /// Files that could not be read as what they should be.
  let unreadable: [String]
  /// The agent's own name of our plugin, where it is enabled.
  let plugin: String?

  init?(_ agent: any HookAgent, _ call: Invocation) {
    guard let places = HookPlace.of(agent, call, command: HookCommand.text(agent, call)) else { return nil }
    self.agent = agent
    var files = [places.user]
    if places.project.file != places.user.file { files.append(places.project) }
    if agent is ClaudeHook {
      let local = places.project.file.parent.appending("settings.local.json")
      files.append(HookPlace(agent: agent, file: local, form: places.project.form, isOfProject: true))
    }
    let folder =
      agent is ClaudeHook || agent is CodexHook || agent is GeminiHook
      ? places.user.file.parent : places.user.file.parent.parent
    isPresent = FileStatus.of(folder, following: true) != nil
    var findings: [Finding] = [], unreadable: [String] = []
    for place in files {
      do {
        guard let command = try place.installed() else { continue }
        let program = AgentExtension.program(ofCommand: command)
        let isThere = AgentExtension.find(program, call) != nil
        findings.append(
          Finding(
            file: place.file,
            command: command,
            problem: isThere
              ? nil : "\(program) is not there — `qmd hook install \(agent.name)` writes it anew"
          )
        )
      } catch {
        unreadable.append((error as? Failure)?.description ?? "\(place.file) cannot be read")
      }
    }
    self.findings = findings
    self.unreadable = unreadable
    plugin = agent is ClaudeHook ? Self.plugin(in: places.user.file) : nil
  }

  /// Claude Code lists plugins as `"enabledPlugins": {"qmd@place": true}`.
  private static func plugin(in settings: FilePath) -> String? {
    guard let bytes = try? Files.read(settings), let text = try? JSONText(bytes) else { return nil }
    return text.value["enabledPlugins"]?.members?.first {
      $0.key.hasPrefix("qmd@") && $0.value.truth == true
    }?.key
  }

  private var isInstalled: Bool { !findings.isEmpty || plugin != nil }

  func print(_ call: Invocation) {
    let state = isInstalled ? "asks qmd" : isPresent ? "does not ask" : "not found"
    let hint = isInstalled || !isPresent ? "" : "`qmd hook install \(agent.name)`"
    let first =
      findings.first.map { UserSkills.short($0.file, call) } ?? plugin.map { "by the plugin \($0)" } ?? hint
    let mark = isInstalled ? call.output.green("✓") : " "
    let name = "\(mark) \(Wording.padded(agent.title, 13))"
    call.output.line(first.isEmpty ? name + state : name + Wording.padded(state, 14) + first)
    for finding in findings.dropFirst() {
      call.output.line("                 and        \(UserSkills.short(finding.file, call))")
    }
    for finding in findings { if let problem = finding.problem { call.output.line("    \(problem)") } }
    if findings.count + (plugin == nil ? 0 : 1) > 1 {
      call.output.line(
        "    It asks more than once for each message: `qmd hook remove \(agent.name)` takes one away."
      )
    }
    for problem in unreadable { call.output.line("    \(problem)") }
  }

  var payload: JSON {
    [
      "agent": .string(agent.name), "present": .bool(isPresent), "installed": .bool(isInstalled),
      "plugin": plugin.map { .string($0) } ?? .null,
      "files": .array(
        findings.map {
          ["file": .string($0.file.text), "command": .string($0.command), "works": .bool($0.problem == nil)]
        }
      ),
      "unreadable": .array(unreadable.map { .string($0) }),
    ]
  }
}
