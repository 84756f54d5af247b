import Memory
import Plumbing
import Teaching

extension Verb {
  static let lookups = Verb(
    "lookups",
    .skills,
    "Show what agents asked, what they were shown, and whether they read it.",
    details: [
      "All of it stays on this machine. As long as you have not said otherwise, questions are kept as digests, which tell"
        + " that one came again and not what it said: `qmd lookups keep text` keeps the words, too. What was asked and not"
        + " found is what a new skill is made of."
    ],
    flags: [.unanswered, .ignored, Flag("limit", short: "n", value: "N", "at most N questions (20)"), .json],
    examples: [
      Example("qmd lookups", "the latest"),
      Example("qmd lookups --unanswered", "what a playbook is missing for"),
      Example("qmd lookups --ignored --json", "what was shown and not read, for a program"),
    ],
    subverbs: [.lookupsKeep, .lookupsForget]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let ledger = try Ledger(call.places.ledger)
    try ledger.takeOver(LookupRecord.spool(call))
    let view = LookupView(try ledger.lookups(), call)
    let asked = view.asked.filter { question in
      if call.typed.has(.unanswered) { return question.isUnanswered }
      return call.typed.has(.ignored) ? question.isIgnored : true
    }
    let limit = try call.typed.count(.limit) ?? 20
    let sorted = call.typed.has(.unanswered) ? asked.sorted { $0.times > $1.times } : asked
    call.typed.has(.json)
      ? view.printJSON(Array(sorted.prefix(limit)))
      : view.print(Array(sorted.prefix(limit)), of: sorted.count)
    return 0
  }

  static let lookupsKeep = Verb(
    "lookups keep",
    .skills,
    operands: Config.Lookups.allCases.map(\.rawValue).joined(separator: "|"),
    "Say what may be kept of agents' questions.",
    details: [
      "It is written to your own index.yml as `lookups:`; a project's has no say in it. What is on record stays until"
        + " `qmd lookups forget`."
    ],
    examples: [
      Example("qmd lookups keep text", "the words, too"),
      Example("qmd lookups keep nothing", "nothing from now on"),
    ]
  ) { call in
    let word = try call.words(atLeast: 1, atMost: 1)[0]
    guard let lookups = Config.Lookups(rawValue: word) else {
      throw Failure("lookups cannot be '\(word)' — choose one of \(call.typed.verb.operands)")
    }
    let own = call.asking(call.indexName ?? "index")
    var file = try ConfigFile(own)
    try file.edit.setLookups(lookups)
    try file.save()
    let meaning =
      switch lookups {
      case .text: "the words of agents' questions, on this machine"
      case .hashes: "digests and scores of agents' questions, and no words"
      case .nothing: "nothing of agents' questions"
      }
    call.output.line("\(call.output.green("✓")) From now on qmd keeps \(meaning).")
    return 0
  }

  static let lookupsForget = Verb(
    "lookups forget",
    .skills,
    operands: "[WORDS…]",
    "Remove what agents asked from spool and ledger: all, or what holds these words.",
    details: [
      "Asks first, unless --yes is given. Questions that were kept as digests are removed only with all others."
    ],
    flags: [.yes],
    examples: [
      Example("qmd lookups forget --yes", "everything"),
      Example("qmd lookups forget --yes saltmarsh tender", "what was asked about it"),
    ]
  ) { call in
    let words = call.typed.words.isEmpty ? nil : call.typed.words.joined(separator: " ")
    let what = words.map { "what agents asked about '\($0)'" } ?? "everything that agents asked"
    guard call.typed.has(.yes) || call.asks("Remove \(what) from the ledger?") else {
      throw Failure("nothing was removed — `qmd lookups forget --yes` removes \(what)")
    }
    let ledger = try Ledger(call.places.ledger)
    try ledger.takeOver(LookupRecord.spool(call))
    let count = try ledger.forgetLookups(holding: words)
    call.output.line("\(call.output.green("✓")) Removed \(Wording.count(count, "lookup"))")
    return 0
  }
}
