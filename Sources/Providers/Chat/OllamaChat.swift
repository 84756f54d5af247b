import Plumbing

/// `POST /api/chat`.
///
/// https://docs.ollama.com/api/chat
struct OllamaChat: ChatDialect {
  func path(_ model: String) -> String { "/api/chat" }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    var members: [JSON.Member] = [
      .init("model", .string(model)), .init("messages", messages(request)), .init("stream", false),
    ]
    if let form = request.form { members.append(.init("format", form.schema)) }
    members.append(
      .init(
        "options",
        ["num_ctx": .integer(Self.room(request)), "num_predict": .integer(request.mostTokens)]
      )
    )
    return .object(members)
  }

  /// Tokens that the model is to have room for: it drops the beginning of what is longer, and does not say so.
  ///
  /// Some few sizes, because it loads the model anew for each.
  private static func room(_ request: ChatRequest) -> Int {
    let needed = (request.instructions.utf8.count + request.message.utf8.count) / 3 + request.mostTokens
    return [8_192, 16_384, 32_768].first { $0 >= needed } ?? 32_768
  }

  func reply(_ answer: JSON) -> ChatReply? {
    guard answer["done"]?.truth == true, let text = answer["message"]?["content"]?.text else { return nil }
    let usage = Usage(
      inputTokens: answer.tokens("prompt_eval_count"),
      outputTokens: answer.tokens("eval_count")
    )
    return ChatReply(answer["done_reason"]?.text == "length" ? .truncated : .answer(text), usage)
  }
}
