import Plumbing
import Teaching

extension Verb {
  static let contractNew = Verb(
    "contract new",
    .skills,
    operands: "SKILL",
    "Begin a contract for a skill, to be rewritten in your own words.",
    details: [
      "Its queries are drawn from the skill's own name, description and headings, and its near misses from the skills"
        + " most like it. As they stand they prove nothing: the words of the description find the description."
    ],
    examples: [Example("qmd contract new late-invoice", "writes evals/recall.json beside its SKILL.md")]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    let skills = try UserSkills(call)
    let skill = try skills.one(words[0])
    let scaffold = ContractScaffold(for: skill, in: skills.library, labels: skills.labels)
    let file: FilePath
    do throws(RecallWriteError) {
      file = try RecallFile.create(scaffold.bytes, for: skill)
    } catch {
      throw Failure("\(error)")
    }
    let output = call.output
    output.line("\(output.green("✓")) \(UserSkills.short(file, call))")
    let next =
      "\(Wording.count(scaffold.positives, "query", "queries")) and"
      + " \(Wording.count(scaffold.negatives, "near miss", "near misses")). Now rewrite each as you would ask it, without"
      + " looking at the description; 8 to 10 of both kinds say something. Then:"
    for line in Wording.wrapped(next, HelpScreen.width) { output.line(line) }
    output.line("  qmd contract check \(skills.label(skill))")
    output.line("  qmd audit \(skills.label(skill))")
    return 0
  }
}
