import Plumbing

/// Pi: the event `before_agent_start` of an extension, which our extension hands on as JSON.
///
/// In: `{"prompt": …, "cwd": …, "session": …}`, named as the event and its context name them. Out: what the handler
/// returns, `{"message": {"customType", "content", "display"}}`, to the letter.
struct PiHook: HookAgent {
  let name = "pi"
  let title = "Pi"

  func turn(_ input: [UInt8]) -> AgentTurn? {
    guard let json = try? JSON(parsing: input), let prompt = json["prompt"]?.text else { return nil }
    return AgentTurn(prompt: prompt, session: json["session"]?.text, folder: CommandHook.folder(json["cwd"]))
  }

  func answer(_ context: String) -> [UInt8] {
    let json: JSON = ["message": ["customType": "qmd", "content": .string(context), "display": true]]
    return json.bytes(indented: false) + [UInt8(ascii: "\n")]
  }
}
