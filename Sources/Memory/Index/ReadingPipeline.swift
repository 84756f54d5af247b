import Plumbing

/// Reads a list of files on a thread of its own, a bounded way ahead of whoever takes them.
final class ReadingPipeline {
  struct Item: Sendable {
    let path: FilePath
    /// Nil when there was nothing at the path.
    let file: ReadFile?
  }

  private enum Delivery: Sendable {
    case item(Item)
    case end
  }

  private let deliveries = Mailbox<Delivery>()
  private let credits = Mailbox<Int>()
  private var waiting: ArraySlice<Delivery> = []
  private var isAtEnd = false
  private var taken = 0

  /// Bytes that may be read and not yet taken: what a first index may need of memory beside SQLite.
  private static let ahead = 8 << 20

  init(
    _ paths: [FilePath],
    _ hashes: [String?],
    of collection: Collection,
    roots: [FilePath],
    settles: Bool
  ) throws(SystemError) {
    // Opened here first, so that a root which cannot be read is this caller's error.
    _ = try FileReader(collection, roots: roots, settles: settles)
    _ = BlockingThread { [deliveries, credits] in
      defer { deliveries.send(.end) }
      guard let reader = try? FileReader(collection, roots: roots, settles: settles) else { return }
      var outstanding = 0
      for (path, hash) in zip(paths, hashes) {
        while outstanding > Self.ahead { outstanding -= credits.receive().reduce(0, +) }
        let file = reader.read(path, knownHash: hash)
        outstanding += Self.weight(of: file)
        deliveries.send(.item(Item(path: path, file: file)))
      }
    }
  }

  /// The next file; nil at the end.
  func next() -> Item? {
    if waiting.isEmpty, !isAtEnd {
      credits.send(taken)
      taken = 0
      waiting = deliveries.receive()[...]
    }
    guard case .item(let item) = waiting.popFirst() else {
      isAtEnd = true
      return nil
    }
    taken += Self.weight(of: item.file)
    return item
  }

  deinit {
    // Whoever stops half-way must not leave the reader waiting for ever.
    credits.send(Int.max / 2)
  }

  private static func weight(of file: ReadFile?) -> Int {
    guard case .document(_, _, let packed, let length) = file?.result else { return 256 }
    return packed.count + length + 512
  }
}
