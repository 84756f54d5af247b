import Plumbing

/// `POST /v1/responses`.
///
/// https://platform.openai.com/docs/api-reference/responses
struct OpenAIResponses: ChatDialect {
  func path(_ model: String) -> String { "/v1/responses" }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    var members: [JSON.Member] = [
      .init("model", .string(model)), .init("instructions", .string(request.instructions)),
      .init("input", .string(request.message)), .init("max_output_tokens", .integer(request.mostTokens)),
      // Nothing of a lesson is needed again, and what is not kept cannot be read by others.
      .init("store", false),
    ]
    if let form = request.form {
      members.append(
        .init(
          "text",
          [
            "format": [
              "type": "json_schema", "name": .string(form.name), "schema": form.schema, "strict": true,
            ]
          ]
        )
      )
    }
    return .object(members)
  }

  func reply(_ answer: JSON) -> ChatReply? {
    guard let status = answer["status"]?.text else { return nil }
    let usage = Usage(
      inputTokens: answer["usage"]?.tokens("input_tokens") ?? 0,
      outputTokens: answer["usage"]?.tokens("output_tokens") ?? 0
    )
    let parts = (answer["output"]?.items ?? []).filter { $0["type"]?.text == "message" }
      .flatMap { $0["content"]?.items ?? [] }
    if let refusal = parts.first(where: { $0["type"]?.text == "refusal" }) {
      return ChatReply(.refusal(refusal["refusal"]?.text ?? ""), usage)
    }
    switch (status, answer["incomplete_details"]?["reason"]?.text) {
    case ("completed", _):
      let texts = parts.filter { $0["type"]?.text == "output_text" }.compactMap { $0["text"]?.text }
      return texts.isEmpty ? nil : ChatReply(.answer(texts.joined()), usage)
    case ("incomplete", "content_filter"): return ChatReply(.refusal(""), usage)
    case ("incomplete", _): return ChatReply(.truncated, usage)
    default: return nil
    }
  }
}
