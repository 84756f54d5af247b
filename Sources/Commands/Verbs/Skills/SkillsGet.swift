import Plumbing

extension Verb {
  static let skillsGet = Verb(
    "skills get",
    .skills,
    operands: "SKILL…",
    "Print skills that qmd brings along.",
    flags: [.besides, .everySkill, .json],
    examples: [
      Example("qmd skills get qmd", "the skill that teaches an agent to look before it answers"),
      Example("qmd skills get --all --json", "every one, for programs"),
    ]
  ) { call in
    try SkillsAnswer.give(call) {
      let skills =
        try call.typed.has(.everySkill)
        ? BundledSkill.all(call) : call.words(atLeast: 1).map { try BundledSkill.named($0, call) }
      let printed = try skills.map { ($0, call.typed.has(.besides) ? try $0.files() : nil) }
      return (.array(printed.map(json)), { print(printed, to: call.output) })
    }
  }
}

private typealias Printed = (skill: BundledSkill, files: [BundledSkill.File]?)

private func json(_ printed: Printed) -> JSON {
  var members: [JSON.Member] = [
    .init("name", .string(printed.skill.name)),
    .init("content", .string(String(decoding: printed.skill.text, as: UTF8.self))),
  ]
  if let files = printed.files {
    members.append(
      .init(
        "files",
        .array(
          files.map {
            ["path": .string($0.path.text), "content": .string(String(decoding: $0.bytes, as: UTF8.self))]
          }
        )
      )
    )
  }
  return .object(members)
}

private func print(_ all: [Printed], to output: Output) {
  func write(_ text: [UInt8]) {
    output.write(text)
    if text.last != UInt8(ascii: "\n") { output.line() }
  }
  for (index, printed) in all.enumerated() {
    if index > 0 { output.write("\n---\n\n") }
    write(printed.skill.text)
    for file in printed.files ?? [] {
      output.write("\n--- \(file.path) ---\n\n")
      write(file.bytes)
    }
  }
}
