public import Memory
public import Plumbing

/// Keeps recall measured while a watcher runs: after each save the queries it may touch, when idle the whole library.
///
/// Lives on a thread of its own, reads the index by a connection of its own, and never holds up a save. What a save
/// lost or won goes into the ledger at once, with its time and the documents that were saved.
public final class LiveAudit: Sendable {
  public struct Rhythm: Sendable {
    /// So many milliseconds of quiet make an idle time.
    public var idle: UInt64 = 2_000
    /// Under a steady stream of saves the whole library is audited so often all the same.
    public var longest: UInt64 = 60_000

    public init() {}
  }

  /// What queries were lost by a save, for whoever wants to be told.
  public struct Regression: Sendable {
    /// Labels of the skills, and how many of their queries were lost.
    public let skills: [(label: String, queries: Int)]

    /// `late-invoice lost 2 queries, renewal-offer 1`: no word of a query or a text.
    public var sentence: String {
      let parts = skills.map { "\($0.label) lost \($0.queries) \($0.queries == 1 ? "query" : "queries")" }
      return "recall: \(parts.joined(separator: ", ")) — `qmd audit --since yesterday` says why"
    }
  }

  private enum Message: Sendable {
    case committed
    case contractChanged
    case stop
  }

  private let messages = Mailbox<Message>()
  private let places: Places
  private let rhythm: Rhythm
  private let log: Log
  private let config: @Sendable () -> Config?
  private let regressed: @Sendable (Regression) -> Void
  private let requests: LessonRequests
  private let lessonWanted: @Sendable () -> Void

  /// Nothing happens before `start`.
  ///
  /// - Parameters:
  ///   - places: where index and ledger lie.
  ///   - log: for sentences about what was measured.
  ///   - rhythm: when it is quiet enough for the whole library.
  ///   - config: the configuration in force, asked before each whole audit.
  ///   - regressed: told of every save that lost a query, on the audit's thread.
  ///   - lessonWanted: told when a lesson was asked for by a file: see `LessonRequests`.
  public init(
    _ places: Places,
    log: Log,
    rhythm: Rhythm = Rhythm(),
    config: @escaping @Sendable () -> Config?,
    regressed: @escaping @Sendable (Regression) -> Void = { _ in },
    lessonWanted: @escaping @Sendable () -> Void = {}
  ) {
    self.places = places
    requests = LessonRequests(places)
    self.lessonWanted = lessonWanted
    self.log = log
    self.rhythm = rhythm
    self.config = config
    self.regressed = regressed
  }

  /// Something was committed to the index.
  public func noteCommit() { messages.send(.committed) }

  /// A contract was written, or went away.
  public func noteContract() { messages.send(.contractChanged) }

  public func start() -> BlockingThread { BlockingThread { self.run() } }

  /// Ends the thread, whatever it is doing, after the query it is at.
  public func stop() { messages.send(.stop) }

  // MARK: The thread

  private func run() {
    var session: Session?
    var wholeAt: Moment?
    var first: Moment?
    while true {
      let received = messages.receive(until: [wholeAt, lessonDue].compactMap(\.self).min())
      let now = Moment.now
      if received.contains(where: { if case .stop = $0 { true } else { false } }) { return }
      if requests.wake() { lessonWanted() }
      if received.isEmpty {
        guard wholeAt.map({ $0 <= now }) ?? false else { continue }
        (wholeAt, first) = (nil, nil)
        session = whole(after: session)
        continue
      }
      if let open = session {
        let hasContract = received.contains { if case .contractChanged = $0 { true } else { false } }
        if hasContract { session = rebuilt(open) } else { follow(open) }
      }
      first = first ?? now
      wholeAt = min(
        now.advanced(milliseconds: rhythm.idle),
        (first ?? now).advanced(milliseconds: rhythm.longest)
      )
    }
  }

  /// When the first lesson that had to wait may be held.
  private var lessonDue: Moment? {
    requests.nextDue.map { due in
      let seconds = max(1, due.seconds - Timestamp.now.seconds)
      return Moment.now.advanced(milliseconds: UInt64(seconds) * 1_000)
    }
  }

  /// An audit that is kept up to date, and what it said last.
  private final class Session {
    let reader: IndexReader
    let index: String
    var audit: Audit
    var verdicts: [Verdict]

    init(_ reader: IndexReader, index: String, _ audit: Audit, _ verdicts: [Verdict]) {
      self.reader = reader
      self.index = index
      self.audit = audit
      self.verdicts = verdicts
    }
  }

  /// The library as it is, with every query judged; nil where no contract asks anything.
  private func open(threads: Int) throws -> Session? {
    guard let config = config() else { return nil }
    let reader = try IndexReader(places.index)
    let library = try SkillLibrary(reader, config, places)
    var options = Audit.Options()
    options.threads = threads
    let audit = try Audit(reader, config, library, options)
    guard audit.questions.contains(where: \.asked.origin.counts) else { return nil }
    try PositiveControl().run(audit, reader, config)
    return Session(
      reader,
      index: try reader.setting(Setting.identifier) ?? "",
      audit,
      try audit.judge(Array(audit.questions.indices))
    )
  }

