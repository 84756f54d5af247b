import Memory
import Plumbing
import Providers
import Teaching

/// Who teaches: the model that the user chose, an Ollama on this machine, or the teacher that needs no model.
struct TeachingModel {
  /// Nil for the built-in teacher.
  let address: ChatAddress?
  /// Whether somebody chose it; else it was found.
  let isChosen: Bool
  private let call: Invocation
  private let config: Config

  init(_ call: Invocation) throws {
    self.call = call
    config = try call.config()
    switch config.teacher {
    case .builtIn: (address, isChosen) = (nil, true)
    case .model(let model): (address, isChosen) = (model, true)
    case .usual: (address, isChosen) = (LocalOllama.model(at: call.environment["OLLAMA_HOST"]), false)
    }
  }

  /// For people: `anthropic:claude-sonnet-4-5 at https://api.anthropic.com`.
  var description: String {
    guard let address else { return "built-in, on this machine" }
    return "\(address.name) at \(address.endpoint)\(address.isLocal ? ", on this machine" : "")"
  }

  /// The permit to send texts of those collections that somebody agreed to.
  func permit() throws(ProviderError) -> Consents.Permit? {
    guard let address else { return nil }
    return try Consents(in: call.places.approvals).permit(
      to: address.endpoint,
      .teaching,
      among: config.collections.map(\.path)
    )
  }

  /// The teacher, which may spend so many dollars; nil for no limit.
  func teacher(budget: Double?) throws -> any Teacher {
    guard let address, let permit = try permit() else { return BuiltInTeacher() }
    if budget != nil, address.price == nil, !address.isLocal {
      throw Failure(
        "a budget needs to know what \(address.name) costs — put `teach_price: 'IN OUT'`, US dollars for a million tokens"
          + " sent and answered, under `models:` in \(call.places.config)"
      )
    }
    let model = try RemoteChat(address, key: try address.key?.key(call.environment), permit: permit)
    return ModelTeacher(model, price: address.price, budget: budget, covers: permit.covers)
  }

  /// What may be spent now: what was typed, and what the day's budget has left.
  func budget(_ typed: Double?, _ ledger: Ledger?) throws -> Double? {
    guard let daily = config.teachBudget else { return typed }
    let day = Timestamp(seconds: Timestamp.now.seconds - 86_400)
    let left = max(0, daily - (try ledger?.spent(since: day) ?? 0))
    return min(typed ?? left, left)
  }

  /// US dollars that lessons nobody is watching may cost in 24 hours, where `teach_budget` says nothing.
  private static let unattended = 1.0

  /// What lessons that nobody asked for at a terminal may spend now.
  func unattendedBudget(_ ledger: Ledger) throws -> Double {
    let day = Timestamp(seconds: Timestamp.now.seconds - 86_400)
    return try max(0, (config.teachBudget ?? Self.unattended) - ledger.spent(since: day))
  }

  /// The model itself, where somebody agreed to send it texts of all these folders and it can be paid; nil for none.
  func chat(for roots: [FilePath]) throws -> (model: any ChatModel, price: Price?)? {
    guard let address, let permit = try permit(), roots.allSatisfy(permit.covers) else { return nil }
    return (
      try RemoteChat(address, key: try address.key?.key(call.environment), permit: permit), address.price
    )
  }

  /// Prints what a lesson would send first, byte for byte but for the key; nothing is sent.
  func show(_ brief: LessonBrief) {
    // Without any consent it is shown what everything agreed to would send, so that one can decide.
    let permit = try? permit()
    let question = TeachingQuestion(brief) { permit?.covers($0) ?? true }
    show(question.request, question.redaction)
  }

  /// Prints a request byte for byte but for the key; nothing is sent.
  func show(_ request: ChatRequest, _ redaction: Redaction) {
    guard let address else { return }
    let message = address.message(for: request)
    let output = call.output
    output.line("POST \(message.address)")
    if let key = address.key { output.line("with the key from \(key)") }
    output.line(
      "\(Wording.count(message.body.count, "byte"))"
        + (redaction.isEmpty ? "" : "; \(Wording.count(redaction.count, "secret")) taken out")
    )
    output.line()
    output.write(Array(message.body))
    output.line()
    output.line()
  }
}
