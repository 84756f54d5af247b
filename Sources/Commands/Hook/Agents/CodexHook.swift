/// Codex CLI: the event UserPromptSubmit.
///
/// https://developers.openai.com/codex/hooks
struct CodexHook: HookAgent {
  let name = "codex"
  let title = "Codex CLI"
  private let event = "UserPromptSubmit"

  func turn(_ input: [UInt8]) -> AgentTurn? { CommandHook.turn(input, event: event, keys: ["prompt"]) }

  func answer(_ context: String) -> [UInt8] { CommandHook.answer(context, event: event) }
}
