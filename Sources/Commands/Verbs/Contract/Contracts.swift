extension Verb {
  static let contract = Verb(
    "contract",
    .skills,
    operands: "VERB",
    "Say which queries must surface a skill, and which must not.",
    details: [
      "A contract is evals/recall.json beside a SKILL.md: a list of {\"query\": \"…\", \"should_trigger\": true, \"rank\":"
        + " 1}, one for each query that must find the skill or must not. `rank` is the last place among skills that will"
        + " do. `qmd audit` measures them."
    ],
    examples: [Example("qmd contract check", "what is amiss with the contracts there are")],
    subverbs: [.contractNew, .contractImport, .contractCheck]
  ) { call in HelpScreen.print(call.typed.verb, to: call.output) }
}
