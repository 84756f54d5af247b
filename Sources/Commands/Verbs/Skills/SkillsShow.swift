import Memory
import Plumbing
import Teaching

extension Verb {
  static let skillsShow = Verb(
    "skills show",
    .skills,
    operands: "SKILL",
    "Show a skill: what it says of itself, its contract, and what is amiss with it.",
    details: ["A skill is named by its folder, its name, its address or its path."],
    flags: [.json],
    examples: [
      Example("qmd skills show late-invoice", "one skill"),
      Example("qmd skills show late-invoice --json", "the same for programs"),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    return try SkillsAnswer.give(call) {
      let view = try SkillView(words[0], call)
      return (view.json, view.print)
    }
  }
}

/// A skill as it is shown.
private struct SkillView {
  let skill: Skill
  let label: String
  let contract: Contract
  let findings: [LintFinding]
  let drift: PlaybookDrift
  let call: Invocation

  init(_ name: String, _ call: Invocation) throws {
    self.call = call
    let skills = try UserSkills(call)
    let collections = try call.config().collections
    skill = try skills.one(name)
    label = skills.label(skill)
    contract = Contract.of(skill)
    findings = Lint(skills.library, collections: collections, below: skills.bases).findings(on: skill)
    drift = PlaybookDrift.of(skill, in: collections)
  }

  private var document: Document { skill.document }

  // MARK: For programs

  var json: JSON {
    [
      "name": .string(skill.name),
      "description": .string(document.description ?? ""),
      "file": .string(skill.address),
      "path": .string(skill.file.text),
      "presence": .string(UserSkills.presence(of: skill)),
      "hash": .string(skill.hash),
      "words": .integer(UserSkills.words(in: skill)),
      "keywords": .array(document.keywords.map(JSON.string)),
      "playbook": document.distils.map { ["path": .string($0), "state": .string(driftName)] } ?? .null,
      "contract": [
        "declared": .bool(contract.isDeclared),
        "queries": .array(
          contract.queries.map { query in
            [
              "query": .string(query.text),
              "should_trigger": .bool(query.shouldTrigger),
              "rank": .integer(query.rank),
              "origin": .string(query.origin.rawValue),
            ]
          }
        ),
        "problems": .array(contract.problems.map(JSON.string)),
      ],
      "findings": .array(findings.map(FindingView.json)),
    ]
  }

  private var driftName: String {
    switch drift {
    case .none: "none"
    case .same: "unchanged"
    case .changed: "changed"
    case .unpinned: "unpinned"
    case .vanished: "gone"
    case .outside: "outside"
    case .unreadable: "unreadable"
    }
  }

  // MARK: For people

  func print() {
    let output = call.output
    output.line(output.bold(label))
    printPlace()
    if !findings.isEmpty {
      output.line()
      output.line("What is amiss:")
      for finding in findings { FindingView.print(finding, to: output) }
    }
    output.line()
    output.line("Description:")
    for line in Wording.wrapped(Wording.plain(document.description ?? "none"), HelpScreen.width - 2) {
      output.line("  \(line)")
    }
    if !document.keywords.isEmpty {
      output.line()
      output.line("Keywords:")
      let keywords = Wording.plain(document.keywords.joined(separator: ", "))
      for line in Wording.wrapped(keywords, HelpScreen.width - 2) { output.line("  \(line)") }
    }
    printContract()
  }

  private func printPlace() {
    let output = call.output
    output.line("  \(output.cyan(Wording.plain(skill.address)))")
    let words = UserSkills.words(in: skill)
    let presence =
      switch skill.presence {
      case .indexed: "indexed"
      case .excluded(let location): "searched only with -c \(location.collection)"
      case .unindexed: "in no collection"
      }
    output.line("  \(Wording.count(words, "word")), \(presence)")
    if let playbook = document.distils {
      output.line("  Made of \(Wording.plain(playbook)) (\(driftName))")
    }
  }

  private func printContract() {
    let output = call.output
    output.line()
    let declared = contract.queries.filter(\.origin.counts)
    var problems = contract.problems
    if declared.isEmpty, let error = contract.faults.firstIndex(where: \.isError) {
      // A file is there, so none can be begun.
      let sentence = "Contract: broken — \(problems.remove(at: error))"
      for line in Wording.wrapped(Wording.plain(sentence), HelpScreen.width) { output.line(line) }
    } else if declared.isEmpty {
      output.line("Contract: none — `qmd contract new \(label)` begins one")
    } else {
      let positives = declared.count(where: \.shouldTrigger)
      output.line(
        "Contract: \(Wording.count(positives, "query", "queries")) must surface it,"
          + " \(declared.count - positives) must not (\(RecallFile.path))"
      )
      for query in declared {
        let mark = query.shouldTrigger ? Wording.padded(Wording.ordinal(query.rank), 4) : "not "
        output.line("  \(mark)  \(Wording.cut(Wording.plain(query.text), HelpScreen.width - 8))")
      }
    }
    for problem in problems {
      for line in Wording.wrapped(Wording.plain(problem), HelpScreen.width - 2) { output.line("  \(line)") }
    }
  }
}
