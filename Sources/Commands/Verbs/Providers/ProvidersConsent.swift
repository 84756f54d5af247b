import Memory
import Plumbing
import Providers

extension Verb {
  static let providersConsent = Verb(
    "providers consent",
    .tend,
    operands: "[ENDPOINT]",
    "Agree that the texts of collections are sent to the model that index.yml names.",
    details: [
      "For the collections named with -c, or else for all of them; a collection that is added later needs its own. Every"
        + " passage of these texts, and every question put to them, then goes to the endpoint to be made a vector."
    ],
    flags: [.collection],
    examples: [
      Example("qmd providers consent -c memories", "for one collection"),
      Example("qmd providers consent https://api.openai.com", "only if that is the endpoint"),
    ]
  ) { call in
    let named = try call.words(atLeast: 0, atMost: 1).first
    let config = try call.config()
    guard let model = config.embedder else {
      throw Failure(
        "No model beyond this machine is named — set `models: embed:` in \(call.places.config) first"
      )
    }
    if let named, named != model.endpoint {
      throw Failure("\(named) is not the endpoint in \(call.places.config) — that is \(model.endpoint)")
    }
    if model.isLocal {
      call.output.line("\(model.endpoint) is on this machine and needs no consent.")
      return 0
    }
    let chosen = try call.typed.values(.collection).map { try call.collection($0) }
    let collections = chosen.isEmpty ? config.collections : chosen
    guard !collections.isEmpty else {
      throw Failure("There is no collection yet — `qmd collection add FOLDER`")
    }
    try Consents(state: call.places.state).give(collections.map(\.path), model.endpoint, .embedding)
    for collection in collections {
      call.output.line(
        "\(call.output.green("✓")) Texts of '\(collection.name)' (\(collection.path)) may be sent to \(model.endpoint) for"
          + " embedding"
      )
    }
    return 0
  }
}
