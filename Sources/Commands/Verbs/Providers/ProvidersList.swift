import Memory
import Plumbing
import Providers
import Teaching

extension Verb {
  static let providers = Verb(
    "providers",
    .tend,
    "Show which models make vectors and teach, and what may be sent to them.",
    details: [
      "Unless index.yml says otherwise vectors are made on this machine. `models:` with `embed: ollama:NAME` or"
        + " `openai:NAME` names another model, `embed_endpoint:` where it is, `embed_key:` the variable that holds its key,"
        + " or `embed_key_file:` a file that only you can read.",
      "Lessons are held by `teach: SHAPE:NAME`, where SHAPE is anthropic, openai, responses, gemini, ollama, or compatible"
        + " with a `teach_endpoint:`; `teach_key:` and `teach_key_file:` are as above, `teach_price: 'IN OUT'` says what a"
        + " million tokens cost, `teach_timeout:` how many seconds an answer may take, and `teach_budget:` outside of"
        + " `models:` what lessons may cost a day. Without `teach:` an Ollama on this machine is asked, else no model;"
        + " `teach: built-in` asks none.",
      "With `search: SHAPE:NAME`, and keys beside it as above, a model says the questions of `qmd query` in other words and"
        + " ranks the best hits again; without it none takes part.",
      "A key makes a model available and no more. One that is not on this machine gets no text before"
        + " `qmd providers consent`.",
    ],
    examples: [Example("qmd providers", "the models, and each consent with its date")],
    subverbs: [.providersList, .providersTest, .providersConsent, .providersRevoke],
    run: list
  )

  static let providersList = Verb(
    "providers list",
    .tend,
    "Show which models make vectors and teach, and what may be sent to them.",
    examples: [Example("qmd providers list", "the models, and each consent with its date")],
    run: list
  )

  @Sendable private static func list(_ call: Invocation) throws -> Int32 {
    _ = try call.words(atLeast: 0, atMost: 0)
    let config = try call.config()
    let consents = Consents(in: call.places.approvals)
    let models = NamedModel.all(config)
    if let model = models.first(where: { $0.purpose == .embedding }) {
      call.output.line("Vectors: \(model.name) at \(model.endpoint) (\(place(model.isLocal)))")
      show(model, config, consents, call)
    } else {
      call.output.line("Vectors: \(ModelDescription.miniLM.name), on this machine; nothing is sent anywhere")
    }
    if let model = models.first(where: { $0.purpose == .teaching }) {
      call.output.line("Lessons: \(model.name) at \(model.endpoint) (\(place(model.isLocal)))")
      show(model, config, consents, call)
    } else {
      let found = try TeachingModel(call)
      call.output.line(
        "Lessons: \(found.description)\(found.address == nil ? "; nothing is sent anywhere" : "")"
      )
    }
    if let model = models.first(where: { $0.purpose == .searching }) {
      call.output.line("Questions: \(model.name) at \(model.endpoint) (\(place(model.isLocal)))")
      show(model, config, consents, call)
    }
    let idle = ChatAddress.Shape.allCases.filter { shape in
      shape.usualKey?.isPresent(call.environment) ?? false
        && !models.contains { $0.key == shape.usualKey }
    }
    var named: Set<String> = []
    for shape in idle {
      guard let key = shape.usualKey, named.insert("\(key)").inserted else { continue }
      call.output.line("Available, and not used: \(key) is set (`models: teach: \(shape.rawValue):NAME`)")
    }
    try showTuition(call)
    let records = consents.records()
    if !records.isEmpty { call.output.line("Consents:") }
    for record in records {
      call.output.line("  \(record.given)  \(record.purpose)  \(record.root) → \(record.endpoint)")
    }
    return 0
  }

  private static func place(_ isLocal: Bool) -> String {
    isLocal ? "on this machine" : "not on this machine"
  }

  private static func show(_ model: NamedModel, _ config: Config, _ consents: Consents, _ call: Invocation) {
    if let key = model.key {
      call.output.line("  key: \(key)\(key.isPresent(call.environment) ? "" : ", which cannot be used")")
    }
    for collection in config.collections where !model.isLocal {
      let mark =
        consents.covers(collection.path, model.endpoint, model.purpose) ? "may be sent" : "no consent"
      call.output.line("  \(collection.name): \(mark)")
    }
  }

  /// What lessons of models took, and what they brought.
  private static func showTuition(_ call: Invocation) throws {
    guard let ledger = try Ledger(reading: call.places.ledger), let reader = try call.reader(),
      let index = try reader.setting(Setting.identifier)
    else { return }
    for tuition in try ledger.tuition(of: index) where tuition.usage != Usage() {
      let each = tuition.dollarsPerQuery.map { $0 > 0 ? ", $\(Money.text($0)) for each" : "" } ?? ""
      call.output.line(
        "Lessons so far by \(tuition.teacher): \(Wording.count(tuition.attempts, "attempt")),"
          + " \(tuition.accepted) let through, \(Wording.usage(tuition.usage));"
          + " \(Wording.count(tuition.won, "query", "queries")) won\(each)"
      )
    }
  }
}
