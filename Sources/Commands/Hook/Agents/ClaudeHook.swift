/// Claude Code: the event UserPromptSubmit, and SessionStart, after which it can read its skills anew.
///
/// https://code.claude.com/docs/en/hooks
import Plumbing

struct ClaudeHook: HookAgent {
  let name = "claude"
  let title = "Claude Code"
  private let event = "UserPromptSubmit"
  static let beginning = "SessionStart"

  /// The reference calls the message `prompt`, a guide for plugins `user_prompt`.
  func turn(_ input: [UInt8]) -> AgentTurn? {
    CommandHook.turn(input, event: event, keys: ["prompt", "user_prompt"])
  }

  func answer(_ context: String) -> [UInt8] { CommandHook.answer(context, event: event) }

  /// Its source is startup, resume, clear, compact or fork.
  func beginning(_ input: [UInt8]) -> SessionBeginning? {
    guard let json = try? JSON(parsing: input), json["hook_event_name"]?.text == Self.beginning,
      let session = json["session_id"]?.text, !session.isEmpty, session.count <= 200,
      session.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
    else { return nil }
    return SessionBeginning(session: session, isNew: json["source"]?.text == "startup")
  }

  var reloading: [UInt8] {
    let json: JSON = ["hookSpecificOutput": ["hookEventName": .string(Self.beginning), "reloadSkills": true]]
    return json.bytes(indented: false) + [UInt8(ascii: "\n")]
  }
}
