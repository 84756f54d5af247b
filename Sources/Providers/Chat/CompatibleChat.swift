import Plumbing

/// `/v1/chat/completions` as most other servers have it: llama.cpp, vLLM, LM Studio, routers.
///
/// They are older than OpenAI's newer name for the bound on tokens, and take any schema without `strict`.
struct CompatibleChat: ChatDialect {
  private let original = OpenAIChat()

  func path(_ model: String) -> String { original.path(model) }

  func body(_ request: ChatRequest, _ model: String) -> JSON {
    guard case .object(let members) = original.body(request, model) else { return .null }
    return .object(
      members.map { $0.key == "max_completion_tokens" ? JSON.Member("max_tokens", $0.value) : $0 }
    )
  }

  func reply(_ answer: JSON) -> ChatReply? { original.reply(answer) }
}
