import Plumbing
import Providers

/// Embeds what is pending beside a watcher, on one thread that runs only while nobody else wants the processor.
///
/// It reads the index and computes; what it has is handed to the watcher, which is the one that writes, and answers
/// before the next batch is begun. So a save never waits for a vector, and whoever is killed loses one batch.
final class BackgroundEmbedding: Sendable {
  /// What the watcher is asked to write; it answers by `written`.
  enum Work: Sendable {
    case batch(EmbeddedBatch)
    /// Nothing is pending any more.
    case finished(VectorSpace)
    case sidecar(Sidecar.Draft)
  }

  private enum Message: Sendable { case pending, stop }

  private let index: FilePath
  private let log: Log
  private let rhythm: Watcher.Rhythm
  private let embedder: @Sendable (_ space: String?) throws -> any Embedder
  private let hand: @Sendable (Work) -> Void
  private let messages = Mailbox<Message>()
  private let answers = Mailbox<Bool>()

  init(
    index: FilePath,
    log: Log,
    rhythm: Watcher.Rhythm,
    embedder: @escaping @Sendable (_ space: String?) throws -> any Embedder,
    hand: @escaping @Sendable (Work) -> Void
  ) {
    self.index = index
    self.log = log
    self.rhythm = rhythm
    self.embedder = embedder
    self.hand = hand
  }

  /// Something may be pending now.
  func wake() { messages.send(.pending) }
  /// Ends after the batch that is being computed; nobody need wait for that.
  func stop() {
    messages.send(.stop)
    answers.send(false)
  }
  /// What was handed over is written, or could not be.
  func written(_ isWritten: Bool) { answers.send(isWritten) }

  func start() {
    _ = BlockingThread { [self] in
      BlockingThread.becomeIdle()
      var deadline: Moment?
      var said = ""
      while true {
        let received = messages.receive(until: deadline)
        if received.contains(where: { if case .stop = $0 { true } else { false } }) { return }
        deadline = nil
        do {
          guard try run() else { return }
          said = ""
        } catch {
          // Once, and not again at every save.
          if "\(error)" != said { log(.info, "texts are found by their words only: \(error)") }
          said = "\(error)"
          // A model that is not there comes by `qmd pull`, which wakes us; anything else may mend itself.
          if case ProviderError.modelMissing = error { continue }
          deadline = Moment.now.advanced(milliseconds: rhythm.retryEmbedding)
        }
        Heap.trim()
      }
    }
  }

  /// Embeds until nothing is pending; false when it is to stop.
  private func run() throws -> Bool {
    let reader: IndexReader
    do { reader = try IndexReader(index) } catch { return true }
    // Opened only when there is work, and let go after it: its pages are most of what the watcher would keep.
    guard try reader.hasPending(embedder) else { return try makeSidecar(reader) }
    let model = try embedder(nil)
    let pending = PendingTexts(reader, model)
    let began = Moment.now
    var (texts, documents) = (0, 0)
    while true {
      // Somebody embeds at full speed; it takes over what is left, or leaves what it did not do.
      while EmbeddingLock.isHeld(index: index) {
        let received = messages.receive(until: Moment.now.advanced(milliseconds: rhythm.poll))
        if received.contains(where: { if case .stop = $0 { true } else { false } }) { return false }
      }
      guard let batch = try pending.next() else { break }
      guard ask(.batch(batch)) else { return false }
      texts += batch.textCount
      documents += batch.contentCount
    }
    guard ask(.finished(model.space)) else { return false }
    if documents > 0 {
      let seconds = Int(Moment.now.milliseconds(since: began) / 1000)
      log(.debug, "embedded \(texts) passages of \(documents) documents in \(seconds) s")
    }
    return try makeSidecar(reader)
  }

  private func makeSidecar(_ reader: IndexReader) throws -> Bool {
    guard try Sidecar.isStale(reader), let (space, dimensions) = try reader.answeringVectors(),
      let draft = try Sidecar.draft(reader, space: space, dimensions: dimensions)
    else { return true }
    return ask(.sidecar(draft))
  }

  private func ask(_ work: Work) -> Bool {
    hand(work)
    return answers.receive().last ?? false
  }
}

extension IndexReader {
  /// Whether some text has no vectors in the space of new texts; asks the embedder for its space only when it must.
  fileprivate func hasPending(
    _ embedder: @Sendable (_ space: String?) throws -> any Embedder
  ) throws -> Bool {
    let space = try answeringSpace() ?? ""
    if try read({ () throws(SQLiteError) in try pendingContents(in: space) }) > 0 { return true }
    // Everything has vectors; perhaps of a model that was replaced.
    return try embedder(nil).space.name != space
  }
}
