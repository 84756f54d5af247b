import Plumbing

extension Verb {
  static let hook: Verb = Verb(
    "hook",
    .skills,
    operands: "\(HookAgents.all.map(\.name).joined(separator: "|"))|install|remove|status",
    "Let agents look before they answer.",
    examples: [Example("qmd hook status", "which agents do")],
    subverbs: HookAgents.all.map { answering($0) } + [.hookInstall, .hookRemove, .hookStatus]
  ) { call in
    throw UsageError.missingWords(
      verb: "hook",
      operands: call.typed.verb.operands,
      example: call.typed.verb.examples.first?.command
    )
  }

  /// What an agent runs when its user has sent a message.
  static func answering(_ agent: any HookAgent) -> Verb {
    let isPlain = agent is PlainHook
    return Verb(
      "hook \(agent.name)",
      .skills,
      operands: isPlain ? "[WORDS…]" : "",
      isPlain
        ? "Answer a message with what to read first, as text."
        : "Answer what \(agent.title) tells of a message.",
      details: [
        "Reads "
          + (isPlain
            ? "the message from standard input: as it is, as {\"prompt\": …}, or as {\"messages\": […]}; or takes the words"
              + " of the command line."
            : "the agent's JSON from standard input, and answers in the agent's form.")
          + " When nothing fits it prints nothing. An alarm ends it after \(HookTurn.deadline) ms, with status 0, whatever happens."
      ],
      flags: [.entries, .characters, .minimumScore] + (isPlain ? [.json] : []),
      examples: [
        isPlain
          ? Example("qmd hook plain how do I handle a discount request", "what an agent would be told")
          : Example("qmd hook \(agent.name) < /dev/null", "prints nothing: nobody asked anything")
      ],
      run: { call in try HookTurn.run(agent, call) }
    )
  }
}
