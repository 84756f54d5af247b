import Memory
import Plumbing

extension Verb {
  static let update = Verb(
    "update",
    .tend,
    "Bring the index in line with the files.",
    details: [
      "Reads what is new or changed and drops what is gone; unchanged files are not read. First runs the `update:`"
        + " command of each collection that has one, such as git pull.",
      "A running `qmd watch` does all this by itself.",
    ],
    flags: [.wait, .pull],
    examples: [
      Example("qmd update", "all collections"),
      Example("qmd update --wait", "let the watcher do it, and come back when it is done"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    if call.typed.has(.wait), Synchronization.run(index: call.places.index) {
      call.output.line("✓ The watcher has seen everything that was saved before now.")
      return 0
    }
    return try Updating(call).run()
  }
}

/// One run of `qmd update`.
private struct Updating {
  let call: Invocation
  let configuration: Configuration

  init(_ call: Invocation) throws {
    self.call = call
    try Self.askForApproval(call)
    configuration = try call.configuration()
  }

  /// Asks on a terminal whether a project's own configuration may have what it wants, and remembers the yes.
  private static func askForApproval(_ call: Invocation) throws {
    let trust = Trust(call.places, call.environment)
    guard call.canAsk, let project = call.places.project, let text = try Files.read(call.places.config),
      let config = try? Configuration.parse(text, call.places), !trust.covers(text)
    else { return }
    let wishes = Trust.wishes(of: config, in: project)
      .filter { !trust.coversCommands(text) || !$0.isUpdateCommand }
    guard !wishes.isEmpty else { return }
    call.output.line("\(call.places.config) is not approved:")
    for wish in wishes { call.output.line("  \(wish.description)") }
    if call.asks("Allow this from now on?") { try trust.approve(text) }
  }

  func run() throws -> Int32 {
    let config = configuration.config
    for slip in configuration.slips(call.places) { call.say(slip) }
    if let code = try runCommands() { return code }
    let indexing = try Indexing(call, config)
    try indexing.indexer.writer.mendIfDamaged()
    if let notice = indexing.indexer.writer.takeNotice() { call.say(notice) }
    try configuration.remember(in: indexing.indexer.writer)
    let dropped = try indexing.indexer.dropForgottenCollections()
    if dropped > 0 {
      call.output.line(
        "Dropped \(Wording.count(dropped, "document")) of collections that are no longer configured."
      )
    }
    guard !config.collections.isEmpty else {
      call.output.line("No collections yet — add a folder: qmd collection add ~/memories")
      return configuration.problem == nil ? 0 : 1
    }
    call.output.line("Updating \(config.collections.count) collection(s)...")
    var total = Tally()
    for (index, collection) in config.collections.enumerated() {
      call.output.line()
      call.output.line(
        call.output.cyan("[\(index + 1)/\(config.collections.count)]")
          + " \(call.output.bold(collection.name)) \(call.output.faint("(\(collection.pattern))"))"
      )
      call.output.line("Collection: \(collection.path) (\(collection.pattern))")
      call.output.line()
      do {
        total.add(try indexing.reconcile(collection))
      } catch let error as RootError {
        call.complain("\(error)")
      } catch let error as GlobError {
        call.complain("\(error)")
      }
    }
    try indexing.finish(total)
    call.output.line()
    if call.status == 0, configuration.problem == nil {
      call.output.line("\(call.output.green("✓")) All collections updated.")
      return 0
    }
    return 1
  }

  /// The `update:` commands, before anything is read; the status of the first that fails.
  private func runCommands() throws -> Int32? {
    let commands = configuration.config.collections.filter { $0.update != nil }
    guard !commands.isEmpty else { return nil }
    if call.places.isProjectLocal,
      !Trust(call.places, call.environment).coversCommands(configuration.textInForce)
    {
      call.say(
        "skipped the update commands of \(commands.map { "'\($0.name)'" }.joined(separator: ", ")): nobody has approved"
          + " \(call.places.config) — look at it, then run `qmd trust`"
      )
      return nil
    }
    for collection in commands {
      guard let command = collection.update else { continue }
      call.output.line("Running the update command of '\(collection.name)': \(command)")
      call.output.flush()
      guard FileStatus.of(collection.path, following: true)?.kind == .folder else { continue }
      let code = try Subprocess.run("bash", ["-c", command], in: collection.path)
      guard code == 0 else {
        call.say("the update command of '\(collection.name)' ended with status \(code); nothing was indexed")
        return code
      }
    }
    return nil
  }
}
