import Plumbing

extension Verb {
  static let skills = Verb(
    "skills",
    .skills,
    "List skills, look at one, and find what is amiss with them.",
    details: [
      "A skill is a SKILL.md in a collection or in an agent's own folder; `qmd skills where` shows which folders these"
        + " are. qmd also brings along a skill of its own for agents, which `get` and `path` are about.",
      "QMD_SKILLS_DIR names a folder of skills to bring along instead, each in a folder of its own.",
    ],
    flags: [.json],
    examples: [
      Example("qmd skills", "those there are"),
      Example("qmd skills lint", "what is amiss with them"),
    ],
    subverbs: [
      .skillsList, .skillsShow, .skillsLint, .skillsWhere, .skillsHistory, .skillsDiff, .skillsRollback,
      .skillsGet,
      .skillsPath,
    ]
  ) { call in try Verb.skillsList.run(call) }
}

/// An answer about skills, in the shape that programs expect: whether it worked, and the data or the reason.
enum SkillsAnswer {
  /// Prints the data as JSON when that was asked for, else by `print`.
  static func give(
    _ call: Invocation,
    status: Int32 = 0,
    _ body: () throws -> (data: JSON, print: () -> Void)
  ) throws -> Int32 {
    try give(call) {
      let (data, print) = try body()
      return (data, print, status)
    }
  }

  /// The same, where the data decide the status.
  static func give(
    _ call: Invocation,
    _ body: () throws -> (data: JSON, print: () -> Void, status: Int32)
  ) throws -> Int32 {
    guard call.typed.has(.json) else {
      let answer = try body()
      answer.print()
      return answer.status
    }
    do {
      let answer = try body()
      call.output.write(["success": true, "data": answer.data])
      return answer.status
    } catch let failure as Failure {
      call.output.write(["success": false, "error": .string(failure.description)])
      return failure.status
    }
  }
}
