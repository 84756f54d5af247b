import Plumbing

/// What is done beside bringing changes in: vectors, merging and tidying, another index or configuration.
extension Watcher {
  // MARK: Vectors

  func startEmbedding() {
    guard let embedder else { return }
    let made = BackgroundEmbedding(index: index, log: log, rhythm: rhythm, embedder: embedder) { [messages] in
      messages.send(.vectors($0))
    }
    embedding = made
    made.start()
  }

  /// Writes what was computed in the background.
  func write(_ work: BackgroundEmbedding.Work) {
    let writer = indexer.writer
    do {
      switch work {
      case .batch(let batch):
        try writer.batch { try writer.store(batch) }
        if try writer.reader().answeringSpace() == nil { try writer.adopt(batch.space) }
      case .finished(let space): try writer.finishEmbedding(in: space, makingSidecar: false)
      case .sidecar(let draft): _ = try Sidecar.adopt(draft, writer)
      }
      try writer.moveLargeLog()
      // The log is moved into the file after some quiet, as after a save.
      if due[.tidy] == nil { due.set(.tidy, at: Moment.now.advanced(milliseconds: rhythm.longestUntidied)) }
      embedding?.written(true)
    } catch {
      failed(error)
      embedding?.written(false)
      // It stopped; the next commit starts it again.
      startEmbedding()
    }
  }

  // MARK: Now and then

  func tidy() {
    firstUntidied = nil
    do {
      if try indexer.writer.tidy() { due.set(.tidy, at: Moment.now.advanced(milliseconds: rhythm.tidy)) }
    } catch {
      failed(error)
    }
    map.compact()
    if hasGrown { indexer.writer.releaseMemory() }
    hasGrown = false
  }

  func merge() {
    commitsSinceMerge = 0
    do {
      try indexer.writer.merge()
      try indexer.writer.moveLargeLog()
    } catch {
      failed(error)
    }
  }

  func rebuild() {
    tell(.info, "the index was deleted or replaced; it is being rebuilt from the files")
    reconcileEverything(isFirst: false)
  }

  /// True when it is another one than was last in force.
  @discardableResult
  func rememberConfig() -> Bool {
    guard let configText, let text = String(validating: configText, as: UTF8.self) else { return false }
    do {
      guard try indexer.writer.reader().setting(Setting.lastGoodConfig) != text else { return false }
      try indexer.writer.batch { try indexer.writer.set(Setting.lastGoodConfig, to: text) }
    } catch {
      failed(error)
    }
    return true
  }

  func readConfig() {
    switch loadConfig() {
    case .broken(let sentence, _):
      // Perhaps it is only not ours to read: it may be a link to another place now.
      if covers(indexer.config) { tell(.error, sentence) } else { needsRenewal = true }
    case .config(let config, let text):
      guard covers(config) else {
        needsRenewal = true
        return
      }
      configText = text
      guard config != indexer.config else {
        rememberConfig()
        return
      }
      indexer.use(config)
      rememberConfig()
      roots = WatchedRoot.all(of: config)
      log(.info, "the configuration changed; \(roots.count) collections are watched")
      reconcileEverything(isFirst: false)
    }
  }
}
