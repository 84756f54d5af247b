import Plumbing

/// Looking at everything: at the start, after an overflow, every quarter-hour, when a root comes back.
extension Watcher {
  func reconcileEverything(isFirst: Bool) {
    let started = Moment.now
    due.set(.reconcile, at: started.advanced(milliseconds: inotify == nil ? rhythm.poll : rhythm.reconcile))
    unwatched = []
    var tally = Tally()
    var entered: Set<Int32> = []
    var isWhole = true
    do {
      try indexer.writer.followPath()
      tally.removed += try indexer.dropForgottenCollections()
      for position in roots.indices {
        let root = roots[position]
        do {
          tally += try indexer.reconcile(
            root.collection,
            below: FilePath(""),
            settles: false,
            entering: { if let watch = self.watch(root.path.appending($0)) { entered.insert(watch) } }
          )
          roots[position].found()
        } catch let error as RootError {
          isWhole = false
          if !roots[position].isMissing { tell(.error, "\(error)") }
          roots[position].lost()
        }
      }
      if isFirst, tally.added >= Self.firstLoad {
        try indexer.writer.tidy(everything: true)
      } else if tally.changes > 0 {
        try indexer.writer.tidy()
      }
    } catch {
      isWhole = false
      due.set(.reconcile, at: Moment.now.advanced(milliseconds: rhythm.retry))
      failed(error)
    }
    // A folder that was not met any more has gone without an event.
    if isWhole { for watch in map.removeAll(except: entered) { inotify?.remove(watch) } }
    if roots.contains(where: \.isMissing) {
      due.set(.roots, at: Moment.now.advanced(milliseconds: rhythm.missingRoot))
    }
    if !unwatched.isEmpty { sayUnwatched() }
    if tally.changes > 0 || isFirst {
      listener.committed()
      state.lastChange = Timestamp.now.iso8601
      let seconds = Moment.now.milliseconds(since: started) / 1000
      log(
        .info,
        "compared with the disk in \(Int(seconds * 1000)) ms: \(tally.added) new, \(tally.updated) updated, "
          + "\(tally.unchanged) unchanged, \(tally.removed) removed, \(tally.refused) not indexed"
      )
    }
    indexer.writer.releaseMemory()
    embedding?.wake()
    publish()
  }

  /// From this many documents on the text index is merged into one piece after the first load.
  private static let firstLoad = 200

  /// Watches a folder; nil when the system's limit is reached.
  @discardableResult
  func watch(_ folder: FilePath) -> Int32? {
    guard let inotify else { return nil }
    do throws(SystemError) {
      let watch = try inotify.add(folder)
      if let displaced = map.set(watch, folder) { inotify.remove(displaced) }
      return watch
    } catch {
      // A folder that went away again is told by its parent.
      if Errno.isExhaustion(error.code) { unwatched.insert(folder) }
      return nil
    }
  }

  func unwatch(below folder: FilePath) {
    for watch in map.removeAll(below: folder) { inotify?.remove(watch) }
    if !unwatched.isEmpty { unwatched = unwatched.filter { $0.relative(to: folder) == nil } }
  }

  private func sayUnwatched() {
    due.set(.poll, at: Moment.now.advanced(milliseconds: rhythm.poll))
    tell(
      .error,
      "the system's limit of \(INotify.limits.watches) watches is reached: \(map.count) folders are watched, "
        + "\(unwatched.count) are looked at every \(rhythm.poll / 1000) s — raise it with "
        + "`sudo sysctl fs.inotify.max_user_watches=\(max(524_288, (map.count + unwatched.count) * 4))`"
    )
  }

  /// Compares what could not be watched with the disk.
  func pollUnwatched() {
    guard !unwatched.isEmpty else { return }
    let folders = unwatched
    unwatched = []
    var tally = Tally()
    for root in roots {
      for folder in folders.sorted() {
        guard let relative = folder.relative(to: root.path), FileStatus.of(folder)?.kind == .folder else {
          continue
        }
        // A folder whose parent is polled as well is compared with it.
        if folders.contains(folder.parent), folder != root.path { continue }
        do {
          tally += try reconcile(root, below: relative)
        } catch {
          log(.error, "\(error)")
        }
      }
    }
    if !unwatched.isEmpty { due.set(.poll, at: Moment.now.advanced(milliseconds: rhythm.poll)) }
    if tally.changes > 0 {
      listener.committed()
      state.lastChange = Timestamp.now.iso8601
      publish()
    }
  }

  /// Looks whether each root is the folder that is watched, and takes it up again when it has come back.
  func checkRoots() {
    var came = false
    for position in roots.indices {
      let status = FileStatus.of(roots[position].path, following: true)
      if status?.kind != .folder {
        if !roots[position].isMissing {
          roots[position].lost()
          unwatch(below: roots[position].path)
          tell(.error, "\(RootError.missing(roots[position].collection))")
        }
      } else if !roots[position].isSame(status) {
        unwatch(below: roots[position].path)
        came = true
      }
    }
    if came {
      // Another folder may have its name now, or another disk be mounted there.
      guard covers(indexer.config) else {
        needsRenewal = true
        return
      }
      reconcileEverything(isFirst: false)
    }
    if roots.contains(where: \.isMissing) {
      due.set(.roots, at: Moment.now.advanced(milliseconds: rhythm.missingRoot))
    }
  }
}
