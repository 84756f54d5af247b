import Memory
import Plumbing
import Providers

extension Verb {
  static let providersConsent = Verb(
    "providers consent",
    .tend,
    operands: "[ENDPOINT]",
    "Agree that the texts of collections are sent to a model that index.yml names.",
    details: [
      "For the collections named with -c, or else for all of them; a collection that is added later needs its own. For"
        + " embedding every passage of these texts, and every question put to them, goes to the endpoint to be made a"
        + " vector. For teaching (--for teach) it gets the SKILL.md of skills that are taught, queries of their contracts,"
        + " and the descriptions of skills that stand in their way, each without its keys, and for"
        + " `qmd teach new` the playbooks that you name; --dry-run prints the bytes. For searching (--for search) it gets"
        + " what you ask `qmd query`, and the passages that are found."
    ],
    flags: [.onlyCollections, .purpose],
    examples: [
      Example("qmd providers consent -c memories", "for one collection"),
      Example("qmd providers consent --for teach", "for lessons alone"),
      Example("qmd providers consent https://api.openai.com", "only if that is the endpoint"),
    ]
  ) { call in
    let named = try call.words(atLeast: 0, atMost: 1).first
    let config = try call.config()
    let wanted = try call.purpose()
    let models = NamedModel.all(config).filter { wanted == nil || $0.purpose == wanted }
    guard !models.isEmpty else {
      throw Failure(
        "No model beyond this machine is named — set `models: \(wanted?.key ?? "embed"):` in"
          + " \(call.places.config) first"
      )
    }
    let meant = models.filter { named == nil || $0.endpoint == named }
    guard let model = meant.first else {
      throw Failure(
        "\(named ?? "") is not the endpoint in \(call.places.config) — that is \(models[0].endpoint)"
      )
    }
    if meant.allSatisfy(\.isLocal) {
      call.output.line("\(model.endpoint) is on this machine and needs no consent.")
      return 0
    }
    // Who agrees to the one has not agreed to the other.
    let remote = meant.filter { !$0.isLocal }
    guard remote.count == 1, let model = remote.first else {
      let purposes = remote.map { "--for \($0.purpose.rawValue)" }.joined(separator: " or ")
      throw Failure("\(call.places.config) names several models beyond this machine — say which: \(purposes)")
    }
    let chosen = try call.chosenCollections()
    let collections = chosen.isEmpty ? config.collections : chosen
    guard !collections.isEmpty else {
      throw Failure("There is no collection yet — `qmd collection add FOLDER`")
    }
    try Consents(in: call.places.approvals).give(collections.map(\.path), model.endpoint, model.purpose)
    for collection in collections {
      call.output.line(
        "\(call.output.green("✓")) Texts of '\(collection.name)' (\(collection.path)) may be sent to \(model.endpoint) for"
          + " \(model.purpose.wording)"
      )
    }
    return 0
  }
}

/// A model behind an address that the configuration names, and what it is for.
struct NamedModel {
  let purpose: Purpose
  let name: String
  let endpoint: String
  let isLocal: Bool
  let key: KeySource?

  static func all(_ config: Config) -> [NamedModel] {
    var models: [NamedModel] = []
    if let model = config.embedder {
      models.append(
        NamedModel(
          purpose: .embedding,
          name: "\(model.shape.rawValue):\(model.name)",
          endpoint: model.endpoint,
          isLocal: model.isLocal,
          key: model.key
        )
      )
    }
    if case .model(let model) = config.teacher {
      models.append(
        NamedModel(
          purpose: .teaching,
          name: model.name,
          endpoint: model.endpoint,
          isLocal: model.isLocal,
          key: model.key
        )
      )
    }
    if let model = config.searcher {
      models.append(
        NamedModel(
          purpose: .searching,
          name: model.name,
          endpoint: model.endpoint,
          isLocal: model.isLocal,
          key: model.key
        )
      )
    }
    return models
  }
}

extension Purpose {
  /// Under `models:` in index.yml.
  fileprivate var key: String { self == .embedding ? "embed" : rawValue }

  /// What texts are sent for, in a sentence.
  fileprivate var wording: String {
    switch self {
    case .embedding: "embedding"
    case .teaching: "lessons"
    case .searching: "answering questions"
    }
  }
}

extension Invocation {
  /// What `--for` says.
  func purpose() throws -> Purpose? {
    guard let typed = typed.value(.purpose) else { return nil }
    guard let purpose = Purpose(rawValue: typed) else {
      throw Failure("--for is \(Purpose.allCases.map(\.rawValue).joined(separator: " or ")), not '\(typed)'")
    }
    return purpose
  }
}
