import Memory
import Plumbing
import Providers

/// The model that makes vectors for this user, and the ones that made those there are.
struct EmbeddingModel: Sendable {
  private let folder: ModelFolder

  init(_ call: Invocation) { folder = ModelFolder(in: call.places.models) }

  /// The space that new texts get their vectors in.
  var space: VectorSpace { folder.model.space }

  /// Whether it can be tried; what is there may still be damaged.
  var isPresent: Bool { folder.isPresent }

  /// The embedder of a space; without a name that of new texts.
  func embedder(for name: String?, threads: Int = 1) throws -> any Embedder {
    if let name, name != space.name {
      throw Failure(
        "the vectors are of another model (\(name)) — run `qmd embed` to compute them with \(space.model)"
      )
    }
    return try MiniLM(folder, threads: threads)
  }

  /// How many documents have no vectors yet, in a sentence for whoever just changed the index; nil when none, or when
  /// there is no model.
  func pendingRemark(_ call: Invocation, _ reader: IndexReader) throws -> String? {
    guard isPresent else { return nil }
    let pending = try reader.vectorCensus(of: space.name).pending
    guard pending > 0 else { return nil }
    let them = "\(Wording.count(pending, "document")) can be found by words now, and by meaning"
    return call.isWatched
      ? "\(them) as soon as the watcher has embedded \(pending == 1 ? "it" : "them")"
      : "\(them) after `qmd embed`"
  }
}
