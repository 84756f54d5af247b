import Plumbing

/// `POST /v1beta/models/NAME:generateContent`.
///
/// https://ai.google.dev/api/generate-content
struct GeminiContent: ChatDialect {
  func path(_ model: String) -> String { "/v1beta/models/\(model):generateContent" }

  /// Never in the address, where logs would keep it.
  func headers(key: String) -> [(name: String, value: String)] { [(name: "x-goog-api-key", value: key)] }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    var generation: [JSON.Member] = [.init("maxOutputTokens", .integer(request.mostTokens))]
    if let form = request.form {
      generation += [
        .init("responseMimeType", "application/json"), .init("responseJsonSchema", form.schema),
      ]
    }
    return [
      "systemInstruction": ["parts": [["text": .string(request.instructions)]]],
      "contents": [["role": "user", "parts": [["text": .string(request.message)]]]],
      "generationConfig": .object(generation),
    ]
  }

  func reply(_ answer: JSON) -> ChatReply? {
    let usage = Usage(
      inputTokens: answer["usageMetadata"]?.tokens("promptTokenCount") ?? 0,
      outputTokens: answer["usageMetadata"]?.tokens("candidatesTokenCount", "thoughtsTokenCount") ?? 0
    )
    if let reason = answer["promptFeedback"]?["blockReason"]?.text {
      return ChatReply(.refusal(reason), usage)
    }
    guard let candidate = answer["candidates"]?.items?.first, let reason = candidate["finishReason"]?.text
    else { return nil }
    switch reason {
    case "STOP":
      let parts = (candidate["content"]?["parts"]?.items ?? []).filter { $0["thought"]?.truth != true }
      let texts = parts.compactMap { $0["text"]?.text }
      return texts.isEmpty ? nil : ChatReply(.answer(texts.joined()), usage)
    case "MAX_TOKENS": return ChatReply(.truncated, usage)
    case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE":
      return ChatReply(.refusal(reason), usage)
    default: return nil
    }
  }
}