  /// Audits the whole library, and puts it on record where it says something new.
  private func whole(after old: Session?) -> Session? {
    do {
      let started = Moment.now
      guard let session = try open(threads: 1) else { return nil }
      if let old { try note(from: old, to: session) }
      let report = session.audit.report(session.verdicts)
      let (number, isNew) = try Ledger(places.ledger).add(report, index: session.index)
      let kept = report.tally.kept
      log(
        isNew ? .info : .debug,
        "audited \(report.skills.count) skills in \(Int(Moment.now.milliseconds(since: started))) ms: \(kept.hits) of"
          + " \(kept.total) queries kept (audit #\(number))"
      )
      return session
    } catch {
      log(.error, "\(error)")
      return error is ControlFailure ? nil : old
    }
  }

  /// Measures anew after contracts changed: which queries there are is another question than how they fare.
  private func rebuilt(_ old: Session) -> Session? {
    do {
      guard let session = try open(threads: 2) else { return nil }
      try note(from: old, to: session)
      return session
    } catch {
      log(.error, "the audit could not be brought up to date: \(error)")
      return nil
    }
  }

  /// Measures the queries that what was committed may touch.
  private func follow(_ session: Session) {
    let started = Moment.now
    do {
      let before = session.verdicts
      guard let changed = try session.audit.follow(session.reader) else {
        // Skills came or went: another set of rivals.
        guard let fresh = try open(threads: 2) else { return }
        try note(from: session, to: fresh)
        session.audit = fresh.audit
        session.verdicts = fresh.verdicts
        return
      }
      guard !changed.documents.isEmpty else { return }
      let touched = changed.questions.filter { session.audit.questions[$0].asked.origin.counts }
      for (index, verdict) in zip(touched, try session.audit.judge(touched)) {
        session.verdicts[index] = verdict
      }
      let milliseconds = Moment.now.milliseconds(since: started)
      log(
        .debug,
        "re-scored \(touched.count) of \(session.verdicts.count) queries in \(Int(milliseconds * 10) / 10) ms"
      )
      let flipped = touched.filter { before[$0].isKept != session.verdicts[$0].isKept }
      try note(
        flipped.map { (session.audit.skills[session.audit.questions[$0].skill], session.verdicts[$0]) },
        session,
        after: changed.documents.map { "qmd://\($0.collection)/\($0.path)" }
      )
    } catch {
      log(.error, "the queries that a save touches could not be measured: \(error)")
    }
  }

  // MARK: What changed

  private func note(from old: Session, to new: Session) throws {
    var before: [String: Bool] = [:]
    for (question, verdict) in zip(old.audit.questions, old.verdicts) {
      before["\(old.audit.skills[question.skill].address)\n\(question.asked.text)"] = verdict.isKept
    }
    var changes: [(Skill, Verdict)] = []
    for (question, verdict) in zip(new.audit.questions, new.verdicts) where question.asked.origin.counts {
      let skill = new.audit.skills[question.skill]
      guard let was = before["\(skill.address)\n\(question.asked.text)"], was != verdict.isKept else {
        continue
      }
      changes.append((skill, verdict))
    }
    // What skills hold another text, or are new: which other documents changed is not known here.
    let texts = Dictionary(
      old.audit.skills.map { ($0.address, $0.hash) },
      uniquingKeysWith: { one, _ in one }
    )
    let changed = new.audit.skills.filter { texts[$0.address] != $0.hash }.map(\.address)
    try note(changes, new, after: [], changed: changed)
  }

  /// Puts on record what was lost and won, `after` which documents were saved, and asks for lessons; `changed` are the
  /// addresses of what changed where that is more than what was saved.
  private func note(
    _ changes: [(skill: Skill, verdict: Verdict)],
    _ session: Session,
    after: [String],
    changed: [String]? = nil
  ) throws {
    guard !changes.isEmpty else { return }
    let now = Timestamp.now.iso8601
    let ledger = try Ledger(places.ledger)
    try ledger.add(
      changes.map { skill, verdict in
        Ledger.RecallChange(
          at: now,
          skill: skill.address,
          query: verdict.query.text,
          isKept: verdict.isKept,
          rank: verdict.rank,
          rival: verdict.rival?.address,
          cause: verdict.cause,
          after: after.joined(separator: "\n")
        )
      },
      index: session.index
    )
    let lost = Dictionary(grouping: changes.filter { !$0.verdict.isKept }, by: \.skill.address)
    guard !lost.isEmpty else {
      log(.info, "recall: \(changes.count) \(changes.count == 1 ? "query" : "queries") won back")
      return
    }
    let regression = Regression(
      skills: lost.map { (session.audit.labels[$0.key] ?? $0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    )
    log(.error, regression.sentence)
    regressed(regression)
    guard !isOurs(changed ?? after, session, ledger) else {
      log(.debug, "no lesson is asked for after a change that qmd made")
      return
    }
    askForLessons(lost.keys.sorted())
  }

  // MARK: Lessons

  /// Whether all that changed is what we made of skills, so that a change of ours starts no further round.
  private func isOurs(_ changed: [String], _ session: Session, _ ledger: Ledger) -> Bool {
    !changed.isEmpty
      && changed.allSatisfy { address in
        guard let skill = session.audit.skills.first(where: { $0.address == address }) else { return false }
        return Versions.isOurs(skill.hash, of: address, ledger, index: session.index)
      }
  }

  private func askForLessons(_ skills: [String]) {
    guard let config = config(), config.teach != .off else { return }
    do {
      if try requests.ask(for: skills) { lessonWanted() }
    } catch {
      log(.error, "no lesson could be asked for: \(error)")
    }
  }
}
