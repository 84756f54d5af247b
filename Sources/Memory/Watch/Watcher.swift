public import Plumbing
public import Providers

/// Keeps the index in line with the disk: events → paths that are due → what is there now → index.
///
/// One thread reads inotify and does nothing else; this one does the rest. Every event is reduced to "look at this path
/// then": what is there decides, so that nothing depends on events being complete, in order or single. What events
/// cannot tell (another mount over a root, writes through a hard link outside) the reconcile every quarter of an hour
/// finds.
public final class Watcher {
  /// Seconds and milliseconds of the watcher's rhythm.
  public struct Rhythm: Sendable {
    /// Everything is compared with the disk this often, whatever events say.
    public var reconcile: UInt64 = 15 * 60_000
    /// Folders beyond the system's limit of watches are compared this often.
    public var poll: UInt64 = 10_000
    /// A root that is not there is looked for this often.
    public var missingRoot: UInt64 = 2_000
    /// After this much quiet the text index is merged and the log moved into the file; at the latest after
    /// `longestUntidied`.
    public var tidy: UInt64 = 2_000
    public var longestUntidied: UInt64 = 30_000
    /// A small merge of the text index comes so soon after every tenth commit.
    public var merge: UInt64 = 5
    /// When vectors could not be computed, it is tried again after this, or at the next commit.
    public var retryEmbedding: UInt64 = 60_000
    /// After a write that failed (a full disk) the same files are tried again.
    public var retry: UInt64 = 5_000

    public init() {}
  }

  private static let commitsBetweenMerges = 10
  private static let manyPending = 256

  enum Message: Sendable {
    case event(INotify.Event)
    case vectors(BackgroundEmbedding.Work)
    case stop
    case reload
  }

  /// Somebody else's interest in what the watcher sees; told on its thread, which must not be held up.
  public struct Listener: Sendable {
    /// Something was committed to the index.
    public var committed: @Sendable () -> Void = {}
    /// The end of the path of files that are no documents and are watched for somebody else.
    public var companion = FilePath("")
    /// Such a file was written, or went away.
    public var companionChanged: @Sendable () -> Void = {}

    public init() {}
  }

  /// To be set before `run`.
  public var listener = Listener()

  /// Gives the embedder of a space, or that of new texts where none is named; without it nothing is embedded.
  ///
  /// To be set before `run`.
  public var embedder: (@Sendable (_ space: String?) throws -> any Embedder)?
  var embedding: BackgroundEmbedding?

  /// Whether all that a configuration wants read may be read; where it may not, `run` ends with `renewal`.
  ///
  /// To be set before `run`.
  public var covers: (Config) -> Bool = { _ in true }
  /// What keeps this process from touching anything else, for `qmd doctor`; to be set before `run`.
  public var confinement: String {
    get { state.confinement }
    set { state.confinement = newValue }
  }

  /// Why `run` ended.
  public enum Ending: Sendable {
    /// It was told to.
    case stopped
    /// Another watcher with more rights is to take over.
    case renewal
  }
  var needsRenewal = false

  let index: FilePath
  let loadConfig: () -> ConfigUpdate
  let configFile: FilePath
  let cookies: FilePath
  let log: Log
  let rhythm: Rhythm
  let indexer: Indexer
  let messages = Mailbox<Message>()
  let inotify: INotify?

  var map = WatchMap()
  var pending = Pending()
  var roots: [WatchedRoot] = []
  var unwatched: Set<FilePath> = []
  var state = WatchState()
  var due = Timetable()
  var configText: [UInt8]?
  var cookieWatch: Int32 = -1
  var configWatch: Int32 = -1
  var indexWatch: Int32 = -1
  var waitingCookies: [FilePath] = []
  /// Whether something that is known to have changed could not be brought in.
  private var hasFailed = false
  var commitsSinceMerge = 0
  var firstUntidied: Moment?
  /// The most paths that waited since memory was last given back.
  private var mostPending = 0
  /// Whether a large batch has left memory to give back.
  var hasGrown = false
  private var lock: FileLock?

  /// What reading the configuration gave: a new one, or why the one in force stays.
  public enum ConfigUpdate: Sendable {
    /// The file's own text is kept in the index for the day when the file cannot be followed.
    case config(Config, text: [UInt8]?)
    case broken(String, inForce: Config?)
  }

