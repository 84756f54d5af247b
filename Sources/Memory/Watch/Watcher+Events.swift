import Plumbing

/// From the kernel's events to paths that are to be looked at.
extension Watcher {
  func startReading() {
    guard let inotify else { return }
    do throws(SystemError) {
      try Files.createFolder(cookies)
      for old in Files.names(in: cookies) { Files.remove(cookies.appending(old)) }
      cookieWatch = try inotify.add(Files.realPath(cookies) ?? cookies, INotify.names)
      state.cookies = cookies
    } catch {
      log(.error, "the folder for `--sync` requests cannot be used: \(error)")
    }
    configWatch = (try? inotify.add(configFile.parent, INotify.everything)) ?? -1
    indexWatch = (try? inotify.add(Files.realPath(index.parent) ?? index.parent, INotify.names)) ?? -1
    let stopName = Array(Self.stopName.utf8), cookieWatch = cookieWatch
    _ = BlockingThread { [messages] in
      while true {
        guard let event = inotify.next() else { continue }
        if event.watch == cookieWatch, event.name == stopName { return }
        messages.send(.event(event))
      }
    }
  }

  private static let stopName = ".stop"

  /// A file in the watched folder is what wakes the reading thread.
  func stopReading() {
    guard cookieWatch >= 0 else { return }
    let name = cookies.appending(Self.stopName)
    Files.createEmpty(name)
    Files.remove(name)
  }

  func handle(_ event: INotify.Event) {
    let now = Moment.now
    if event.has(INotify.overflow) {
      if due[.reconcile].map({ $0 > now }) ?? true {
        tell(
          .error,
          "more changes came at once than the system's queue holds; everything is compared with the disk"
        )
      }
      due.set(.reconcile, at: now)
      return
    }
    if event.watch == cookieWatch {
      if event.has(INotify.created) { waitingCookies.append(cookies.appending(event.name)) }
      return
    }
    if event.watch == configWatch, configFile.lastComponent.bytes == event.name {
      // An editor's save is several events; the last decides.
      due.set(.config, at: now.advanced(milliseconds: 50))
    }
    if event.watch == indexWatch, index.lastComponent.bytes == event.name {
      due.set(.indexFile, at: now)
    }
    guard let folder = map[event.watch] else { return }
    if event.has(INotify.ignored) {
      map.remove(event.watch)
      return
    }
    if event.name.isEmpty {
      // The folder itself. Its parent's watch tells of all but a root.
      if event.mask & (INotify.selfDeleted | INotify.selfMoved | INotify.unmounted) != 0,
        roots.contains(where: { $0.path == folder })
      {
        due.set(.roots, at: now)
      }
      return
    }
    noteChange(event, at: folder.appending(event.name), now)
  }

  func noteChange(_ event: INotify.Event, at path: FilePath, _ now: Moment) {
    if event.isFolder {
      guard roots.contains(where: { $0.descends(into: path) }) else { return }
      if event.has(INotify.movedFrom) {
        // The kernel goes on reporting a folder that left, under its old path.
        unwatch(below: path)
        pending.mark(path, .gone, at: now)
      } else if event.has(INotify.deleted) {
        pending.mark(path, .gone, at: now)
      } else if event.has(INotify.movedTo) || event.has(INotify.created) {
        if event.has(INotify.movedTo) { unwatch(below: path) }
        pending.mark(path, .settled, at: now)
      } else if event.has(INotify.rightsChanged) {
        pending.mark(path, .touched, at: now)
      }
      return
    }
    if !listener.companion.isEmpty, path.ends(with: listener.companion), !event.has(INotify.created),
      !event.has(INotify.modified)
    {
      listener.companionChanged()
    }
    let isGone = event.has(INotify.movedFrom) || event.has(INotify.deleted)
    // A link may be on record under any name.
    guard
      roots.contains(where: { $0.admits(file: path) || (isGone && $0.descends(into: path)) })
        || event.has(INotify.created) || event.has(INotify.movedTo)
    else { return }
    if isGone {
      pending.mark(path, .gone, at: now)
    } else if event.has(INotify.closedAfterWriting) || event.has(INotify.movedTo) {
      pending.mark(path, .settled, at: now)
    } else if event.has(INotify.modified) {
      pending.mark(path, .open, at: now)
    } else if event.has(INotify.created) {
      // A link is complete as soon as it is there, and nobody will close it.
      let isWhole = FileStatus.of(path).map { $0.kind == .link || $0.size > 0 } ?? false
      guard isWhole || roots.contains(where: { $0.admits(file: path) }) else { return }
      pending.mark(path, isWhole ? .touched : .open, at: now)
    } else if event.has(INotify.rightsChanged) {
      pending.mark(path, .touched, at: now)
    }
  }
}
