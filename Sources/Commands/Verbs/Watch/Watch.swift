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
        + " each index. It only reads your files.",
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
    if !WatchState.isAlive(index: call.places.index) { call.noteInLedger(try call.writer()) }
    call.output.flush()
    // Before the first thread starts, so that every thread leaves signals to the one that waits for them.
    Launch.holdSignals()
    let log = Log.standardError(call.environment["QMD_LOG"])
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
    let live = LiveAudit(
      places,
      log: log,
      config: { (try? Configuration.load(places, environment))?.config },
      regressed: { regression in Notification.send(regression.sentence, places, environment, log) }
    )
    watcher.listener.committed = live.noteCommit
    watcher.listener.companion = RecallFile.path
    watcher.listener.companionChanged = live.noteContract
    watcher.embedder = { space in
      try EmbeddingModel(Configuration.load(places, environment).config, places, environment).embedder(
        for: space
      )
    }
    let auditing = live.start()
    let lookups = LookupImport(places, log: log)
    let importing = lookups.start()
    let control = watcher.control
    _ = BlockingThread {
      while Launch.nextSignal() == SIGHUP { control.reload() }
      control.stop()
    }
    watcher.run()
    live.stop()
    lookups.stop()
    auditing.join()
    importing.join()
    return 0
  }
}
