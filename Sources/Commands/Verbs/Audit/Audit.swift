import Memory
import Plumbing
import Teaching

extension Verb {
  static let audit = Verb(
    "audit",
    .skills,
    operands: "[SKILL…]",
    "Put every query of every contract to the whole library, and say which skill comes up.",
    details: [
      "A skill's contract is evals/recall.json beside its SKILL.md: queries that must surface it, and queries that must"
        + " not; `qmd contract new` begins one. For each miss you are told which skill took the query, why, and what"
        + " would help.",
      "First a positive control is run: a planted skill must be found and gibberish must not be. If it fails, nothing is"
        + " scored.",
      "Status 0: every query is kept (or at least the share of --fail-under). 1: some are not. 2: could not be measured.",
    ],
    flags: [.within, .mode, .failUnder, .since, .explain, .json, .junit, .html],
    examples: [
      Example("qmd audit", "the whole library"),
      Example("qmd audit late-invoice --explain", "one skill, each query with what decided it"),
      Example("qmd audit --since yesterday", "what was lost and won since then"),
      Example("qmd audit --fail-under 0.95 --junit recall.xml", "for a build server"),
      Example("qmd audit --html report.html", "a page to look at"),
    ],
    subverbs: [.auditHistory, .auditDiff],
    takesWords: true
  ) { call in
    let audited = try Auditing(call).run()
    audited.print()
    try audited.writeFiles()
    return audited.status
  }
}

/// One run of `qmd audit`, from the index to a report on record.
struct Auditing {
  let call: Invocation

  init(_ call: Invocation) { self.call = call }

  /// What was found, and what it is compared with.
  struct Audited {
    let call: Invocation
    let report: AuditReport
    /// Its number in the ledger; nil when that could not be written.
    let number: Int64?
    let history: [Ledger.AuditEntry]
    let changes: (since: Ledger.AuditEntry, diff: AuditDiff)?

    var tally: RecallFigures { report.tally }

    var status: Int32 {
      guard tally.kept.total > 0 else { return 2 }
      let least = (try? call.typed.share(.failUnder)) ?? nil
      return tally.kept.share >= least ?? 1 ? 0 : 1
    }
  }

  func run() throws -> Audited {
    var options = Audit.Options()
    if let k = try call.typed.count(.within) { options.k = k }
    if let mode = call.typed.value(.mode).flatMap(AuditReport.Mode.init) { options.mode = mode }
    _ = try call.typed.share(.failUnder)
    let config = try call.config()
    let (reader, library) = try library(config)
    options.only = try named(in: library)
    let model = EmbeddingModel(config, call.places, call.environment)
    options.embedder = { try model.embedder(for: $0) }
    let report: AuditReport
    do {
      let audit = try Audit(reader, config, library, options)
      try PositiveControl().run(audit, reader, config)
      report = try audit.report()
      if options.mode == .both { try sayPending(model, reader) }
    } catch {
      throw Failure("\(error)", status: 2)
    }
    return try record(report, reader)
  }

  /// The index, in line with the files, and its skills.
  ///
  /// Contracts lie beside their skills: where a folder with skills is away, a figure would be about fewer queries than
  /// it says.
  func library(_ config: Config) throws -> (IndexReader, SkillLibrary) {
    guard !config.collections.isEmpty else {
      throw Failure("nothing to audit: no collection is configured — `qmd collection add FOLDER`", status: 2)
    }
    try refresh(config)
    guard let reader = try call.reader() else {
      throw Failure("nothing to audit: there is no index yet — `qmd update` makes it", status: 2)
    }
    let library = try SkillLibrary(reader, config, call.places)
    for absence in RootError.all(in: config.collections) {
      let name = absence.collection.name
      let sentence = absence.sentence(documents: try reader.counts()[name]?.documents ?? 0)
      guard !library.skills.contains(where: { $0.location?.collection == name }) else {
        throw Failure("nothing was measured: \(sentence)", status: 2)
      }
      call.say(sentence)
    }
    return (reader, library)
  }

  /// Brings the index in line with what was just written; a watcher sees it by itself.
  func refreshQuietly(_ config: Config) {
    do {
      try refresh(config)
    } catch {
      call.say("the index could not be brought up to date (\(error)) — run `qmd update`")
    }
  }

