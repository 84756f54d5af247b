import Memory
import Plumbing
import Providers
import Teaching

extension Verb {
  static let teachNew = Verb(
    "teach new",
    .skills,
    operands: "[PLAYBOOK…]",
    "Make a skill from playbooks, as a proposal; nothing is written until you adopt it.",
    details: [
      "Without a model it takes the numbered steps of the playbooks word for word, or the items of their lists where nothing"
        + " is numbered; it cannot tell a step in prose. A model that may be asked (see `qmd teach`) gets the playbooks that"
        + " you name, without their keys, and writes the steps. What is left out (exceptions, doubts, reasons, tables, plain"
        + " prose) is listed with why, in a file beside the skill.",
      "The skill is judged before it is proposed: the specification holds, and no other skill's contract loses a query. Its"
        + " contract and evals are drawn from its own words, so it is unproven: rewrite them as you would ask.",
      "The first playbook is the one whose changes `qmd audit` and `qmd skills lint` watch.",
    ],
    flags: [.playbook, .skillName, .dryRun],
    examples: [
      Example(
        "qmd teach new --from travel/two-day-trip.md --dry-run",
        "shows the skill, and proposes nothing"
      )
    ]
  ) { call in try SkillMaking(call).run() }
}

/// One run of `qmd teach new`.
private struct SkillMaking {
  let call: Invocation
  let config: Config

  init(_ call: Invocation) throws {
    self.call = call
    config = try call.config()
  }

  func run() throws -> Int32 {
    let names = call.typed.values(.playbook) + call.typed.words
    guard !names.isEmpty else {
      throw UsageError.missingWords(
        verb: "teach new",
        operands: "--from PLAYBOOK",
        example: call.typed.verb.examples.first?.command
      )
    }
    let (reader, library) = try Auditing(call).library(config)
    let sources = try names.map { try source($0) }
    let chosen = try TeachingModel(call)
    if call.typed.has(.dryRun), chosen.address != nil {
      let question = DistillingQuestion(sources)
      call.output.line("Teacher: \(chosen.description).")
      chosen.show(question.request, question.redaction)
      return 0
    }
    let asked = try ask(chosen, sources)
    guard asked != nil || sources.contains(where: { $0.distillation.steps > 0 }) else {
      throw Failure(
        "nothing in \(names.joined(separator: ", ")) has the form of steps — number them in the playbook; prose cannot be"
          + " told apart without a model"
      )
    }
    let name = try name(for: sources[0])
    let labels = library.labels()
    var harm = ""
    for breadth in DistilledSkill.Breadth.allCases {
      let made = DistilledSkill(
        name,
        in: folder(of: sources[0].location.collection, library),
        from: sources,
        breadth,
        asked?.draft
      )
      if let asked, let intrusion = asked.question.intrusion(in: made) {
        throw Failure(
          "\(asked.teacher) wrote what the playbooks do not say: \(intrusion) — nothing is proposed"
        )
      }
      guard FileStatus.of(made.file.parent) == nil else {
        throw Failure("\(made.file.parent) is there already — give another --name")
      }
      let skill = try made.skill()
      let files = try made.files(in: library, labels: labels)
      let lint = Lint(library, collections: config.collections, below: UserSkills.bases(call))
      let findings = try lint.findings(on: skill, holding: made.bytes)
      if let fault = findings.first(where: { $0.level == .error }) {
        throw Failure("the skill would not be valid: \(fault.sentence)")
      }
      let contract = files.first { $0.path.ends(with: RecallFile.path) }?.bytes ?? []
      let trial: NewSkillTrial
      do {
        trial = try NewSkillTrial(skill, holding: made.bytes, contract: contract, reader, config, library)
      } catch let error as ControlFailure {
        throw Failure("\(error)", status: 2)
      }
      guard trial.harmed.isEmpty else {
        harm = trial.harmed.prefix(3).map { "\($0.label) \(Wording.count($0.queries, "query", "queries"))" }
          .joined(separator: ", ")
        if asked != nil { break }
        continue
      }
      return try propose(made, skill, files, trial, sources, asked, reader)
    }
    throw Failure(
      "no skill is proposed: \(asked == nil ? "even with nothing but its title " : "")it would take from \(harm) — a playbook that another skill"
        + " already covers needs no second one; `qmd skills show` has its contract"
    )
  }

  // MARK: A model

  private struct Answered {
    let teacher: String
    let question: DistillingQuestion
    let draft: DistilledSkill.Draft
    let usage: Usage
  }