  /// Takes the lock beside the index, or throws `WatchError.alreadyRunning` where another watcher holds it.
  ///
  /// `loadConfig` reads the configuration; it is asked at the start and whenever the file changes.
  public init(
    _ places: Places,
    log: Log,
    rhythm: Rhythm = Rhythm(),
    loadConfig: @escaping () -> ConfigUpdate
  ) throws {
    index = places.index
    self.log = log
    self.rhythm = rhythm
    self.loadConfig = loadConfig
    configFile = Files.realPath(places.config) ?? places.config
    cookies = places.runtime.appending("cookies-\(PathHash.of(places.index))")
    try Files.createFolder(places.index.parent)
    guard let lock = try FileLock.take(WatchState.path(of: places.index), waiting: false) else {
      throw WatchError.alreadyRunning(process: WatchState.read(index: places.index)?.process ?? 0)
    }
    // What one that was killed has left there names a process that may be a stranger's by now.
    lock.write("")
    self.lock = consume lock
    var config = Config()
    switch loadConfig() {
    case .config(let loaded, let text):
      config = loaded
      configText = text
    case .broken(_, let inForce?): config = inForce
    case .broken(let sentence, nil): throw WatchError.configuration(sentence)
    }
    let writer = try IndexWriter(places.index)
    indexer = Indexer(writer, config)
    do throws(SystemError) {
      inotify = try INotify()
    } catch {
      inotify = nil
      log(
        .error,
        "no inotify instance could be had (\(error.reason.lowercased())); looking at all files every "
          + "\(rhythm.poll / 1000) s instead — raise fs.inotify.max_user_instances"
      )
    }
    state.process = Launch.processID
    state.started = Timestamp.now.iso8601
    // One whose number nobody can read could not be stopped.
    guard self.lock?.write(state.text) == true else { throw IndexError.full(index) }
  }

  /// What another thread may ask of a running watcher.
  public struct Control: Sendable {
    let messages: Mailbox<Message>

    /// Ends `run`, after what is known to have changed is committed.
    public func stop() { messages.send(.stop) }
    /// Reads the configuration again.
    public func reload() { messages.send(.reload) }
  }

  public var control: Control { Control(messages: messages) }

  /// Watches until it is told to stop, or its rights do not suffice any more.
  ///
  /// - Parameter isRenewed: whether it takes over from one that ended so.
  /// - Returns: which of the two.
  public func run(isRenewed: Bool = false) -> Ending {
    startReading()
    do { try indexer.writer.mendIfDamaged() } catch { failed(error) }
    if let notice = indexer.writer.takeNotice() { tell(.error, notice) }
    let isConfigNew = rememberConfig()
    roots = WatchedRoot.all(of: indexer.config)
    startEmbedding()
    reconcileEverything(isFirst: true)
    state.isReady = true
    publish()
    log(
      .info,
      "\(isRenewed && isConfigNew ? "the configuration changed; \(roots.count) collections are watched; " : "")watching \(map.count) folders of \(roots.count) collections; \(indexer.config.collections.isEmpty ? "add one with `qmd collection add FOLDER`" : "saves are searchable at once")"
    )
    while true {
      let received = messages.receive(until: nextDeadline())
      for message in received {
        switch message {
        case .stop:
          finish()
          return .stopped
        case .reload: due.set(.config, at: Moment.now)
        case .vectors(let work): write(work)
        case .event(let event): handle(event)
        }
      }
      work()
      if needsRenewal {
        finish()
        return .renewal
      }
    }
  }

  private func finish() {
    embedding?.stop()
    settle()
    stopReading()
    do {
      try indexer.writer.checkpoint(truncating: true)
    } catch {
      log(.error, "\(error)")
    }
    log(
      needsRenewal ? .debug : .info,
      needsRenewal ? "making way for a watcher that may read more" : "stopped"
    )
    state = WatchState()
    lock?.write("")
  }

  // MARK: Working

  private func nextDeadline() -> Moment? {
    [pending.nextDue, due.next].compactMap { $0 }.min()
  }

  private func work() {
    let now = Moment.now
    mostPending = max(mostPending, pending.count)
    if due.take(.indexFile, at: now), indexer.writer.isReplaced { rebuild() }
    if due.take(.config, at: now) { readConfig() }
    if due.take(.roots, at: now) { checkRoots() }
    if due.take(.reconcile, at: now) { reconcileEverything(isFirst: false) }
    if due.take(.poll, at: now) { pollUnwatched() }
    if waitingCookies.isEmpty {
      look(at: pending.take(dueAt: now))
    } else {
      settle()
    }
    if pending.isEmpty, mostPending > Self.manyPending {
      mostPending = 0
      map.compact()
      Heap.trim()
    }
    if due.take(.merge, at: Moment.now) { merge() }
    if due.take(.tidy, at: Moment.now) { tidy() }
  }

  /// Brings in everything that is known to have changed, now, and answers whoever waits for that.
  private func settle() {
    // Twice, because a file that vanished while being looked at is marked again.
    hasFailed = false
    for _ in 0..<2 { look(at: pending.take(dueAt: nil), believesDeletions: true) }
    // Whoever asks may have changed the index, or fetched the model.
    embedding?.wake()
    // What could not be written is not in: whoever waits for it is left to his own patience, and looks himself.
    if !hasFailed { for cookie in waitingCookies { Files.remove(cookie) } }
    waitingCookies = []
  }

