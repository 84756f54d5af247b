import Memory
import Plumbing
import Synchronization
import Teaching

/// The lessons that broken contracts asked for: held apart from the watcher, while nobody else wants the processor.
///
/// What they say goes to standard error, which is the watcher's log or the unit's journal.
struct WantedLessons {
  private let call: Invocation
  private let requests: LessonRequests
  private let log: Log

  /// What has to wait is looked at again after this many seconds.
  private static let patience: Int64 = 3_600

  init(_ call: Invocation) {
    self.call = call
    requests = LessonRequests(call.places)
    log = Log.standardError(call.environment["QMD_LOG"])
  }

  /// Holds all that are wanted, and those that are asked for meanwhile.
  func hold() throws -> Int32 {
    _ = try call.words(atLeast: 0, atMost: 0)
    BlockingThread.becomeIdle()
    try requests.prepare()
    repeat {
      // Whoever holds the lock looks again before it goes.
      guard let lock = try FileLock.take(requests.lock, waiting: false) else { return 0 }
      let wanted = requests.take()
      if !wanted.isEmpty { try hold(wanted) }
      lock.release()
    } while requests.isWanted
    return 0
  }

  /// Holds lessons whenever a line comes on standard input, until it ends.
  ///
  /// For a watcher without systemd: it starts this before anything keeps it from starting programs. The lesson is a
  /// process of its own all the same, so that what a library takes is given back after it.
  func attend() throws -> Int32 {
    let index = call.typed.value(.index).map { ["--index", $0] } ?? []
    let working = Working()
    let lessons = Mailbox<Void>()
    if requests.isWanted { lessons.send(()) }
    let log = log
    _ = BlockingThread {
      while true {
        _ = lessons.receive()
        do {
          let process = try Subprocess.start(Subprocess.ourselves, ["teach", "--wanted"] + index)
          working.process = process
          Subprocess.wait(for: process)
          working.process = nil
        } catch {
          log(.error, "a lesson could not be held: \(error)")
        }
      }
    }
    while let bytes = try? Standard.read(atMost: 64), !bytes.isEmpty { lessons.send(()) }
    // The watcher has ended. A lesson can be ended at any moment: what it took is taken by the next.
    if let process = working.process { Launch.terminate(process) }
    return 0
  }

  /// The lesson that runs, for whoever has to end it.
  private final class Working: Sendable {
    private let number = Mutex<Int32?>(nil)
    var process: Int32? {
      get { number.withLock { $0 } }
      set { number.withLock { $0 = newValue } }
    }
  }

  // MARK: One after the other

  private func hold(_ wanted: [String]) throws {
    call.forgetConfiguration()
    let config = try call.config()
    guard config.teach != .off else {
      for address in wanted { requests.finish(address) }
      return
    }
    let (reader, library) = try Auditing(call).library(config)
    let index = try reader.setting(Setting.identifier) ?? ""
    let ledger = try Ledger(call.places.ledger)
    let chosen = try TeachingModel(call)
    let teacher = try chosen.teacher(budget: chosen.unattendedBudget(ledger))
    let versions = Versions(ledger, index: index)
    try versions.settleKilled()
    let labels = library.labels()
    // The library is measured once there is something to teach.
    var course: Course?
    for address in wanted {
      guard let skill = library.skills.first(where: { $0.address == address }) else {
        requests.finish(address)
        continue
      }
      let label = labels[address] ?? address
      do {
        if let hindrance = try versions.hindrance(toTeaching: skill, config.lessons) {
          try postpone(address)
          log(.info, "a lesson for \(label) waits: \(hindrance)")
          continue
        }
        let reversals = try versions.reversals(of: address)
        guard reversals < Versions.mostReversals else {
          try tell(versions.giveUp(on: skill, after: reversals), label)
          requests.finish(address)
          continue
        }
        let open = try course ?? Course(reader, config, library, threads: 1)
        course = open
        if let changes = try hold(skill, open, teacher, versions, config, label) { try open.accept(changes) }
      } catch let failure as ControlFailure {
        log(.error, "\(failure)")
      } catch {
        log(.error, "the lesson for \(label) could not be held: \(error)")
      }
      requests.finish(address)
    }
    versions.expire(olderThan: config.lessons.daysDisplaced)
  }

  private func postpone(_ address: String) throws {
    try requests.postpone(address, until: Timestamp(seconds: Timestamp.now.seconds + Self.patience))
  }

  /// Holds one lesson.
  ///
  /// - Returns: the changes, where they were made.
  private func hold(
    _ skill: Skill,
    _ course: Course,
    _ teacher: any Teacher,
    _ versions: Versions,
    _ config: Config,
    _ label: String
  ) throws -> [SkillChange]? {
    guard let report = try Lesson(for: skill.address, in: course)?.run(teacher) else { return nil }
    if let reason = report.endOfQueue {
      // No fault of the skill's: the budget, or whoever was to answer.
      try postpone(skill.address)
      log(.info, "a lesson for \(label) waits: \(reason)")
    }
    let conclusion = try versions.conclude(report, of: skill, config, .brokenContract)
    tell(conclusion, label)
    guard case .adopted = conclusion.outcome else { return nil }
    AgentReload.note(call.places)
    Auditing(call).refreshQuietly(config)
    return report.changes
  }

  /// Says how a lesson ended in the log, and to the user where it is news.
  private func tell(_ conclusion: Conclusion, _ label: String) {
    guard let sentence = LessonWording.sentence(conclusion.outcome, label) else { return }
    log(.info, sentence)
    guard conclusion.isNews else { return }
    Notification.sendAndWait(sentence, call.places, call.environment, log)
  }
}

/// How a lesson ended, in one sentence and without a word of a query or a text.
enum LessonWording {
  static func sentence(_ outcome: Conclusion.Outcome, _ label: String) -> String? {
    let label = Wording.plain(label)
    switch outcome {
    case .nothingToDo: return nil
    case .personNeeded(let reason): return "\(label): a person is needed, because \(Wording.plain(reason))"
    case .proposed(let number, let isProven, let restraint):
      let kind = isProven ? "" : ", unproven"
      let why = restraint.map { "; it is left to you: \(Wording.plain($0))" } ?? ""
      return "\(label): a better text is proposed as #\(number)\(kind)\(why) — `qmd proposals show \(number)`"
    case .adopted(let number):
      return "\(label): a better text is adopted as #\(number) — `qmd skills rollback \(label)` takes it back"
    }
  }
}
