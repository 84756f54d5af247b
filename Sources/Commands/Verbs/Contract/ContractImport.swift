import Memory
import Plumbing
import Teaching

extension Verb {
  static let contractImport = Verb(
    "contract import",
    .skills,
    operands: "FILE [SKILL]",
    "Add the queries of a trigger set to a skill's contract.",
    details: [
      "A trigger set is a JSON list of {\"query\": \"…\", \"should_trigger\": true}, as skill-creator makes it. New queries"
        + " are added at the end; what is written down already stays as it is, byte for byte. Entries that want the"
        + " opposite of an earlier one are named and left out.",
      "Without SKILL it is the one that the file names (skill_name), or in whose folder the file lies.",
    ],
    examples: [
      Example("qmd contract import triggers.json late-invoice", "for one skill"),
      Example(
        "qmd contract import ~/memories/skills/late-invoice/evals/triggers.json",
        "for the skill it lies in"
      ),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 2)
    let file = call.absolute(words[0])
    let source = try read(file)
    let skills = try UserSkills(call)
    let skill = try words.count > 1 ? skills.one(words[1]) : owner(of: file, source, skills)
    let merge: RecallMerge
    do {
      let contract = try RecallFile.bytes(of: skill)
      let names = (source: words[0], contract: "\(skills.label(skill))/\(RecallFile.path)")
      merge = try RecallMerge(of: source, into: contract, names: names)
      if merge.added > 0 {
        _ =
          try contract.map { try RecallFile.replace($0, with: merge.bytes, for: skill) }
          ?? RecallFile.create(merge.bytes, for: skill)
      }
    } catch let error as RecallWriteError {
      throw Failure("\(error)")
    } catch let error as RecallMerge.Failure {
      throw Failure("\(error)")
    }
    for sentence in merge.refused { call.complain("\(sentence) — it was left out") }
    call.output.line(
      "\(call.output.green("✓")) \(skills.label(skill)): \(Wording.count(merge.added, "query", "queries")) added,"
        + " \(merge.known) there already, \(merge.refused.count) left out"
    )
    return 0
  }
}

private func read(_ file: FilePath) throws -> [UInt8] {
  let bytes: [UInt8]?
  do throws(SystemError) {
    bytes = try Files.read(file, limit: RecallFile.limit + 1)
  } catch {
    throw Failure("\(file) cannot be read (\(error.reason.lowercased())) — check its rights")
  }
  guard let bytes else { throw Failure("There is no file at \(file) — check the path") }
  return bytes
}

/// The skill that a trigger set is for, by what it says or where it lies.
private func owner(of file: FilePath, _ source: [UInt8], _ skills: UserSkills) throws -> Skill {
  if let name = (try? JSON(parsing: source))?["skill_name"]?.text { return try skills.one(name) }
  let real = Files.realPath(file) ?? file
  // The innermost: skills may lie within one another.
  let inside = skills.library.skills.filter {
    real.relative(to: Files.realPath($0.folder) ?? $0.folder) != nil
  }
  guard let skill = inside.max(by: { $0.folder.bytes.count < $1.folder.bytes.count }) else {
    throw Failure("\(file) does not say which skill it is for — name it: qmd contract import FILE SKILL")
  }
  return skill
}