  /// Reads what is at these paths now.
  private func look(at paths: [(path: FilePath, sign: Pending.Sign)], believesDeletions: Bool = false) {
    guard !paths.isEmpty else { return }
    let started = Moment.now
    var tally = Tally()
    var read: [FilePath] = []
    for root in roots {
      guard root.isThere else {
        // Deleted with all that was in it: what is known of it is kept, as of one that was moved away.
        due.set(.roots, at: started)
        continue
      }
      var files: [FilePath] = []
      for (path, sign) in paths {
        guard let relative = path.relative(to: root.path), !relative.isEmpty else { continue }
        let status = FileStatus.of(path)
        switch status?.kind {
        case .folder?:
          guard root.descends(into: path) else { continue }
          attempt(path, sign) { tally += try reconcile(root, below: relative) }
        case nil where sign != .gone && !believesDeletions:
          // It was there a moment ago; an editor may be half-way through replacing it.
          pending.mark(path, .gone, at: started)
        case .file? where status?.size == 0 && sign != .gone && !believesDeletions:
          // Whoever saves twice at once has emptied it for the second time: what it held stays until it is sure.
          pending.mark(path, .gone, at: started)
        case nil:
          unwatch(below: path)
          attempt(path, sign) { tally.removed += try forget(relative, of: root) }
        case .link? where root.admits(file: path) || root.descends(into: path): files.append(relative)
        default:
          if root.admits(file: path) {
            files.append(relative)
          } else {
            // Nobody asks for it now; a link of this name may have been on record.
            attempt(path, sign) { tally.removed += try forget(relative, of: root) }
          }
        }
      }
      guard !files.isEmpty else { continue }
      attempt(files.map { (root.path.appending($0), .settled) }) {
        tally += try indexer.refresh(files, of: root.collection)
        // What was a folder before and is a file now leaves texts behind.
        read += files.map { root.path.appending($0) }
      }
    }
    let now = Moment.now
    pending.wasRead(read, at: now)
    if indexer.writer.takeNotice() != nil { rebuild() }
    guard tally.changes > 0 || tally.refused > 0 else { return }
    noteCommit(tally, took: now.milliseconds(since: started))
  }

  /// Drops what is on record at a path or below it; gives the documents' number.
  private func forget(_ path: FilePath, of root: WatchedRoot) throws -> Int {
    let writer = indexer.writer
    let isKnown = try writer.reader().read { () throws(SQLiteError) in try writer.knows(path, in: root.name) }
    guard isKnown else { return 0 }
    return try writer.batch { try writer.removeAll(below: path, from: root.name) }
  }

  private func noteCommit(_ tally: Tally, took milliseconds: Double) {
    commitsSinceMerge += 1
    listener.committed()
    embedding?.wake()
    state.lastChange = Timestamp.now.iso8601
    publish()
    let now = Moment.now
    if indexer.writer.isLogOverlarge { merge() }
    if commitsSinceMerge >= Self.commitsBetweenMerges, due[.merge] == nil {
      due.set(.merge, at: now.advanced(milliseconds: rhythm.merge))
    }
    // Moving the log into the file waits for the disk, and a save would wait with it: it is for quiet times. Under a
    // steady stream of saves it comes all the same, so that the log does not grow without end.
    let first = firstUntidied ?? now
    firstUntidied = first
    due.set(
      .tidy,
      at: min(now.advanced(milliseconds: rhythm.tidy), first.advanced(milliseconds: rhythm.longestUntidied))
    )
    if tally.changes >= 100 { hasGrown = true }
    let time =
      "\(Int(milliseconds * 100 + 0.5) / 100).\(String(Int(milliseconds * 100 + 0.5) % 100 + 100).dropFirst())"
    log(.debug, "committed \(tally.changes) changed, \(tally.removed) of them removed, in \(time) ms")
    if tally.changes >= 100 { log(.info, "\(tally.changes) documents changed; all of them are searchable") }
  }

  func reconcile(_ root: WatchedRoot, below folder: FilePath) throws -> Tally {
    try indexer.reconcile(
      root.collection,
      below: folder,
      settles: false,
      entering: { self.watch(root.path.appending($0)) }
    )
  }

  /// Runs `body`; what it throws is said, and the paths are tried again later.
  private func attempt(_ path: FilePath, _ sign: Pending.Sign, _ body: () throws -> Void) {
    attempt([(path, sign)], body)
  }

  private func attempt(_ paths: [(FilePath, Pending.Sign)], _ body: () throws -> Void) {
    do {
      try body()
    } catch let error as RootError {
      log(.error, "\(error)")
      due.set(.roots, at: Moment.now)
    } catch {
      failed(error)
      hasFailed = true
      let later = Moment.now.advanced(milliseconds: rhythm.retry)
      for (path, sign) in paths { pending.mark(path, sign, at: later) }
    }
  }

  func failed(_ error: any Error) {
    tell(.error, "\(error)")
    guard let error = error as? IndexError else { return }
    do {
      if case .damaged = error {
        try indexer.writer.rebuild()
        due.set(.reconcile, at: Moment.now)
      } else {
        try indexer.writer.reopen()
      }
    } catch {
      log(.error, "\(error)")
    }
  }

  /// Says a thing that a person should know, in the log and in `qmd status`.
  func tell(_ level: Log.Level, _ sentence: String) {
    guard state.message.dropFirst(25) != sentence else { return }
    log(level, sentence)
    state.message = "\(Timestamp.now.iso8601) \(sentence)"
    publish()
  }

  func publish() {
    state.folders = map.count
    state.unwatched = unwatched.count
    lock?.write(state.text)
  }
}
