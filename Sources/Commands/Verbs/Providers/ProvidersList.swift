import Memory
import Plumbing
import Providers

extension Verb {
  static let providers = Verb(
    "providers",
    .tend,
    "Show which model makes vectors, and what may be sent to it.",
    details: [
      "Unless index.yml says otherwise the model is on this machine, and nothing is sent anywhere. `models:` with `embed:"
        + " ollama:NAME` or `openai:NAME` names another, `embed_endpoint:` where it is, `embed_key:` the variable that holds"
        + " its key. A model that is not on this machine gets no text before `qmd providers consent`."
    ],
    examples: [Example("qmd providers", "the model, and each consent with its date")],
    subverbs: [.providersList, .providersConsent, .providersRevoke],
    run: list
  )

  static let providersList = Verb(
    "providers list",
    .tend,
    "Show which model makes vectors, and what may be sent to it.",
    examples: [Example("qmd providers list", "the model, and each consent with its date")],
    run: list
  )

  @Sendable private static func list(_ call: Invocation) throws -> Int32 {
    _ = try call.words(atLeast: 0, atMost: 0)
    let config = try call.config()
    let consents = Consents(state: call.places.state)
    if let model = config.embedder {
      let place = model.isLocal ? "on this machine" : "not on this machine"
      call.output.line("Vectors: \(model.shape.rawValue):\(model.name) at \(model.endpoint) (\(place))")
      for collection in config.collections where !model.isLocal {
        let mark = consents.covers(collection.path, model.endpoint, .embedding) ? "may be sent" : "no consent"
        call.output.line("  \(collection.name): \(mark)")
      }
    } else {
      call.output.line("Vectors: \(ModelDescription.miniLM.name), on this machine; nothing is sent anywhere")
    }
    let records = consents.records()
    if !records.isEmpty { call.output.line("Consents:") }
    for record in records {
      call.output.line("  \(record.given)  \(record.purpose)  \(record.root) → \(record.endpoint)")
    }
    return 0
  }
}
