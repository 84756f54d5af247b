/// Names a vector space: vectors of two different spaces are never compared.
public struct VectorSpace: Hashable, Sendable {
  /// The model, as its makers name it: `all-MiniLM-L6-v2`.
  public let model: String
  /// Floats in a vector.
  public let dimensions: Int
  /// Whether every vector has length 1, so that a dot product is a cosine.
  public let isNormalized: Bool

  public init(model: String, dimensions: Int, isNormalized: Bool = true) {
    self.model = model
    self.dimensions = dimensions
    self.isNormalized = isNormalized
  }

  /// The text under which an index keeps the space: `all-MiniLM-L6-v2/384/unit`.
  ///
  /// It never changes for a given space.
  public var name: String { "\(model)/\(dimensions)/\(isNormalized ? "unit" : "raw")" }
}

/// Turns texts into vectors.
public protocol Embedder: Sendable {
  var space: VectorSpace { get }

  /// Unit vectors, `space.dimensions` floats each, one per text in order.
  func vectors(of texts: [String]) throws(ProviderError) -> [[Float]]

  /// Whether a word, in lower case, is one that the model has learnt something of: it gives letters thrown together a
  /// vector as well, which means nothing.
  func knows(_ word: String) -> Bool
}

extension Embedder {
  /// Whoever cannot tell takes every word for known.
  public func knows(_ word: String) -> Bool { true }
}
