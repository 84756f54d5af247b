import Plumbing

/// An embedder behind an address: Ollama, or any server that speaks OpenAI's shape.
///
/// Texts go in batches; whatever comes back is checked before anybody sees it: as many vectors as texts, of one size,
/// of finite numbers, made unit vectors here. A busy server is asked again, as it wishes; one that says no is believed.
public final class RemoteEmbedder: Embedder {
  public let space: VectorSpace
  private let connection: Connection

  /// Texts in a request.
  private let batch: Int

  /// Reaches the model, and asks it for one vector when its size is not set down.
  ///
  /// `key` is the key itself.
  public init(
    _ model: RemoteModel,
    key: String? = nil,
    permit: Consents.Permit,
    timeout: Double = 60,
    pacing: Pacing = Pacing()
  ) throws(ProviderError) {
    precondition(
      permit.endpoint == model.endpoint && permit.purpose == .embedding,
      "a permit is for its endpoint"
    )
    connection = Connection(
      model: model,
      exchange: try Exchange(model.endpoint, key: key, timeout: timeout, pacing: pacing)
    )
    let size: Int
    if let known = model.dimensions {
      size = known
    } else {
      guard let first = try connection.vectors(of: ["qmd"], dimensions: nil).first else {
        throw .malformed(model.endpoint, reason: "no vector")
      }
      size = first.count
    }
    space = VectorSpace(model: "\(model.shape.rawValue):\(model.name)", dimensions: size)
    // A number takes up to some 24 bytes, and an answer may have 2 MB.
    batch = max(1, min(32, HTTPRequest("").limit / (size * 24)))
  }

  public func vectors(of texts: [String]) throws(ProviderError) -> [[Float]] {
    var vectors: [[Float]] = []
    var start = 0
    while start < texts.count {
      let end = min(texts.count, start + batch)
      vectors += try connection.vectors(of: Array(texts[start..<end]), dimensions: space.dimensions)
      start = end
    }
    return vectors
  }
}

/// One server and how it is spoken to.
private struct Connection: Sendable {
  let model: RemoteModel
  let exchange: Exchange

  func vectors(of texts: [String], dimensions: Int?) throws(ProviderError) -> [[Float]] {
    let root = try exchange.json(path, headers, body(texts, dimensions ?? model.dimensions))
    let found = model.shape == .ollama ? root["embeddings"]?.items : try inOrder(root["data"]?.items)
    guard let found else { throw malformed("no vectors") }
    guard found.count == texts.count else {
      throw malformed("\(found.count) vectors for \(texts.count) texts")
    }
    var vectors: [[Float]] = []
    for item in found { vectors.append(try unit(item, dimensions ?? model.dimensions)) }
    guard Set(vectors.map(\.count)).count == 1 else { throw malformed("vectors of several sizes") }
    return vectors
  }

  // MARK: What is asked

  private var path: String { model.shape == .ollama ? "/api/embed" : "/v1/embeddings" }

  private var headers: [(name: String, value: String)] {
    [(name: "Content-Type", value: "application/json")]
      + (exchange.key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? [])
  }

  private func body(_ texts: [String], _ dimensions: Int?) -> [UInt8] {
    var members: [JSON.Member] = [
      .init("model", .string(model.name)), .init("input", .array(texts.map { .string($0) })),
    ]
    if model.shape == .openai { members.append(.init("encoding_format", "float")) }
    // Only where the user set it down: many models know one size alone and refuse the question.
    if model.dimensions != nil, let dimensions { members.append(.init("dimensions", .integer(dimensions))) }
    return JSON.object(members).bytes(indented: false)
  }

  // MARK: What is answered

  /// The items of OpenAI's answer, which carry the place of their text.
  private func inOrder(_ items: [JSON]?) throws(ProviderError) -> [JSON]? {
    guard let items else { return nil }
    var vectors: [JSON?] = Array(repeating: nil, count: items.count)
    for (place, item) in items.enumerated() {
      let index = item["index"]?.int ?? place
      guard vectors.indices.contains(index), vectors[index] == nil, let vector = item["embedding"] else {
        throw malformed("vectors that belong to no text")
      }
      vectors[index] = vector
    }
    return vectors.compactMap(\.self)
  }

  private func unit(_ item: JSON, _ dimensions: Int?) throws(ProviderError) -> [Float] {
    guard let numbers = item.items, !numbers.isEmpty else { throw malformed("an empty vector") }
    guard dimensions == nil || numbers.count == dimensions else {
      throw malformed("\(numbers.count) numbers in a vector instead of \(dimensions ?? 0)")
    }
    var vector: [Double] = []
    for number in numbers {
      guard let value = number.double, value.isFinite else {
        throw malformed("a vector with no number in a place")
      }
      vector.append(value)
    }
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length.isFinite, length > 0 else { throw malformed("a vector without a length") }
    return vector.map { Float($0 / length) }
  }

  private func malformed(_ reason: String) -> ProviderError { exchange.malformed(reason) }
}
