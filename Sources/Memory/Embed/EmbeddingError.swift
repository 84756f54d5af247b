public import Providers

/// Why texts stay without vectors; whatever was embedded before stays.
public enum EmbeddingError: Error, Sendable, CustomStringConvertible {
  /// An embedder gave fewer vectors than texts, or other ones than its space has.
  case malformed(VectorSpace, reason: String)

  public var description: String {
    switch self {
    case .malformed(let space, let reason):
      "the model \(space.model) gave vectors that cannot be used (\(reason)) — search goes on by words; check the model"
        + " and run `qmd embed`"
    }
  }
}

extension Embedder {
  /// Vectors that are what they should be: one a text, of the space's size, of finite numbers, and not nothing.
  func checkedVectors(of texts: [String]) throws -> [[Float]] {
    let vectors = try vectors(of: texts)
    guard vectors.count == texts.count else {
      throw EmbeddingError.malformed(space, reason: "\(vectors.count) for \(texts.count) texts")
    }
    for vector in vectors {
      guard vector.count == space.dimensions else {
        throw EmbeddingError.malformed(space, reason: "\(vector.count) numbers instead of \(space.dimensions)")
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }
      guard length.isFinite, length > 0 else {
        throw EmbeddingError.malformed(space, reason: "numbers that are none, or nothing but zeros")
      }
    }
    return vectors
  }
}