  /// What the model made of the playbooks; nil where none may be asked, which is said where somebody chose one.
  private func ask(_ chosen: TeachingModel, _ sources: [DistilledSkill.Source]) throws -> Answered? {
    guard chosen.address != nil else { return nil }
    let chat: (model: any ChatModel, price: Price?)?
    do {
      chat = try chosen.chat(for: sources.map(\.root))
    } catch let error as ProviderError {
      call.say("\(error); the skill is made by the playbooks' structure alone")
      return nil
    }
    guard let chat else {
      call.say(
        "nobody agreed to send these playbooks to \(chosen.description): run `qmd providers consent --for teach`; the skill"
          + " is made by their structure alone"
      )
      return nil
    }
    let question = DistillingQuestion(sources)
    if let budget = try chosen.budget(nil, Ledger(call.places.ledger)),
      let most = chat.price?.most(question.request), most > budget
    {
      throw Failure(
        "the day's budget is used up: the request may cost more than is left — raise teach_budget, or wait"
      )
    }
    let reply: ChatReply
    do {
      reply = try chat.model.answer(question.request)
    } catch {
      throw Failure("\(error); nothing is proposed")
    }
    if reply.usage != Usage(), let index = try call.reader()?.setting(Setting.identifier) {
      let address = "qmd://\(sources[0].location.collection)/\(sources[0].location.path)"
      try Ledger(call.places.ledger).add(reply.usage, of: chat.model.name, for: address, index: index)
    }
    guard case .answer(let text) = reply.outcome, let draft = question.draft(in: text) else {
      throw Failure(
        "the answer of \(chat.model.name) cannot be used: it refused, was cut off or is not in the form it was asked for;"
          + " nothing is proposed"
      )
    }
    return Answered(teacher: chat.model.name, question: question, draft: draft, usage: reply.usage)
  }

  // MARK: What is made of what

  private func source(_ typed: String) throws -> DistilledSkill.Source {
    let library = try call.library()
    let location = try DocumentName.resolve(DocumentName(typed), in: library)
    guard let collection = config[location.collection],
      let bytes = try Files.read(collection.path.appending(location.path), limit: Distillation.largest + 1)
    else { throw Failure("\(typed) cannot be read — `qmd status --problems` may say why") }
    guard bytes.count <= Distillation.largest else {
      throw Failure(
        "\(typed) is larger than \(Distillation.largest >> 10) KB, which is no single job — name a part of it"
      )
    }
    guard Document.Kind(path: location.path) == .memory else {
      throw Failure("\(typed) is a skill already — name a playbook")
    }
    return try DistilledSkill.Source(location, root: collection.path, bytes: bytes)
  }

  private func name(for source: DistilledSkill.Source) throws -> String {
    let typed = call.typed.value(.skillName)
    let name = DistilledSkill.name(from: typed ?? source.location.path.stem)
    guard !name.isEmpty, typed == nil || typed == name else {
      throw Failure(
        "'\(typed ?? source.location.path.stem)' is no name of a skill — give --name with small letters, digits and hyphens"
      )
    }
    return name
  }

  /// Where most skills of the collection lie; else `skills`.
  private func folder(of collection: String, _ library: SkillLibrary) -> FilePath {
    var counts: [FilePath: Int] = [:]
    for skill in library.skills {
      guard let location = skill.location, location.collection == collection else { continue }
      counts[location.path.parent.parent, default: 0] += 1
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? FilePath("skills")
  }

  // MARK: Proposing

  private func propose(
    _ made: DistilledSkill,
    _ skill: Skill,
    _ files: [Ledger.NewFile],
    _ trial: NewSkillTrial,
    _ sources: [DistilledSkill.Source],
    _ asked: Answered?,
    _ reader: IndexReader
  ) throws -> Int32 {
    let output = call.output
    let steps = asked?.draft.steps ?? sources.reduce(0) { $0 + $1.distillation.steps }
    let left = asked?.draft.leftOut.count ?? sources.reduce(0) { $0 + $1.distillation.leftOut.count }
    let figures =
      "\(Wording.count(steps, "step")), \(left) left out; own queries \(trial.own.hits) of \(trial.own.total), none lost elsewhere"
    guard !call.typed.has(.dryRun) else {
      for file in files {
        output.line(output.cyan(UserSkills.short(file.path, call)))
        output.write(String(decoding: file.bytes, as: UTF8.self))
        output.line()
      }
      output.line("Would be proposed: \(figures). Bytes that would be sent: none.")
      return 0
    }
    let index = try reader.setting(Setting.identifier) ?? ""
    let number = try Ledger(call.places.ledger).propose(
      [],
      newFiles: files,
      for: skill.address,
      by: asked?.teacher ?? "built-in",
      isProven: false,
      figures: figures,
      index: index
    )
    output.line("\(output.green("✓")) \(output.bold(made.name)): proposed as #\(number), unproven")
    output.line("  \(figures)")
    if let asked, asked.usage != Usage() { output.line("  \(asked.teacher): \(Wording.usage(asked.usage))") }
    output.line("  `qmd proposals show \(number)` prints it, with the list of what was left out")
    output.line("  `qmd proposals adopt \(number)` writes it to \(UserSkills.short(made.file.parent, call))")
    return 0
  }
}
