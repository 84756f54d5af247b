public import Plumbing
import Synchronization

/// A sentence transformer on this machine: text → word pieces → six layers of attention → the mean, as a unit vector.
///
/// The forward pass of BERT as sentence-transformers runs it for all-MiniLM-L6-v2, in 32-bit floats,
/// with weights of 16.
public final class MiniLM: Embedder {
  public let space: VectorSpace
  private let description: ModelDescription
  private let model: PackedModel
  private let wordPiece: WordPiece
  private let kernels: Kernels
  private let threads: Int

  /// Opens the model, packing it first when that was never done.
  ///
  /// So many `threads` work at once on many texts; one text is always one thread's.
  public init(
    _ folder: ModelFolder,
    threads: Int = 1,
    kernels: Kernels = .best
  ) throws(ProviderError) {
    precondition(threads > 0, "somebody has to do the work")
    model = try folder.open()
    guard let wordPiece = WordPiece(model.vocabulary) else {
      throw .modelUnusable(folder.vocabulary, reason: "it lacks [CLS], [SEP] or [UNK]")
    }
    self.wordPiece = wordPiece
    self.kernels = kernels
    self.threads = threads
    description = folder.model
    space = folder.model.space
  }

  /// The pieces of a text as the model counts them, its own two included; at most `limit`.
  public func tokenCount(of text: String, limit: Int = .max - 1) -> Int {
    wordPiece.tokens(of: text, limit: limit).count
  }

  /// A word that falls into pieces of less than three letters was never seen whole, nor were its parts.
  public func knows(_ word: String) -> Bool {
    let pieces = tokenCount(of: word, limit: 64) - 2
    return pieces > 0 && word.count >= 3 * pieces || pieces == 1
  }

  func tokens(of text: String) -> [Int32] { wordPiece.tokens(of: text, limit: description.tokens) }

  /// Texts of more than 256 tokens are cut there.
  public func vectors(of texts: [String]) throws(ProviderError) -> [[Float]] {
    let texts = texts.map(tokens)
    let groups = Self.groups(texts.map(\.count), tokens: description.tokens)
    let found = Mutex([[Float]](repeating: [], count: texts.count))
    let most = groups.map { $0.reduce(0) { $0 + texts[$1].count } }.max() ?? 0
    let longest = texts.map(\.count).max() ?? 0
    let scratch: @Sendable () -> Scratch = { [description] in Scratch(description, most, longest) }
    Workers.run(groups.count, threads: threads, state: scratch) { [self] index, scratch in
      let vectors = forward(groups[index].map { texts[$0] }, scratch)
      found.withLock { $0.replaceSubrange(groups[index], with: vectors) }
    }
    return found.withLock { $0 }
  }

  /// Neighbouring texts that together have no more tokens than one may have.
  ///
  /// That is rows enough to keep the kernels busy, and few enough to stay in the cache. They lie one after the other, so
  /// nothing is padded.
  static func groups(_ counts: [Int], tokens: Int) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    var total = 0
    for (index, count) in counts.enumerated() {
      if index > start, total + count > tokens {
        groups.append(start..<index)
        start = index
        total = 0
      }
      total += count
    }
    if start < counts.count { groups.append(start..<counts.count) }
    return groups
  }

  private func forward(_ texts: [[Int32]], _ scratch: Scratch) -> [[Float]] {
    let rows = texts.reduce(0) { $0 + $1.count }
    let (x, y) = (scratch.hidden, scratch.other)
    var row = 0
    for text in texts {
      kernels.embed(text, words: model.words, positions: model.positions, kind: model.kind, into: x, row: row)
      row += text.count
    }
    kernels.normalize(x, by: model.norm, rows: rows)
    for layer in model.layers {
      kernels.apply(layer.qkv, to: x, rows: rows, scratch: scratch.weights, into: scratch.wide)
      row = 0
      for text in texts {
        kernels.attend(
          scratch.wide,
          row: row,
          tokens: text.count,
          heads: description.heads,
          scratch: scratch.attention,
          into: scratch.attended
        )
        row += text.count
      }
      kernels.apply(layer.output, to: scratch.attended, rows: rows, scratch: scratch.weights, into: y)
      kernels.normalize(y, adding: x, by: layer.attentionNorm, rows: rows)
      kernels.apply(layer.up, to: y, rows: rows, scratch: scratch.weights, into: scratch.wide)
      kernels.gelu(scratch.wide, count: rows * description.inner)
      kernels.apply(layer.down, to: scratch.wide, rows: rows, scratch: scratch.weights, into: x)
      kernels.normalize(x, adding: y, by: layer.outputNorm, rows: rows)
    }
    row = 0
    return texts.map { text in
      defer { row += text.count }
      return kernels.meanUnit(x, rows: row..<row + text.count, width: description.width)
    }
  }

  /// The memory of one worker, for groups of up to so many tokens.
  private struct Scratch {
    let hidden: FloatBuffer
    let other: FloatBuffer
    let attended: FloatBuffer
    /// Queries, keys and values side by side, or what lies between the two feed-forward layers.
    let wide: FloatBuffer
    let attention: FloatBuffer
    /// A stretch of one layer's weights as 32-bit floats.
    let weights: FloatBuffer

    init(_ model: ModelDescription, _ tokens: Int, _ longest: Int) {
      hidden = FloatBuffer(count: tokens * model.width)
      other = FloatBuffer(count: tokens * model.width)
      attended = FloatBuffer(count: tokens * model.width)
      wide = FloatBuffer(count: tokens * max(3 * model.width, model.inner))
      attention = FloatBuffer(count: Kernels.attentionScratch(tokens: longest))
      weights = FloatBuffer(count: Kernels.layerScratch(depth: max(model.width, model.inner)))
    }
  }
}
