import Plumbing

/// What an agent's hook tells: the user's last message, and where it was written.
struct AgentTurn: Equatable {
  var prompt: String
  /// The agent's own name of the conversation.
  var session: String?
  /// Where the agent works; nil for where the hook runs.
  var folder: FilePath?
}

/// How one agent asks, and in which form it takes an answer: one file an agent in `Agents`.
protocol HookAgent: Sendable {
  /// As it is typed: `qmd hook claude`.
  var name: String { get }
  /// As people call it.
  var title: String { get }

  /// The turn that these bytes tell; nil for whatever is not the documented event, which is answered by silence.
  func turn(_ input: [UInt8]) -> AgentTurn?

  /// A text for the agent's context, in the agent's form.
  func answer(_ context: String) -> [UInt8]

  /// The beginning of a session that these bytes tell, for agents that can then be asked to read their skills anew.
  func beginning(_ input: [UInt8]) -> SessionBeginning?

  /// What asks the agent to read its skills anew.
  var reloading: [UInt8] { get }
}

extension HookAgent {
  func beginning(_ input: [UInt8]) -> SessionBeginning? { nil }
  var reloading: [UInt8] { [] }
}

enum HookAgents {
  static let all: [any HookAgent] = [
    ClaudeHook(), CodexHook(), GeminiHook(), PiHook(), OpenCodeHook(), PlainHook(),
  ]

  /// Names of those whose configuration qmd knows.
  static var configured: [String] { all.filter { !($0 is PlainHook) }.map(\.name) }

  static func named(_ name: String) -> (any HookAgent)? { all.first { $0.name == name } }
}

/// What Claude Code, Codex and Gemini CLI have in common: one flat object in, one nested object out.
enum CommandHook {
  /// The turn of an event called `event`, whose message stands under one of `keys`.
  static func turn(_ input: [UInt8], event: String, keys: [String]) -> AgentTurn? {
    guard let json = try? JSON(parsing: input), json.members != nil else { return nil }
    if let name = json["hook_event_name"], name.text != event { return nil }
    guard let prompt = keys.lazy.compactMap({ json[$0]?.text }).first else { return nil }
    return AgentTurn(prompt: prompt, session: json["session_id"]?.text, folder: folder(json["cwd"]))
  }

  /// No key but these: a further one makes Codex drop the answer, and a bare `additionalContext` Claude Code.
  static func answer(_ context: String, event: String) -> [UInt8] {
    let json: JSON = [
      "hookSpecificOutput": ["hookEventName": .string(event), "additionalContext": .string(context)]
    ]
    return json.bytes(indented: false) + [UInt8(ascii: "\n")]
  }

  static func folder(_ value: JSON?) -> FilePath? {
    value?.text.map { FilePath($0) }.flatMap { $0.isAbsolute ? $0.normalized : nil }
  }
}
