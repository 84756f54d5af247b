import Plumbing

extension Verb {
  static let skillsList = Verb(
    "skills list",
    aliases: ["ls"],
    .about,
    "List the skills that qmd brings along for agents.",
    flags: [.json],
    examples: [
      Example("qmd skills list", "names and descriptions"),
      Example("qmd skills list --json", "the same for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    return try SkillsAnswer.give(call) {
      let skills = try BundledSkill.all(call)
      let data = JSON.array(
        skills.map { ["name": .string($0.name), "description": .string($0.description)] }
      )
      return (data, { print(skills, to: call.output) })
    }
  }
}

private func print(_ skills: [BundledSkill], to output: Output) {
  if skills.isEmpty { output.line("There is no skill in the folder that QMD_SKILLS_DIR names.") }
  let width = skills.map(\.name.count).max() ?? 0
  for skill in skills {
    var lines = Wording.wrapped(skill.description, HelpScreen.width - width - 4)
    let first = lines.isEmpty ? "" : lines.removeFirst()
    output.line("  \(output.cyan(Wording.padded(skill.name, width)))  \(first)")
    for line in lines { output.line(String(repeating: " ", count: width + 4) + line) }
  }
}
