import Memory
import Plumbing
import Providers
import Teaching

extension Verb {
  static let teach = Verb(
    "teach",
    .skills,
    operands: "[SKILL…]",
    "Find better words for skills that are not found, and keep them only when they are proven.",
    details: [
      "Without a SKILL those whose contract does not hold. The queries of a contract are parted in three: the teacher sees"
        + " some, the gate judges by others, and the rest is for what is claimed. A better text is let through only if no"
        + " held-out query and no query of another skill is lost.",
      "Each lesson ends with a proposal, or with what a person has to decide. `teach:` in index.yml says what becomes of a"
        + " proposal: `propose` leaves it to you (usual), `auto` adopts what is proven, `off` holds no lessons.",
      "The teacher is the model that `models: teach:` in index.yml names, else an Ollama on this machine, else one that"
        + " needs no model and sends nothing: it adds words that people ask by to the skill's keywords. A model that is not"
        + " on this machine gets no text before `qmd providers consent`; --dry-run prints the bytes that it would get.",
    ],
    flags: [.rounds, .budget, .dryRun, .wanted, .attend],
    examples: [
      Example("qmd teach", "every skill that is not found as its contract says"),
      Example("qmd teach late-invoice --dry-run", "one skill, without keeping anything"),
      Example("qmd teach --wanted", "what broken contracts asked for while `qmd watch` ran"),
      Example("qmd teach new --from travel/two-day-trip.md", "a skill from a playbook, as a proposal"),
    ],
    subverbs: [.teachNew],
    takesWords: true
  ) { call in
    if call.typed.has(.wanted) { return try WantedLessons(call).hold() }
    if call.typed.has(.attend) { return try WantedLessons(call).attend() }
    return try Tuition(call).run()
  }
}

/// One run of `qmd teach`.
private struct Tuition {
  let call: Invocation
  let config: Config
  let isDry: Bool

  init(_ call: Invocation) throws {
    self.call = call
    config = try call.config()
    isDry = call.typed.has(.dryRun)
  }

  func run() throws -> Int32 {
    var options = Lesson.Options()
    if let rounds = try call.typed.count(.rounds) { options.rounds = rounds }
    let limit = try call.typed.dollars(.budget)
    guard config.teach != .off else {
      throw Failure(
        "no lesson was held: \(call.places.config) says `teach: off` — set it to propose or auto",
        status: 2
      )
    }
    let auditing = Auditing(call)
    let (reader, library) = try auditing.library(config)
    let course: Course
    do {
      course = try Course(reader, config, library)
    } catch let error as ControlFailure {
      throw Failure("\(error)", status: 2)
    }
    var names = try auditing.named(in: library).map { $0.sorted() } ?? course.failing
    names = names.filter { name in course.skills.contains { $0.address == name } }
    guard !names.isEmpty else {
      call.output.line(
        course.figures.kept.total > 0
          ? "Every contract holds: there is nothing to teach."
          : "No skill has a contract to teach by — `qmd contract new SKILL` begins one."
      )
      return 0
    }
    let chosen = try TeachingModel(call)
    if isDry {
      call.output.line(
        chosen.address == nil
          ? "Teacher: \(chosen.description). Bytes that would be sent: none."
          : "Teacher: \(chosen.description)."
      )
      call.output.line()
      if chosen.address != nil {
        for address in names {
          if let brief = try Lesson(for: address, in: course, options)?.opening() { chosen.show(brief) }
        }
        return 0
      }
    }
    let index = try reader.setting(Setting.identifier) ?? ""
    let ledger = isDry ? nil : try Ledger(call.places.ledger)
    let teacher = try chosen.teacher(budget: chosen.budget(limit, ledger))
    var usage = Usage()
    var status: Int32 = 0
    var isAdopted = false
    for address in names {
      guard let report = try Lesson(for: address, in: course, options)?.run(teacher) else { continue }
      usage = usage + report.usage
      guard let ledger else {
        dryRun(report)
        if case .personNeeded = report.outcome { status = 1 }
        continue
      }
      guard let skill = course.skills.first(where: { $0.address == address }) else { continue }
      let conclusion = try Versions(ledger, index: index).conclude(report, of: skill, config, .person)
      if case .personNeeded = report.outcome { status = 1 }
      print(conclusion.outcome, report)
      if case .adopted = conclusion.outcome {
        isAdopted = true
        try course.accept(report.changes)
      }
      if report.endOfQueue != nil, let rest = names.firstIndex(of: address).map({ names.count - 1 - $0 }),
        rest > 0
      {
        call.say("\(Wording.count(rest, "more skill")) had no lesson, for the same reason")
        break
      }
    }
    if isAdopted {
      AgentReload.note(call.places)
      auditing.refreshQuietly(config)
    }
    if usage != Usage() { call.output.line("\(teacher.name): \(Wording.usage(usage))") }
    return status
  }

  private func print(_ outcome: Conclusion.Outcome, _ report: Lesson.Report) {
    switch outcome {
    case .nothingToDo: call.output.line("\(report.label): its contract holds; there is nothing to teach")
    case .personNeeded(let reason): printPerson(report, reason)
    case .proposed(let number, let isProven, let restraint):
      if let restraint { call.say("\(report.label) is left to you: \(restraint)") }
      print(report, isProven ? "proposed as #\(number)" : "proposed as #\(number), unproven")
      call.output.line(
        "  `qmd proposals show \(number)` prints the change, `qmd proposals adopt \(number)` makes it"
      )
    case .adopted(let number):
      print(report, "adopted as #\(number)")
      call.output.line("  `qmd skills rollback \(report.label)` takes it back")
    }
  }

  private func dryRun(_ report: Lesson.Report) {
    switch report.outcome {
    case .nothingToDo: print(.nothingToDo, report)
    case .personNeeded(let reason): printPerson(report, reason)
    case .passed(let isProven):
      print(report, "would be proposed\(isProven ? "" : " as unproven")")
      for change in report.changes { TextDiff(change.before, change.after).print(to: call.output) }
    }
  }

  private func printPerson(_ report: Lesson.Report, _ reason: String) {
    let sentence = Wording.plain("\(report.label): a person is needed, because \(reason)")
    for line in Wording.wrapped(sentence, HelpScreen.width) { call.output.line(line) }
  }

  private func print(_ report: Lesson.Report, _ outcome: String) {
    call.output.line("\(call.output.green("✓")) \(call.output.bold(Wording.plain(report.label))): \(outcome)")
    call.output.line("  \(report.figures)")
  }
}
