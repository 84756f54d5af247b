extension Verb {
  static let vsearch = Verb(
    "vsearch",
    aliases: ["vector-search"],
    .find,
    operands: "WORDS…",
    "Find what answers a question, by meaning.",
    details: ["Without an embedding model it is searched by its words."],
    flags: Flag.finding,
    examples: [Example("qmd vsearch \"how do we calm an upset client\"", "the five best answers")]
  ) { call in
    call.say("by words only: no embedding model is set up")
    return try Finding.run(call, text: call.typed.words.joined(separator: " "))
  }
}
