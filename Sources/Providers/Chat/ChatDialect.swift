import Plumbing

/// How one kind of server is asked, and how its answer is read.
///
/// None sets a temperature or the like: some models refuse any, and what suits them is known to those who serve them.
protocol ChatDialect: Sendable {
  /// Below the endpoint.
  func path(_ model: String) -> String

  /// What shows the key.
  func headers(key: String) -> [(name: String, value: String)]

  func body(_ request: ChatRequest, _ model: String) -> JSON

  /// Nil where it is no answer of this kind.
  func reply(_ answer: JSON) -> ChatReply?
}

extension ChatDialect {
  func headers(key: String) -> [(name: String, value: String)] {
    [(name: "Authorization", value: "Bearer \(key)")]
  }

  /// Instructions and message as two messages, as most have it.
  func messages(_ request: ChatRequest) -> JSON {
    [
      ["role": "system", "content": .string(request.instructions)],
      ["role": "user", "content": .string(request.message)],
    ]
  }
}

extension JSON {
  /// Tokens by the names that servers have for them, together.
  func tokens(_ names: String...) -> Int {
    names.reduce(0) { sum, name in
      let (total, isTooMuch) = sum.addingReportingOverflow(max(0, self[name]?.int ?? 0))
      return isTooMuch ? sum : total
    }
  }
}
