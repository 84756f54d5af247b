import Plumbing

/// `POST /v1/chat/completions`.
///
/// https://platform.openai.com/docs/api-reference/chat
struct OpenAIChat: ChatDialect {
  func path(_ model: String) -> String { "/v1/chat/completions" }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    var members: [JSON.Member] = [
      .init("model", .string(model)), .init("messages", messages(request)),
      .init("max_completion_tokens", .integer(request.mostTokens)),
    ]
    if let form = request.form { members.append(.init("response_format", Self.responseFormat(form))) }
    return .object(members)
  }

  static func responseFormat(_ form: ChatRequest.Form) -> JSON {
    [
      "type": "json_schema",
      "json_schema": ["name": .string(form.name), "schema": form.schema, "strict": true],
    ]
  }

  func reply(_ answer: JSON) -> ChatReply? {
    guard let choice = answer["choices"]?.items?.first, let message = choice["message"] else { return nil }
    let usage = Usage(
      inputTokens: answer["usage"]?.tokens("prompt_tokens") ?? 0,
      outputTokens: answer["usage"]?.tokens("completion_tokens") ?? 0,
      // Of routers, which know what each request cost them.
      dollars: max(0, answer["usage"]?["cost"]?.double ?? 0)
    )
    if let refusal = message["refusal"]?.text { return ChatReply(.refusal(refusal), usage) }
    switch choice["finish_reason"]?.text {
    case "length": return ChatReply(.truncated, usage)
    case "content_filter": return ChatReply(.refusal(""), usage)
    case "stop", nil: return message["content"]?.text.map { ChatReply(.answer($0), usage) }
    default: return nil
    }
  }
}
