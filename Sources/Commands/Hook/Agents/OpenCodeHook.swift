import Plumbing

/// OpenCode: the plugin hook `chat.message`, whose two arguments our plugin hands on as JSON.
///
/// In: `{"input": {"sessionID", …}, "output": {"message": {…}, "parts": [{"type": "text", "text": …}]}, "directory"}`.
/// Out: `{"system": […]}`, what the hook `experimental.chat.system.transform` adds to its output for that session.
struct OpenCodeHook: HookAgent {
  let name = "opencode"
  let title = "OpenCode"

  func turn(_ input: [UInt8]) -> AgentTurn? {
    guard let json = try? JSON(parsing: input), let parts = json["output"]?["parts"]?.items else {
      return nil
    }
    // Parts that the program itself made, such as the text of a file, are not the user's words.
    let texts = parts.filter { $0["type"]?.text == "text" && $0["synthetic"]?.truth != true }
      .compactMap { $0["text"]?.text }
    guard !texts.isEmpty else { return nil }
    return AgentTurn(
      prompt: texts.joined(separator: "\n"),
      session: json["input"]?["sessionID"]?.text,
      folder: CommandHook.folder(json["directory"])
    )
  }

  func answer(_ context: String) -> [UInt8] {
    let json: JSON = ["system": [.string(context)]]
    return json.bytes(indented: false) + [UInt8(ascii: "\n")]
  }
}
