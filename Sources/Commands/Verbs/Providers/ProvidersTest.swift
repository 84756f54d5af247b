import Memory
import Plumbing
import Providers
import Teaching

extension Verb {
  static let providersTest = Verb(
    "providers test",
    .tend,
    "Ask each model that index.yml names for a word, to see whether it answers.",
    details: [
      "None of your texts is sent; a model that is not on this machine is asked only where you agreed to send texts to it."
    ],
    flags: [.purpose],
    examples: [
      Example("qmd providers test --for teach", "whether address, key and name of the teacher are right")
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let config = try call.config()
    let wanted = try call.purpose()
    if wanted == nil || wanted == .embedding {
      let model = EmbeddingModel(config, call.places, call.environment)
      report(call, "Vectors: \(model.name)") {
        let space = try model.embedder(for: nil, patience: 20).vectors(of: ["qmd"])
        return Wording.count(space.first?.count ?? 0, "number") + " in a vector"
      }
    }
    if wanted == nil || wanted == .teaching {
      let chosen = try TeachingModel(call)
      if let address = chosen.address {
        report(call, "Lessons: \(chosen.description)") {
          try chosen.permit().map { try word(of: address, $0, call) } ?? ""
        }
      } else {
        call.output.line("\(call.output.green("✓")) Lessons: \(chosen.description)")
      }
    }
    if wanted == nil || wanted == .searching, let address = config.searcher {
      report(call, "Questions: \(address.name) at \(address.endpoint)") {
        let permit = try Consents(in: call.places.approvals).permit(
          to: address.endpoint,
          .searching,
          among: config.collections.map(\.path)
        )
        return try word(of: address, permit, call)
      }
    }
    return call.status
  }

  private static func word(
    of address: ChatAddress,
    _ permit: Consents.Permit,
    _ call: Invocation
  ) throws -> String {
    let model = try RemoteChat(address, key: try address.key?.key(call.environment), permit: permit)
    let reply = try model.answer(ping)
    switch reply.outcome {
    case .answer(let text):
      let answer = (try? JSON(parsing: Array(text.utf8)))?["word"]?.text
      return (answer == nil ? "it answers, not in the form it was asked for" : "it answers in form")
        + "; \(Wording.usage(reply.usage))"
    case .refusal: throw Failure("it refuses to say a word")
    case .truncated:
      throw Failure("its answer was cut off — it may need more tokens to think than it is given")
    }
  }

  private static let ping = ChatRequest(
    instructions: "Answer with JSON only, in the form {\"word\": \"ready\"}.",
    message: "Are you there?",
    form: ChatRequest.Form(
      "word",
      [
        "type": "object", "properties": ["word": ["type": "string"]], "required": ["word"],
        "additionalProperties": false,
      ]
    )
  )

  private static func report(_ call: Invocation, _ name: String, _ ask: () throws -> String) {
    let begun = Moment.now
    do {
      let found = try ask()
      let seconds = Wording.decimals(Moment.now.milliseconds(since: begun) / 1000, 1)
      call.output.line("\(call.output.green("✓")) \(name)")
      call.output.line("  \(found), in \(seconds) s")
    } catch {
      call.complain("\(name): \(error)")
    }
  }
}
