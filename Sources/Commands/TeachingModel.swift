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
    return try Consents(state: call.places.state).permit(
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

  /// Prints what a lesson would send first, byte for byte but for the key; nothing is sent.
  func show(_ brief: LessonBrief) {
    guard let address else { return }
    // Without any consent it is shown what everything agreed to would send, so that one can decide.
    let permit = try? permit()
    let question = TeachingQuestion(brief) { permit?.covers($0) ?? true }
    let message = address.message(for: question.request)
    let output = call.output
    output.line("POST \(message.address)")
    if let key = address.key { output.line("with the key from \(key)") }
    output.line(
      "\(Wording.count(message.body.count, "byte"))"
        + (question.redaction.isEmpty
          ? "" : "; \(Wording.count(question.redaction.count, "secret")) taken out")
    )
    output.line()
    output.write(Array(message.body))
    output.line()
    output.line()
  }
}
