import Memory
import Plumbing
import Providers

/// The model that makes vectors for this user, and the ones that made those there are.
struct EmbeddingModel: Sendable {
  private let folder: ModelFolder
  private let config: Config
  private let consents: Consents
  private let environment: [String: String]

  init(_ config: Config, _ places: Places, _ environment: [String: String]) {
    folder = ModelFolder(in: places.models)
    self.config = config
    consents = Consents(in: places.approvals)
    self.environment = environment
  }

  init(_ call: Invocation) throws { self.init(try call.config(), call.places, call.environment) }

  /// Its name, for people.
  var name: String { config.embedder.map { "\($0.shape.rawValue):\($0.name)" } ?? folder.model.name }

  /// Whether it can be tried; what is there may still be damaged, and a server may not answer.
  var isPresent: Bool { config.embedder != nil || folder.isPresent }

  /// Whether a space of this name is the one that new texts get their vectors in.
  func isCurrent(_ space: String) -> Bool { space.hasPrefix(name + "/") }

  /// The space that new texts get their vectors in, as far as the index knows it.
  func space(in reader: IndexReader) throws -> String {
    if config.embedder == nil { return folder.model.space.name }
    return try reader.spaces().first(where: isCurrent) ?? name
  }

  /// The embedder of a space; without a name that of new texts.
  ///
  /// A server is waited for at most so many seconds.
  func embedder(for space: String?, threads: Int = 1, patience: Double = 60) throws -> any Embedder {
    if let model = config.embedder, space.map(isCurrent) ?? true {
      let permit = try consents.permit(to: model.endpoint, .embedding, roots: config.collections.map(\.path))
      let key = try model.key?.key(environment)
      return try RemoteEmbedder(model, key: key, permit: permit, timeout: patience)
    }
    if let space, space != folder.model.space.name {
      throw Failure(
        "the vectors are of another model (\(space)) — run `qmd embed` to compute them with \(name)"
      )
    }
    return try MiniLM(folder, threads: threads)
  }

  /// How many documents have no vectors yet, in a sentence for whoever just changed the index; nil when none, or when
  /// there is no model.
  func pendingRemark(_ call: Invocation, _ reader: IndexReader) throws -> String? {
    guard isPresent else { return nil }
    let pending = try reader.vectorCensus(of: space(in: reader)).pending
    guard pending > 0 else { return nil }
    let them = "\(Wording.count(pending, "document")) can be found by words now, and by meaning"
    return call.isWatched
      ? "\(them) as soon as the watcher has embedded \(pending == 1 ? "it" : "them")"
      : "\(them) after `qmd embed`"
  }
}
