extension Verb {
  static let skill = Verb(
    "skill",
    .skills,
    operands: "show|install",
    "Show or install the skill that teaches an agent to use qmd.",
    examples: [Example("qmd skill show", "reads it")],
    subverbs: [.skillShow, .skillInstall]
  ) { call in
    throw UsageError.missingWords(
      verb: "skill",
      operands: "show|install",
      example: call.typed.verb.examples.first?.command
    )
  }

  static let skillShow = Verb(
    "skill show",
    .skills,
    "Print the skill that teaches an agent to use qmd.",
    examples: [Example("qmd skill show", "the same as qmd --skill")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    call.output.write(try BundledSkill.named("qmd", call).text)
    return 0
  }
}
