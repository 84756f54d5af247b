/// Gemini CLI: the event BeforeAgent.
///
/// https://geminicli.com/docs/hooks/reference
///
/// Standard output that is no JSON is shown to the user as a message; nothing at all is a hook that had nothing to say.
struct GeminiHook: HookAgent {
  let name = "gemini"
  let title = "Gemini CLI"
  private let event = "BeforeAgent"

  func turn(_ input: [UInt8]) -> AgentTurn? { CommandHook.turn(input, event: event, keys: ["prompt"]) }

  func answer(_ context: String) -> [UInt8] { CommandHook.answer(context, event: event) }
}
