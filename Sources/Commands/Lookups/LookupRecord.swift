import Memory
import Plumbing
import Teaching

/// What is put on record of an agent's question, in the spool of the ledger; it never leaves this machine.
enum LookupRecord {
  static func spool(_ call: Invocation) -> LookupSpool { LookupSpool(state: call.places.state) }

  /// How much the user lets us keep.
  ///
  /// Only their own file counts: a project's may not ask for their words.
  static func keeping(_ call: Invocation) -> Config.Lookups {
    let own = Places(environment: call.environment, index: call.indexName ?? "index")
    return (try? Configuration.load(own, call.environment).config.lookups) ?? .hashes
  }

  static func add(
    _ turn: AgentTurn,
    question: String,
    agent: String,
    _ best: Double,
    _ shown: [Recall.Entry],
    _ call: Invocation
  ) {
    let keeping = keeping(call)
    guard keeping != .nothing else { return }
    spool(call).add(
      Lookup(
        question,
        at: .now,
        agent: agent,
        session: turn.session,
        keepsText: keeping == .text,
        best: best,
        entries: shown.map {
          Lookup.Entry(
            address: $0.address,
            keepsText: keeping == .text,
            isSkill: $0.isSkill,
            score: $0.score
          )
        }
      )
    )
  }

  /// A document was read; of interest only where hooks show any.
  static func noteOpening(_ address: String, _ call: Invocation) {
    let spool = spool(call)
    guard spool.isInUse, keeping(call) != .nothing else { return }
    spool.add(Opening(address, at: .now))
  }
}
