import Foundation
import Plumbing
import Support
import Synchronization
import Testing

@testable import Providers

/// Embedders over HTTP, on a server that behaves well, is busy, or answers nonsense.
@Suite(.temporaryHouse)
struct RemoteEmbedderTests {
  static var state: FilePath { FilePath(TemporaryHouse.current.root.path).appending("state") }

  private func embedder(
    _ server: LoopbackServer,
    _ name: String = "ollama:m",
    dimensions: Int? = 2,
    key: String? = nil,
    pauses: PauseLog = PauseLog()
  ) throws -> RemoteEmbedder {
    let model = try #require(RemoteModel(name, endpoint: server.address, dimensions: dimensions))
    let permit = try Consents(in: Self.state).permit(to: model.endpoint, .embedding, roots: [])
    return try RemoteEmbedder(
      model,
      key: key,
      permit: permit,
      timeout: 5,
      pacing: Pacing(pause: { pauses.add($0) }, jitter: { 0 })
    )
  }

  /// What a program would have waited.
  final class PauseLog: Sendable {
    private let taken = Mutex<[Double]>([])
    var seconds: [Double] { taken.withLock { $0 } }
    func add(_ seconds: Double) { taken.withLock { $0.append(seconds) } }
  }

  /// The vector [length of the text, 1], in the shape of either server.
  static func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
    guard let body = try? JSON(parsing: Array(request.body)), let input = body["input"]?.items else {
      return .init(400)
    }
    let vectors = input.map { "[\($0.text?.count ?? 0), 1.0]" }
    if request.path == "/api/embed" {
      return .init(json: "{\"embeddings\": [\(vectors.joined(separator: ","))]}")
    }
    // The other way round: the index says which is which.
    let data = vectors.enumerated().reversed().map {
      "{\"index\": \($0.offset), \"embedding\": \($0.element)}"
    }
    return .init(json: "{\"data\": [\(data.joined(separator: ","))]}")
  }

  @Test(arguments: ["ollama:m", "openai:m"])
  func `texts become unit vectors in their order, many texts in batches`(name: String) throws {
    let server = try LoopbackServer { Self.answer($0) }
    let embedder = try embedder(server, name)
    #expect(embedder.space.name == "\(name)/2/unit")
    let texts = (0..<70).map { String(repeating: "x", count: $0) }
    let vectors = try embedder.vectors(of: texts)
    #expect(vectors.count == 70)
    for (index, vector) in vectors.enumerated() {
      let length = (Float(index * index) + 1).squareRoot()
      #expect(abs(vector[0] - Float(index) / length) < 1e-6 && abs(vector[1] - 1 / length) < 1e-6)
    }
    #expect(server.requests.count == 3)
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
    #expect(try embedder.vectors(of: []).isEmpty)
  }

  @Test func `a model whose size is not set down is asked for it`() throws {
    let server = try LoopbackServer { Self.answer($0) }
    #expect(try embedder(server, dimensions: nil).space.dimensions == 2)
    #expect(server.requests.count == 1)
  }

  @Test func `a key goes into its header alone, and out of what a server says`() throws {
    let server = try LoopbackServer { request in
      request.headers["authorization"] == "Bearer s3cret"
        ? .init(json: "{\"error\": {\"message\": \"quota of s3cret is used up\"}}", 400) : .init(401)
    }
    do {
      _ = try embedder(server, "openai:m", key: "s3cret").vectors(of: ["a"])
      Issue.record("it was not refused")
    } catch {
      #expect("\(error)".contains("quota of [key] is used up"))
      #expect(!"\(error)".contains("s3cret"))
    }
    #expect(server.requests.count == 1)
    #expect(!String(decoding: server.requests[0].body, as: UTF8.self).contains("s3cret"))
  }

  @Test func `a busy server is asked again when it wishes`() throws {
    let tries = Mutex(0)
    let server = try LoopbackServer { request in
      switch tries.withLock({
        $0 += 1
        return $0
      }) {
      case 1: .init(429, headers: ["Retry-After": "7"])
      case 2: .init(503)
      default: Self.answer(request)
      }
    }
    let pauses = PauseLog()
    #expect(try embedder(server, pauses: pauses).vectors(of: ["ab"]).count == 1)
    #expect(pauses.seconds == [7, 1])
  }

  @Test func `it is not asked for ever, and not at all after a plain no`() throws {
    let busy = try LoopbackServer { _ in .init(500) }
    let pauses = PauseLog()
    #expect(throws: ProviderError.self) { try embedder(busy, pauses: pauses).vectors(of: ["a"]) }
    #expect(busy.requests.count == 4 && pauses.seconds.count == 3)
    for status in [400, 401, 403, 404, 301] {
      let server = try LoopbackServer { _ in .init(status, headers: ["Location": "http://192.0.2.1/"]) }
      #expect(throws: ProviderError.self) { try embedder(server).vectors(of: ["a"]) }
      #expect(server.requests.count == 1)
    }
    let patient = try LoopbackServer { _ in .init(429, headers: ["Retry-After": "86400"]) }
    #expect(throws: ProviderError.self) { try embedder(patient).vectors(of: ["a"]) }
    #expect(patient.requests.count == 1)
  }

  @Test(arguments: [
    ("{\"embeddings\": [[1, 0]]}", "1 vectors for 2 texts"),
    ("{\"embeddings\": [[1, 0], [1]]}", "1 numbers in a vector instead of 2"),
    ("{\"embeddings\": [[1, 0], [1, null]]}", "a vector with no number in a place"),
    ("{\"embeddings\": [[1, 0], [1e999, 1]]}", "a vector with no number in a place"),
    ("{\"embeddings\": [[1, 0], [0, 0]]}", "a vector without a length"),
    ("{\"embeddings\": [[1, 0], [NaN, 0]]}", "no JSON"),
    ("{\"embeddings\": [[1, 0], []]}", "an empty vector"),
    ("{}", "no vectors"),
    ("<html>", "no JSON"),
    ("", "no JSON"),
  ])
  func `an answer that is not what was asked for is refused with its reason`(
    body: String,
    reason: String
  ) throws {
    let server = try LoopbackServer { _ in .init(json: body) }
    do {
      _ = try embedder(server).vectors(of: ["a", "b"])
      Issue.record("it was believed")
    } catch {
      #expect(error as? ProviderError == .malformed(server.address, reason: reason))
    }
  }

  @Test func `an answer without end is cut off`() throws {
    let server = try LoopbackServer { _ in .init(200, Data(repeating: 0x20, count: 3 << 20)) }
    do {
      _ = try embedder(server).vectors(of: ["a"])
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains("longer than 2097152 bytes"))
    }
  }

  @Test func `a server that is not there says so after a few tries`() throws {
    var server: LoopbackServer? = try LoopbackServer { Self.answer($0) }
    let pauses = PauseLog()
    let embedder = try embedder(try #require(server), pauses: pauses)
    server = nil
    do {
      _ = try embedder.vectors(of: ["a"])
      Issue.record("somebody answered")
    } catch {
      if case .unreachable = error {} else { Issue.record("\(error)") }
      #expect(pauses.seconds.count == 3)
    }
  }

  // MARK: Consent

  @Test func `beyond this machine a permit takes a consent of every folder`() throws {
    let model = try #require(RemoteModel("openai:m"))
    let consents = Consents(in: Self.state)
    let (notes, work) = (FilePath("/notes"), FilePath("/work"))
    func permit(_ roots: [FilePath]) throws {
      _ = try consents.permit(to: model.endpoint, .embedding, roots: roots)
    }
    let refusal = ProviderError.noConsent(endpoint: "https://api.openai.com", purpose: "embedding")
    #expect(throws: refusal) { try permit([notes]) }
    try consents.give([notes], model.endpoint, .embedding)
    try permit([notes])
    #expect(throws: refusal) { try permit([notes, work]) }
    #expect(throws: refusal) { try permit([]) }
    let elsewhere = try #require(RemoteModel("openai:m", endpoint: "https://example.org"))
    #expect(throws: ProviderError.self) {
      _ = try consents.permit(to: elsewhere.endpoint, .embedding, roots: [notes])
    }
    try consents.give([notes, work], model.endpoint, .embedding)
    #expect(consents.records().map(\.root) == [notes, work])
    #expect(try consents.revoke("https://example.org") == 0)
    #expect(try consents.revoke(model.endpoint) == 2)
    #expect(throws: refusal) { try permit([notes]) }
  }

  @Test func `a damaged file of consents agrees to nothing`() throws {
    let consents = Consents(in: Self.state)
    try consents.give([FilePath("/notes")], "https://api.openai.com", .embedding)
    try Files.replace(Self.state.appending("consents.json"), with: Array("{\"consents\": [".utf8))
    #expect(!consents.covers(FilePath("/notes"), "https://api.openai.com", .embedding))
  }

  @Test func `a key is not sent in the clear`() throws {
    let model = try #require(RemoteModel("openai:m", endpoint: "http://example.org", dimensions: 2))
    let consents = Consents(in: Self.state)
    try consents.give([FilePath("/notes")], model.endpoint, .embedding)
    let permit = try consents.permit(to: model.endpoint, .embedding, roots: [FilePath("/notes")])
    #expect(throws: ProviderError.unreachable("http://example.org", reason: "a key is sent over https only"))
    {
      _ = try RemoteEmbedder(model, key: "k", permit: permit)
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1:11434", true), ("http://localhost", true), ("http://[::1]:8080/v1", true),
    ("https://127.1.2.3", true), ("https://api.openai.com", false), ("http://127.0.0.1.example.org", false),
    ("http://localhost.example.org", false), ("http://127.0.0.999", false), ("http://10.0.0.1", false),
    ("http://127.1", false),
  ])
  func `this machine is told by its address alone`(endpoint: String, isLocal: Bool) throws {
    #expect(try #require(RemoteModel("ollama:m", endpoint: endpoint)).isLocal == isLocal)
  }

  @Test(arguments: [
    "ftp://a", "http://", "http://user@127.0.0.1", "http://127.0.0.1\\@example.org", "http://a b",
    "localhost:1",
  ])
  func `an address that readers may take for two is none`(endpoint: String) {
    #expect(RemoteModel("ollama:m", endpoint: endpoint) == nil)
  }
}
