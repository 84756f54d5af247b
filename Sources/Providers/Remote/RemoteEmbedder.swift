public import Plumbing

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
  /// `key` is the key itself; `pause` waits so many seconds between tries.
  public init(
    _ model: RemoteModel,
    key: String? = nil,
    permit: Consents.Permit,
    timeout: Double = 60,
    pause: @escaping @Sendable (Double) -> Void = { Pause.nanoseconds(UInt64($0 * 1e9)) }
  ) throws(ProviderError) {
    precondition(
      permit.endpoint == model.endpoint && permit.purpose == .embedding,
      "a permit is for its endpoint"
    )
    connection = Connection(model: model, key: key, timeout: timeout, pause: pause)
    if key != nil, !model.isLocal, !model.endpoint.lowercased().hasPrefix("https://") {
      throw .unreachable(model.endpoint, reason: "a key is sent over https only")
    }
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
  let key: String?
  let timeout: Double
  let pause: @Sendable (Double) -> Void

  private static let attempts = 4
  /// Seconds that we are willing to wait where the server names a time.
  private static let longestPause = 30.0

  func vectors(of texts: [String], dimensions: Int?) throws(ProviderError) -> [[Float]] {
    let answer = try ask(body(texts, dimensions ?? model.dimensions))
    guard let root = try? JSON(parsing: answer) else { throw malformed("no JSON") }
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

  private var address: String {
    switch model.shape {
    case .ollama: "\(model.endpoint)/api/embed"
    // An address that ends in the version is one that people copy from the server's own manual.
    case .openai:
      model.endpoint.hasSuffix("/v1") ? "\(model.endpoint)/embeddings" : "\(model.endpoint)/v1/embeddings"
    }
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

  /// Asks until there is an answer, or no sense in asking on.
  private func ask(_ body: [UInt8]) throws(ProviderError) -> [UInt8] {
    var request = HTTPRequest(address)
    request.headers = [(name: "Content-Type", value: "application/json")]
    if let key { request.headers.append((name: "Authorization", value: "Bearer \(key)")) }
    request.body = body
    request.timeout = timeout
    var attempt = 1
    while true {
      switch outcome(request) {
      case .answer(let body): return body
      case .no(let problem): throw problem
      case .notNow(let problem, let wait):
        guard attempt < Self.attempts else { throw problem }
        // Without a word of the server: half a second, then twice as long each time.
        pause(wait ?? 0.25 * Double(1 << attempt))
        attempt += 1
      }
    }
  }

  private enum Outcome {
    case answer([UInt8])
    /// Asking again may help, after so many seconds where the server named them.
    case notNow(ProviderError, wait: Double?)
    case no(ProviderError)
  }

  private func outcome(_ request: HTTPRequest) -> Outcome {
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try HTTP.send(request)
    } catch {
      let problem = ProviderError.unreachable(model.endpoint, reason: error.description)
      switch error {
      case .timedOut, .failed: return .notNow(problem, wait: nil)
      case .tooLong: return .no(malformed(error.description))
      case .libraryMissing, .notAnAddress, .stopped: return .no(problem)
      }
    }
    if response.status == 200 { return .answer(response.body) }
    let wait = response.headers["retry-after"].flatMap { Double($0) }.flatMap { $0 >= 0 ? $0 : nil }
    let problem = ProviderError.refused(
      model.endpoint,
      status: response.status,
      reason: reason(response.body),
      retryAfter: wait
    )
    guard Self.isPassing(response.status), wait ?? 0 <= Self.longestPause else { return .no(problem) }
    return .notNow(problem, wait: wait)
  }

  /// Whether a status says "not now" rather than "no".
  static func isPassing(_ status: Int) -> Bool { [408, 409, 429].contains(status) || status >= 500 }

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

  private func malformed(_ reason: String) -> ProviderError { .malformed(model.endpoint, reason: reason) }

  /// What the server said of its refusal, without the key, should it repeat that.
  private func reason(_ body: [UInt8]) -> String {
    let error = (try? JSON(parsing: body))?["error"]
    var text = error?.text ?? error?["message"]?.text ?? ""
    if let key, !key.isEmpty { text = Self.text(text, without: key) }
    return String(text.prefix(200).map { $0.isNewline ? " " : $0 })
  }

  private static func text(_ text: String, without secret: String) -> String {
    var (rest, kept) = (Array(text.utf8)[...], [UInt8]())
    let secret = Array(secret.utf8)
    while !rest.isEmpty {
      if rest.starts(with: secret) {
        kept += "[key]".utf8
        rest = rest.dropFirst(secret.count)
      } else {
        kept.append(rest.removeFirst())
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
