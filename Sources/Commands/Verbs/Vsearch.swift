import Memory

extension Verb {
  static let vsearch = Verb(
    "vsearch",
    aliases: ["vector-search"],
    .find,
    operands: "WORDS…",
    "Find what answers a question, by meaning.",
    details: ["Without vectors it is searched by its words, and said so."],
    flags: Flag.finding,
    examples: [Example("qmd vsearch \"how do we calm an upset client\"", "the five best answers")]
  ) { call in
    let text = call.typed.words.joined(separator: " ")
    return try Finding.run(call, text: text) { request in
      request.meanings = [text]
      request.usesWords = false
      request.intent = call.typed.value(.intent)
    }
  }
}
