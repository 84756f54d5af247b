import Plumbing

/// `POST /v1/messages`.
///
/// https://platform.claude.com/docs/en/api/messages
struct AnthropicMessages: ChatDialect {
  func path(_ model: String) -> String { "/v1/messages" }

  func headers(key: String) -> [(name: String, value: String)] {
    [(name: "x-api-key", value: key), (name: "anthropic-version", value: "2023-06-01")]
  }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    var members: [JSON.Member] = [
      .init("model", .string(model)), .init("max_tokens", .integer(request.mostTokens)),
      .init("system", .string(request.instructions)),
      .init("messages", [["role": "user", "content": .string(request.message)]]),
    ]
    if let form = request.form {
      members.append(.init("output_config", ["format": ["type": "json_schema", "schema": form.schema]]))
    }
    return .object(members)
  }

  func reply(_ answer: JSON) -> ChatReply? {
    guard let content = answer["content"]?.items, let stop = answer["stop_reason"]?.text else { return nil }
    // What it thought comes as blocks of other types.
    let text = content.filter { $0["type"]?.text == "text" }.compactMap { $0["text"]?.text }.joined()
    let usage = Usage(
      inputTokens: answer["usage"]?.tokens(
        "input_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens"
      ) ?? 0,
      outputTokens: answer["usage"]?.tokens("output_tokens") ?? 0
    )
    switch stop {
    case "end_turn", "stop_sequence": return ChatReply(.answer(text), usage)
    case "refusal": return ChatReply(.refusal(text), usage)
    case "max_tokens", "model_context_window_exceeded": return ChatReply(.truncated, usage)
    default: return nil
    }
  }
}
