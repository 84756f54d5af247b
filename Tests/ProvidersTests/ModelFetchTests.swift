import Foundation
import Plumbing
import Support
import Synchronization
import Testing

@testable import Providers

/// Weights from a source on this machine that behaves well, breaks off, or lies.
@Suite(.temporaryHouse)
struct ModelFetchTests {
  /// A model that a server has and its folder does not.
  struct Scene {
    let tiny: TinyModel
    let weights: Data
    let vocabulary: Data

    init() throws {
      tiny = try TinyModel()
      weights = Data(try #require(try Files.read(tiny.folder.weights)))
      vocabulary = Data(try #require(try Files.read(tiny.folder.vocabulary)))
      Files.removeTree(tiny.folder.path)
    }

    func source(_ server: LoopbackServer, _ name: String = "the test") -> ModelSource {
      .files(host: name, address: server.address + "/main")
    }

    /// What a server of files answers, part of a file included.
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
      let file: Data
      switch request.path {
      case "/main/model.safetensors": file = weights
      case "/main/vocab.txt": file = vocabulary
      default: return .init(404)
      }
      guard let range = request.headers["range"] else { return .init(200, file) }
      let start = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" }) ?? 0
      guard start < file.count else { return .init(416) }
      return .init(
        206,
        headers: ["Content-Range": "bytes \(start)-\(file.count - 1)/\(file.count)"],
        file[(file.startIndex + start)...]
      )
    }

    var names: Set<String> { Set(Files.names(in: tiny.folder.path).map(\.text)) }
  }

  @Test func `a fetched model is whole, packed, and not fetched twice`() throws {
    let scene = try Scene()
    let server = try LoopbackServer { scene.answer($0) }
    let fetch = ModelFetch(scene.tiny.folder, from: [scene.source(server)])
    #expect(try fetch.run() == .fetched(from: "the test"))
    #expect(
      scene.names == ["model.safetensors", "vocab.txt", "packed-2.bin", "packed-2.checked", "fetch.lock"]
    )
    #expect(try MiniLM(scene.tiny.folder).vectors(of: ["price"]).count == 1)
    #expect(try fetch.run() == .alreadyThere)
    #expect(server.requests.count == 2)
    #expect(try fetch.run(refreshing: true) == .fetched(from: "the test"))
    #expect(server.requests.count == 4)
  }

  @Test func `a fetch that broke off goes on where it was`() throws {
    let scene = try Scene()
    let isBroken = Mutex(true)
    let server = try LoopbackServer { request in
      var response = scene.answer(request)
      if isBroken.withLock({ $0 }), request.path.hasSuffix("safetensors") { response.breaksAfter = 5000 }
      return response
    }
    let fetch = ModelFetch(scene.tiny.folder, from: [scene.source(server)])
    #expect(throws: ProviderError.self) { try fetch.run() }
    #expect(scene.names.contains("model.safetensors.part") && !scene.names.contains("model.safetensors"))
    isBroken.withLock { $0 = false }
    #expect(try fetch.run() == .fetched(from: "the test"))
    #expect(server.requests.last?.headers["range"] == "bytes=5000-")
    #expect(!scene.names.contains("model.safetensors.part"))
  }

  @Test func `a server that cannot go on from the middle begins anew`() throws {
    let scene = try Scene()
    try Files.createFolder(scene.tiny.folder.path)
    try Files.replace(
      scene.tiny.folder.path.appending("model.safetensors.part"),
      with: Array("left over".utf8)
    )
    let server = try LoopbackServer { request in
      request.path.hasSuffix("safetensors") ? .init(200, scene.weights) : scene.answer(request)
    }
    #expect(
      try ModelFetch(scene.tiny.folder, from: [scene.source(server)]).run() == .fetched(from: "the test")
    )
  }

  @Test func `other bytes are thrown away, and the next source is asked`() throws {
    let scene = try Scene()
    let liar = try LoopbackServer { request in
      request.path.hasSuffix("safetensors") ? .init(200, Data("not it".utf8)) : scene.answer(request)
    }
    let empty = try LoopbackServer { _ in .init(404) }
    let server = try LoopbackServer { scene.answer($0) }
    let steps = Mutex<[ModelFetch.Step]>([])
    let fetch = ModelFetch(
      scene.tiny.folder,
      from: [scene.source(empty, "empty"), scene.source(liar, "liar"), scene.source(server, "good")]
    ) { step in steps.withLock { $0.append(step) } }
    #expect(try fetch.run() == .fetched(from: "good"))
    let failures = steps.withLock { $0 }.compactMap { step in
      if case .failed(let source, let reason) = step { "\(source): \(reason)" } else { nil }
    }
    #expect(failures == ["empty: status 404", "liar: model.safetensors came with other bytes than tiny has"])
  }

  @Test func `no source at all is one sentence, and leaves nothing to undo`() throws {
    let scene = try Scene()
    let empty = try LoopbackServer { _ in .init(503) }
    do {
      _ = try ModelFetch(scene.tiny.folder, from: [scene.source(empty)]).run()
      Issue.record("it came from nowhere")
    } catch {
      #expect(error == .notFetched("tiny", reasons: ["the test: status 503"]))
      #expect("\(error)".contains("search by words works without it"))
    }
    #expect(scene.names == ["fetch.lock"])
  }
}
