import Plumbing

extension Verb {
  static let skills = Verb(
    "skills",
    .about,
    "The same as qmd skills list.",
    details: ["QMD_SKILLS_DIR names a folder of skills to take instead, each in a folder of its own."],
    flags: [.json],
    examples: [Example("qmd skills", "names and descriptions")],
    subverbs: [.skillsList, .skillsGet, .skillsPath]
  ) { call in try Verb.skillsList.run(call) }
}

/// An answer about skills, in the shape that programs expect: whether it worked, and the data or the reason.
enum SkillsAnswer {
  /// Prints the data as JSON when that was asked for, else by `print`.
  static func give(
    _ call: Invocation,
    _ body: () throws -> (data: JSON, print: () -> Void)
  ) throws -> Int32 {
    guard call.typed.has(.json) else {
      try body().print()
      return 0
    }
    do {
      let data = try body().data
      call.output.write(["success": true, "data": data])
      return 0
    } catch let failure as Failure {
      call.output.write(["success": false, "error": .string(failure.description)])
      return failure.status
    }
  }
}
