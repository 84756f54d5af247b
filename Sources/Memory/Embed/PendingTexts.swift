import Plumbing
public import Providers

/// The contents of an index that have no vectors yet, newest edit first, embedded a few texts at a time.
///
/// Reads the index and writes nothing: what `next` gives must be written before the following is asked for. So whoever
/// is killed between two batches loses one batch.
public final class PendingTexts {
  private let reader: IndexReader
  private let embedder: any Embedder
  private let collections: [String]
  private var open: [Open] = []

  /// A content that is being embedded.
  private struct Open {
    let hash: String
    let passages: [MeaningText.Passage]
    let digests: [String]
  }

  /// Those of some collections; of all where none is named.
  public init(_ reader: IndexReader, _ embedder: any Embedder, collections: [String] = []) {
    self.reader = reader
    self.embedder = embedder
    self.collections = collections
  }

  public var space: VectorSpace { embedder.space }

  /// Texts in one batch: some tenths of a second of a processor, so that a newer edit soon has its turn.
  public static let batch = 16
  /// Contents that are looked at for one batch.
  private static let contents = 32

  /// The next batch of vectors, with the contents that it completes; nil when nothing is pending.
  public func next() throws -> EmbeddedBatch? {
    var batch = EmbeddedBatch(space: space)
    var texts: [(digest: String, hash: String, text: String)] = []
    var waiting: Set<String> = []
    var pending = try pendingHashes()
    // One that is too large for a batch goes on where it was, unless something newer has come.
    let begun = Dictionary(uniqueKeysWithValues: open.map { ($0.hash, $0) })
    open = []
    while let hash = pending.popLast(), texts.count < Self.batch {
      guard let content = try begun[hash] ?? read(hash) else { continue }
      var isComplete = true
      for (passage, digest) in zip(content.passages, content.digests) where !waiting.contains(digest) {
        guard try reader.vector(digest, in: space) == nil else { continue }
        guard texts.count < Self.batch else {
          isComplete = false
          break
        }
        waiting.insert(digest)
        texts.append((digest, hash, passage.text))
      }
      if isComplete {
        batch.contents.append(EmbeddedBatch.Content(content.hash, content.passages, content.digests))
      } else {
        open.append(content)
      }
    }
    guard !texts.isEmpty || !batch.contents.isEmpty else { return nil }
    if !texts.isEmpty {
      let vectors = try embedder.checkedVectors(of: texts.map(\.text))
      batch.vectors = zip(texts, vectors).map { ($0.digest, $0.hash, $1) }
    }
    return batch
  }

  private func read(_ hash: String) throws -> Open? {
    guard let bytes = try reader.content(hash) else { return nil }
    let passages = MeaningText(bytes).passages
    return Open(hash: hash, passages: passages, digests: passages.map(\.digest))
  }

  /// The newest last.
  private func pendingHashes() throws -> [String] {
    let names = collections.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
    let statement = try reader.database.statement(
      """
      SELECT d.hash FROM documents d JOIN files f ON f.id = d.id
      WHERE NOT EXISTS (SELECT 1 FROM embedded e WHERE e.hash = d.hash AND e.space = ?1)
      \(collections.isEmpty ? "" : "AND d.collection IN (\(names))")
      GROUP BY d.hash ORDER BY max(f.modified) DESC LIMIT ?2
      """
    )
    statement.bind(1, space.name)
    statement.bind(2, Int64(Self.contents))
    for (index, name) in collections.enumerated() { statement.bind(Int32(index + 3), name) }
    defer { statement.reset() }
    var found: [String] = []
    while try statement.step() { found.append(statement.text(0)) }
    return found.reversed()
  }
}

/// Vectors that are to be written together, in one transaction.
public struct EmbeddedBatch: Sendable {
  /// A content all of whose passages have vectors with this batch.
  struct Content: Sendable {
    let hash: String
    let passages: [(bytes: Range<Int>, line: Int, digest: String)]

    init(_ hash: String, _ passages: [MeaningText.Passage], _ digests: [String]) {
      self.hash = hash
      self.passages = zip(passages, digests).map { ($0.bytes, $0.line, $1) }
    }
  }

  let space: VectorSpace
  /// With the content that each was computed for.
  var vectors: [(digest: String, hash: String, numbers: [Float])] = []
  var contents: [Content] = []

  init(space: VectorSpace) { self.space = space }

  /// Texts that were embedded for it.
  public var textCount: Int { vectors.count }
  /// Documents, identical ones counted once, that can be found by their meaning from now on.
  public var contentCount: Int { contents.count }
}
