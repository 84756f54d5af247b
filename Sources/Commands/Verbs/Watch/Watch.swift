import Glibc
import Memory
import Plumbing
import Teaching

extension Verb {
  static let watch = Verb(
    "watch",
    .tend,
    "Keep the index current: a saved file is found at once.",
    details: [
      "Stays in the foreground and says in sentences what it does; --daemon sends it to the background. One watcher for"
        + " each index. It only reads your files, and where the kernel has Landlock it can read no other"
        + " file of yours.",
      "Without any collection it offers the obvious ones: ~/memories and the agents' skill folders that exist.",
    ],
    flags: [.daemon],
    examples: [
      Example("qmd watch", "in the foreground, until Ctrl-C"),
      Example("qmd watch --daemon", "in the background"),
      Example("qmd watch status", "whether it runs, and what it last did"),
      Example("qmd watch stop", "end it"),
    ],
    subverbs: [.watchStatus, .watchStop]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    if try call.config().collections.isEmpty { try ObviousCollections(call).offer() }
    return call.typed.has(.daemon) ? try WatchDaemon(call).start() : try foreground(call)
  }

  private static func foreground(_ call: Invocation) throws -> Int32 {
    call.output.flush()
    // Before anything keeps this process from starting programs, and before signals are held.
    let lessons = LessonsBeside(call)
    // Before the first thread starts, so that every thread leaves signals to the one that waits for them.
    Launch.holdSignals()
    let log = Log.standardError(call.environment["QMD_LOG"])
    let (places, environment) = (call.places, call.environment)
    return try Monitor.run { sentence in
      Notification.send(sentence, places, environment, log)
      return []
    } _: { monitor, isFirst in
      QMD.status(of: call) { try watch(call, log, monitor, lessons.wake, isRenewed: !isFirst) }
    }
  }

  /// The watcher itself, in a process that gives up what it does not need.
  private static func watch(
    _ call: Invocation,
    _ log: Log,
    _ monitor: Monitor.Line,
    _ lessons: @escaping @Sendable () -> Void,
    isRenewed: Bool
  ) throws -> Int32 {
    call.forgetConfiguration()
    if !WatchState.isAlive(index: call.places.index) { call.noteInLedger(try call.writer()) }
    var rhythm = Watcher.Rhythm()
    if let seconds = call.environment["QMD_RECONCILE_SECONDS"].flatMap({ UInt64($0) }), seconds > 0 {
      rhythm.reconcile = min(seconds, 86_400) * 1_000
    }
    let watcher = try Watcher(call.places, log: log, rhythm: rhythm) {
      do {
        let configuration = try Configuration.load(call.places, call.environment)
        for refusal in configuration.refusals { log(.error, refusal) }
        if let problem = configuration.problem { return .broken(problem, inForce: configuration.config) }
        return .config(configuration.config, text: configuration.text)
      } catch {
        return .broken("\(error)", inForce: nil)
      }
    }
    let (places, environment) = (call.places, call.environment)
    for folder in [places.state, places.runtime] { try Files.createFolder(folder) }
    // Whatever needs more rights than the watcher is started before this line, or asked of the monitor:
    // docs/decisions/0015. From here on the process reads what is kept, and writes index, state and runtime folder.
    let confinement = Confinement(try call.config(), places, environment)
    watcher.confinement = confinement.name
    watcher.covers = { confinement.covers(Rights($0, places, environment)) }
    let live = LiveAudit(
      places,
      log: log,
      config: { (try? Configuration.load(places, environment))?.config },
      regressed: { regression in monitor.tell(Array(regression.sentence.utf8)) },
      lessonWanted: lessons
    )
    watcher.listener.committed = live.noteCommit
    watcher.listener.companion = RecallFile.path
    watcher.listener.companionChanged = live.noteContract
    let control = watcher.control
    watcher.embedder = { space in
      let config = try Configuration.load(places, environment).config
      guard confinement.covers(Rights(config, places, environment)) else {
        // The folder of the models came after us.
        control.reload()
        throw Failure("the watcher makes way for one that may read the model")
      }
      return try EmbeddingModel(config, places, environment).embedder(for: space)
    }
    let auditing = live.start()
    let lookups = LookupImport(places, log: log)
    let importing = lookups.start()
    _ = BlockingThread {
      while Launch.nextSignal() == SIGHUP { control.reload() }
      control.stop()
    }
    let ending = watcher.run(isRenewed: isRenewed)
    live.stop()
    lookups.stop()
    auditing.join()
    importing.join()
    return ending == .renewal ? Monitor.renewal : 0
  }
}
