import Plumbing
import Providers
import Synchronization

@testable import Memory

/// An embedder whose meaning of a text is plain to see: words of one group point the same way.
///
/// For what does not depend on a real model. It counts what it was asked, and can be told to misbehave.
final class ConceptEmbedder: Embedder {
  let space: VectorSpace
  private let asked = Mutex<[String]>([])
  private let before: @Sendable ([String]) -> Void
  private let spoiled: @Sendable ([[Float]]) -> [[Float]]

  static let groups: [[String]] = [
    ["discount", "cheaper", "price", "rebate"], ["angry", "upset", "furious", "shouting"],
    ["harvest", "apples", "cider", "orchard"], ["invoice", "bill", "payment"], ["hiring", "interview", "candidate"],
  ]

  init(
    model: String = "concepts",
    before: @escaping @Sendable ([String]) -> Void = { _ in },
    spoiled: @escaping @Sendable ([[Float]]) -> [[Float]] = { $0 }
  ) {
    space = VectorSpace(model: model, dimensions: 16)
    self.before = before
    self.spoiled = spoiled
  }

  /// Every text that was to be embedded, in order.
  var texts: [String] { asked.withLock { $0 } }

  func vectors(of texts: [String]) throws(ProviderError) -> [[Float]] {
    before(texts)
    asked.withLock { $0 += texts }
    return spoiled(texts.map(vector))
  }

  private func vector(_ text: String) -> [Float] {
    var vector = [Float](repeating: 0, count: 16)
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
      if let group = Self.groups.firstIndex(where: { $0.contains(String(word)) }) { vector[group] += 4 }
      vector[8 + word.utf8.reduce(0) { $0 &+ Int($1) } % 8] += 0.2
    }
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : [1] + Array(repeating: 0, count: 15)
  }
}

extension Library {
  /// Embeds all that is pending, as `qmd embed` does.
  @discardableResult
  func embed(_ embedder: ConceptEmbedder = ConceptEmbedder()) throws -> ConceptEmbedder {
    let writer = try IndexWriter(index)
    let pending = PendingTexts(writer.reader(), embedder)
    while let batch = try pending.next() { try writer.batch { try writer.store(batch) } }
    try writer.finishEmbedding(in: embedder.space)
    return embedder
  }

  /// Answers by meaning, with the embedders of these models at hand.
  func answer(
    meaning request: SearchRequest,
    _ embedders: [ConceptEmbedder] = [ConceptEmbedder()],
    isWatched: Bool = true
  ) throws -> SearchAnswer {
    let search = try Search(reader(), config, isWatched: isWatched) { space in
      guard let found = embedders.first(where: { space == nil || $0.space.name == space }) else {
        throw ProviderError.modelMissing(space ?? "", FilePath("/nowhere"))
      }
      return found
    }
    return try search.answer(request)
  }

  func find(meaning text: String, _ embedders: [ConceptEmbedder] = [ConceptEmbedder()]) throws -> [String] {
    try answer(meaning: SearchRequest(meaning: text, limit: nil), embedders).hits.map(\.path.text)
  }
}
