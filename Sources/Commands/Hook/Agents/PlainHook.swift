import Plumbing

/// Any other agent or script: a message in, a text out.
///
/// In: the message itself, or `{"prompt": …}`, or `{"messages": [{"role": "user", "content": …}]}`, of which the last of
/// the user's counts.
struct PlainHook: HookAgent {
  let name = "plain"
  let title = "Any other agent"

  func turn(_ input: [UInt8]) -> AgentTurn? {
    guard let json = try? JSON(parsing: input), json.members != nil else {
      return String(validating: input, as: UTF8.self).map { AgentTurn(prompt: $0) }
    }
    let messages = json["messages"]?.items ?? []
    guard
      let prompt = json["prompt"]?.text
        ?? messages.last(where: { $0["role"]?.text == "user" }).flatMap({ text(of: $0["content"]) })
    else { return nil }
    return AgentTurn(
      prompt: prompt,
      session: json["session_id"]?.text,
      folder: CommandHook.folder(json["cwd"])
    )
  }

  /// A content is a text, or a list of parts of which some are texts.
  private func text(of content: JSON?) -> String? {
    content?.text
      ?? content?.items?.filter { $0["type"]?.text == "text" }.compactMap { $0["text"]?.text }.joined(
        separator: "\n"
      )
  }

  func answer(_ context: String) -> [UInt8] { Array("\(context)\n".utf8) }
}
