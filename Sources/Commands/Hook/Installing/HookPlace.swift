import Memory
import Plumbing

/// A file of an agent in which our hook stands, or would stand.
struct HookPlace {
  enum Form {
    /// An agent's settings, which are the user's: an entry of each event is put in, of the first one in any case.
    case settings([Event])
    /// A file of our own in the folder of the agent's extensions.
    case own(text: String)
  }

  /// An event of the agent, and what is to stand below it.
  struct Event {
    let name: String
    let group: JSON
  }

  let agent: any HookAgent
  let file: FilePath
  let form: Form
  /// Whether it is for one project only.
  let isOfProject: Bool

  /// Where the agent looks for settings of the user and of a project.
  ///
  /// None for an agent that has no such file.
  static func of(
    _ agent: any HookAgent,
    _ call: Invocation,
    command: String
  ) -> (user: HookPlace, project: HookPlace)? {
    let environment = call.environment, home = call.places.home,
      here = call.places.project ?? call.places.workingFolder
    func folder(_ variable: String, _ usual: String) -> FilePath {
      environment[variable].flatMap { $0.isEmpty ? nil : call.absolute($0) } ?? home.appending(usual)
    }
    func handler(_ more: [JSON.Member] = [], timeout: Int) -> JSON {
      let members: [JSON.Member] = [.init("type", "command"), .init("command", .string(command))]
      return ["hooks": [.object(more + members + [.init("timeout", .integer(timeout))])]]
    }
    func both(_ user: FilePath, _ project: String, _ form: Form) -> (user: HookPlace, project: HookPlace) {
      (
        HookPlace(agent: agent, file: user, form: form, isOfProject: false),
        HookPlace(agent: agent, file: here.appending(project), form: form, isOfProject: true)
      )
    }
    switch agent {
    case is ClaudeHook:
      return both(
        folder("CLAUDE_CONFIG_DIR", ".claude").appending("settings.json"),
        ".claude/settings.json",
        .settings(
          ["UserPromptSubmit", ClaudeHook.beginning].map { Event(name: $0, group: handler(timeout: 5)) }
        )
      )
    case is CodexHook:
      return both(
        folder("CODEX_HOME", ".codex").appending("hooks.json"),
        ".codex/hooks.json",
        .settings([Event(name: "UserPromptSubmit", group: handler(timeout: 5))])
      )
    case is GeminiHook:
      return both(
        home.appending(".gemini/settings.json"),
        ".gemini/settings.json",
        // Gemini CLI counts milliseconds.
        .settings([Event(name: "BeforeAgent", group: handler([.init("name", "qmd")], timeout: 5_000))])
      )
    case is PiHook:
      return both(
        folder("PI_CODING_AGENT_DIR", ".pi/agent").appending("extensions/qmd.ts"),
        ".pi/extensions/qmd.ts",
        .own(text: AgentExtension.text(PackageResources.pi_ts, program: AgentExtension.program(call)))
      )
    case is OpenCodeHook:
      return both(
        folder("XDG_CONFIG_HOME", ".config").appending("opencode/plugins/qmd.ts"),
        ".opencode/plugins/qmd.ts",
        .own(text: AgentExtension.text(PackageResources.opencode_ts, program: AgentExtension.program(call)))
      )
    default: return nil
    }
  }

  // MARK: What stands there

  /// The command of our hook that stands in the file; nil where none does.
  func installed() throws -> String? {
    guard let bytes = try Files.read(file) else { return nil }
    switch form {
    case .own: return AgentExtension.program(in: bytes)
    case .settings(let events):
      let text = try settings(bytes).value
      return events.first.flatMap { Self.ours(in: text, $0.name, agent).first?.command }
    }
  }

  private func settings(_ bytes: [UInt8]) throws -> JSONText {
    do throws(JSONError) {
      return try JSONText(bytes)
    } catch {
      throw Failure("\(file) is not JSON, so it was left as it is — correct it, and run this again")
    }
  }

  /// Handlers of ours in an agent's settings, with the way to each.
  static func ours(
    in settings: JSON,
    _ event: String,
    _ agent: any HookAgent
  ) -> [(path: [JSONText.Step], command: String)] {
    var found: [(path: [JSONText.Step], command: String)] = []
    for (group, item) in (settings["hooks"]?[event]?.items ?? []).enumerated() {
      for (place, handler) in (item["hooks"]?.items ?? []).enumerated() {
        let words = [handler["command"]?.text ?? ""] + (handler["args"]?.items ?? []).compactMap(\.text)
        let command = words.joined(separator: " ")
        guard command.contains("qmd"), " \(command) ".contains(" hook \(agent.name) ") else { continue }
        found.append(
          ([.key("hooks"), .key(event), .index(group), .key("hooks"), .index(place)], command)
        )
      }
    }
    return found
  }

  // MARK: Changes

  /// The file with our hook; nil when it is there already, to the letter.
  func withHook(_ before: [UInt8]?) throws -> [UInt8]? {
    switch form {
    case .own(let text):
      if let before, AgentExtension.program(in: before) == nil {
        throw Failure("\(file) is there already and is not qmd's — move it away, and run this again")
      }
      return before == Array(text.utf8) ? nil : Array(text.utf8)
    case .settings(let events):
      var text = try settings(before.flatMap { $0.contains { $0 > 0x20 } ? $0 : nil } ?? Array("{}\n".utf8))
      var isChanged = false
      for event in events {
        let old = Self.ours(in: text.value, event.name, agent)
        if old.contains(where: { $0.command == event.group["hooks"]?.items?.first?["command"]?.text }) {
          continue
        }
        isChanged = true
        do throws(JSONError) {
          for handler in old.reversed() { try text.remove(handler.path) }
          try text.append(event.group, to: ["hooks", event.name])
        } catch {
          throw Failure(
            "`hooks` in \(file) is not what \(agent.title) documents — correct it, and run this again"
          )
        }
      }
      return isChanged ? text.bytes : nil
    }
  }

  /// The file without our hook: empty when nothing would be left of it; nil when none is there.
  func withoutHook(_ before: [UInt8]) throws -> [UInt8]? {
    switch form {
    case .own: return AgentExtension.program(in: before) == nil ? nil : []
    case .settings(let events):
      var text = try settings(before)
      var isChanged = false
      for event in events {
        for handler in Self.ours(in: text.value, event.name, agent).reversed() {
          try text.remove(handler.path)
          isChanged = true
        }
      }
      return isChanged ? text.bytes : nil
    }
  }

  /// Where the file is kept as it was before the first change of ours.
  var backup: FilePath { FilePath(bytes: file.bytes + Array(".qmd-backup".utf8)) }
}
