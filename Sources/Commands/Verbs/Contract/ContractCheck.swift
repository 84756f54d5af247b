import Plumbing
import Teaching

extension Verb {
  static let contractCheck = Verb(
    "contract check",
    .skills,
    operands: "[SKILL…]",
    "Find what is amiss with contracts.",
    details: [
      "Each by itself and all against each other: a file that is no JSON, entries that are left out, queries that two"
        + " skills both want first, near misses of a skill or playbook that is gone. Status 0: no errors. 1: there are some."
    ],
    flags: [.json],
    examples: [
      Example("qmd contract check", "all contracts, the broken ones first"),
      Example("qmd contract check late-invoice --json", "one, for programs"),
    ]
  ) { call in
    let skills = try UserSkills(call)
    let asked = try call.typed.words.isEmpty ? [] : skills.named(call.typed.words)
    let check = try ContractCheck(skills.library, documents: skills.documents())
    let results = check.results(for: asked)
    let missing = check.missing { !skills.isAway($0) }
    if call.typed.has(.json) {
      call.output.write(json(results, missing: missing))
    } else {
      print(results, missing: asked.isEmpty ? missing : 0, skills, to: call.output)
    }
    return results.contains(where: \.hasErrors) ? 1 : 0
  }
}

private func json(_ results: [ContractCheck.Result], missing: Int) -> JSON {
  [
    "contracts": .array(
      results.map { result in
        let declared = result.contract.queries.filter(\.origin.counts)
        return [
          "name": .string(result.skill.name),
          "file": .string(result.skill.address),
          "queries": .integer(declared.count(where: \.shouldTrigger)),
          "near_misses": .integer(declared.count { !$0.shouldTrigger }),
          "errors": .array(result.faults.filter(\.isError).map { .string($0.sentence) }),
          "warnings": .array(result.faults.filter { !$0.isError }.map { .string($0.sentence) }),
          "advice": .array(result.advice.map(JSON.string)),
        ]
      }
    ),
    "without": .integer(missing),
  ]
}

/// Sentences of one contract that are shown; a file of thousands can have as many.
private let mostSentences = 10

private func print(_ results: [ContractCheck.Result], missing: Int, _ skills: UserSkills, to output: Output) {
  let order = results.sorted {
    ($0.hasErrors ? 0 : 1, $0.faults.isEmpty ? 1 : 0, skills.label($0.skill))
      < ($1.hasErrors ? 0 : 1, $1.faults.isEmpty ? 1 : 0, skills.label($1.skill))
  }
  for result in order where !result.faults.isEmpty || !result.advice.isEmpty {
    let mark = result.hasErrors ? output.yellow("✗") : output.faint("·")
    output.line("\(mark) \(output.bold(Wording.plain(skills.label(result.skill))))")
    let sentences =
      result.faults.filter(\.isError).map { ("error", $0.sentence) }
      + result.faults.filter { !$0.isError }.map { ("warning", $0.sentence) }
      + result.advice.map { ("advice", $0) }
    for (level, sentence) in sentences.prefix(mostSentences) {
      for line in Wording.wrapped("\(level): \(Wording.plain(sentence))", HelpScreen.width - 4) {
        output.line("    \(line)")
      }
    }
    if sentences.count > mostSentences { output.line("    and \(sentences.count - mostSentences) more") }
  }
  let broken = results.count(where: \.hasErrors)
  if order.contains(where: { !$0.faults.isEmpty || !$0.advice.isEmpty }) { output.line() }
  output.line(
    "\(Wording.count(results.count, "contract")): \(broken) broken, \(results.count - broken) sound"
      + (missing > 0 ? "; \(Wording.count(missing, "skill")) without one" : "")
  )
}
