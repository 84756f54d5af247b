/// Claude Code: the event UserPromptSubmit.
///
/// https://code.claude.com/docs/en/hooks
struct ClaudeHook: HookAgent {
  let name = "claude"
  let title = "Claude Code"
  private let event = "UserPromptSubmit"

  /// The reference calls the message `prompt`, a guide for plugins `user_prompt`.
  func turn(_ input: [UInt8]) -> AgentTurn? {
    CommandHook.turn(input, event: event, keys: ["prompt", "user_prompt"])
  }

  func answer(_ context: String) -> [UInt8] { CommandHook.answer(context, event: event) }
}
