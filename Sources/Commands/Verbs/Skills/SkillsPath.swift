import Plumbing

extension Verb {
  static let skillsPath = Verb(
    "skills path",
    .skills,
    operands: "[SKILL]",
    "Print the folder of a skill that qmd brings along, or of each.",
    flags: [.json],
    examples: [Example("ls \"$(qmd skills path qmd)\"", "its files")]
  ) { call in
    let words = try call.words(atLeast: 0, atMost: 1)
    return try SkillsAnswer.give(call) {
      if let name = words.first {
        let place = try BundledSkill.named(name, call).place(call)
        return (["name": .string(name), "path": .string(place.text)], { call.output.line(place.text) })
      }
      let places = try BundledSkill.all(call).map { try $0.place(call).text }
      return (["paths": .array(places.map(JSON.string))], { places.forEach { call.output.line($0) } })
    }
  }
}