  /// Brings the index in line with the files, by the watcher where one lives.
  private func refresh(_ config: Config) throws {
    if call.isWatched, Synchronization.run(index: call.places.index) { return }
    do {
      let indexer = Indexer(try call.writer(), config)
      call.noteInLedger(indexer.writer)
      for collection in config.collections {
        do {
          _ = try indexer.reconcile(collection)
        } catch let error as RootError {
          switch error {
          // Whoever asks for the index is told, or for its skills.
          case .missing, .notAFolder: break
          case .unmounted, .unreadable: call.say("\(error); it is audited as it was last seen")
          }
        }
      }
      try indexer.writer.checkpoint()
    } catch {
      call.say("the index could not be brought up to date (\(error)); it is audited as it is")
    }
  }

  /// A text without vectors is found by its words only, and a figure over such texts is not what it seems.
  private func sayPending(_ model: EmbeddingModel, _ reader: IndexReader) throws {
    let pending = try reader.vectorCensus(of: model.space(in: reader)).pending
    guard pending > 0 else { return }
    call.say(
      "\(Wording.count(pending, "document")) had no vectors yet and were found by words only — `qmd embed`, then again"
    )
  }

  /// The addresses of the skills that were named; nil for all.
  func named(in library: SkillLibrary) throws -> Set<String>? {
    guard !call.typed.words.isEmpty else { return nil }
    var found: Set<String> = []
    for word in call.typed.words {
      let skills = library.named(word)
      guard !skills.isEmpty else { throw Self.unknownSkill(word, library) }
      found.formUnion(skills.map(\.address))
    }
    return found
  }

  static func unknownSkill(_ name: String, _ library: SkillLibrary) -> Failure {
    let labels = Array(library.labels().values)
    if let nearest = NearestName.of(name, among: labels) {
      return Failure("no skill is called '\(name)' — did you mean '\(nearest)'?", status: 2)
    }
    return Failure("no skill is called '\(name)' — `qmd skills list` shows those there are", status: 2)
  }

  /// The ledger to read, the index's name in it, and the index.
  static func onRecord(_ call: Invocation) throws -> (Ledger, index: String, IndexReader) {
    guard let reader = try call.reader() else {
      throw Failure("there is no index yet, and so no audit of it — `qmd update` makes it", status: 2)
    }
    guard let ledger = try Ledger(reading: call.places.ledger) else {
      throw Failure("no audit is on record yet — `qmd audit` makes the first", status: 2)
    }
    return (ledger, try reader.setting(Setting.identifier) ?? "", reader)
  }

  private func record(_ report: AuditReport, _ reader: IndexReader) throws -> Audited {
    var number: Int64?
    var history: [Ledger.AuditEntry] = []
    var changes: (since: Ledger.AuditEntry, diff: AuditDiff)?
    do {
      let ledger = try Ledger(call.places.ledger)
      let index = try reader.setting(Setting.identifier) ?? ""
      history = try ledger.audits(of: index).filter { !$0.isPartial }
      let wanted = call.typed.value(.since)
      let base = try wanted.map { try AuditName($0).find(in: history) } ?? history.first
      if let base {
        var before = try ledger.comparable(base.id)
        if report.isPartial {
          let audited = Set(report.skills.map(\.address))
          before.verdicts = before.verdicts.filter { audited.contains($0.key) }
          before.hashes = before.hashes.filter { audited.contains($0.key) }
        }
        changes = (base, AuditDiff(before: before, after: report.comparable))
      }
      number = try ledger.add(report, index: index).id
      history = try ledger.audits(of: index).filter { !$0.isPartial }
    } catch let error as Failure {
      throw error
    } catch {
      call.say("\(error); this audit is not on record")
    }
    return Audited(call: call, report: report, number: number, history: history, changes: changes)
  }
}

extension Auditing.Audited {
  func print() {
    if call.typed.has(.json) {
      call.output.write(AuditPayload(self).json)
    } else {
      AuditTable(self).print(to: call.output)
    }
  }

  /// The page and the build server's file, where they were asked for.
  func writeFiles() throws {
    if let name = call.typed.value(.html) {
      let page = AuditPage(
        report: report,
        history: history,
        changes: changes?.diff,
        since: changes.map { "audit #\($0.since.id) of \($0.since.at.prefix(10))" }
      )
      try write(page.html, to: name)
    }
    if let name = call.typed.value(.junit) { try write(JUnitReport(report).xml, to: name) }
  }

  private func write(_ text: String, to name: String) throws {
    let path = call.absolute(name)
    do throws(SystemError) {
      try Files.replace(path, with: Array(text.utf8))
    } catch {
      throw Failure(
        "cannot write \(path) (\(error.reason.lowercased())) — give a file in a folder that is yours",
        status: 2
      )
    }
    if !call.typed.has(.json) { call.output.line("Wrote \(path)") }
  }
}
