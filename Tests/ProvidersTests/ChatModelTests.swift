import Foundation
import Plumbing
import Support
import Synchronization
import Testing

@testable import Providers

/// Six kinds of servers: what each is asked, and what its answers mean.
@Suite(.temporaryHouse)
struct ChatModelTests {
  private static let request = ChatRequest(
    instructions: "Be brief.",
    message: "Say \"hi\".",
    form: ChatRequest.Form("word", ["type": "object"]),
    mostTokens: 77
  )

  private static var state: FilePath { FilePath(TemporaryHouse.current.root.path).appending("state") }

  private func model(
    _ name: String,
    _ server: LoopbackServer,
    path: String = "",
    key: String? = "s3cret",
    price: Price? = nil,
    deadline: Double = 20,
    pacing: Pacing = Pacing(pause: { _ in }, jitter: { 0 })
  ) throws -> RemoteChat {
    let address = try #require(
      ChatAddress(name, endpoint: server.address + path, price: price, deadline: deadline)
    )
    let permit = try Consents(in: Self.state).permit(to: address.endpoint, .teaching, among: [])
    return try RemoteChat(address, key: key, permit: permit, pacing: pacing)
  }

  // MARK: What is asked

  static let asked: [(model: String, path: String, header: (String, String), body: String)] = [
    (
      "anthropic:claude-x", "/v1/messages", ("x-api-key", "s3cret"),
      #"{"model":"claude-x","max_tokens":77,"system":"Be brief.","messages":[{"role":"user","content":"Say \"hi\"."}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}"#
    ),
    (
      "openai:gpt-x", "/v1/chat/completions", ("authorization", "Bearer s3cret"),
      #"{"model":"gpt-x","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \"hi\"."}],"max_completion_tokens":77,"response_format":{"type":"json_schema","json_schema":{"name":"word","schema":{"type":"object"},"strict":true}}}"#
    ),
    (
      "compatible:org/m:free", "/v1/chat/completions", ("authorization", "Bearer s3cret"),
      #"{"model":"org/m:free","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \"hi\"."}],"max_tokens":77,"response_format":{"type":"json_schema","json_schema":{"name":"word","schema":{"type":"object"},"strict":true}}}"#
    ),
    (
      "responses:gpt-x", "/v1/responses", ("authorization", "Bearer s3cret"),
      #"{"model":"gpt-x","instructions":"Be brief.","input":"Say \"hi\".","max_output_tokens":77,"store":false,"text":{"format":{"type":"json_schema","name":"word","schema":{"type":"object"},"strict":true}}}"#
    ),
    (
      "gemini:gemini-x", "/v1beta/models/gemini-x:generateContent", ("x-goog-api-key", "s3cret"),
      #"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Say \"hi\"."}]}],"generationConfig":{"maxOutputTokens":77,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}"#
    ),
    (
      "ollama:qwen3:4b", "/api/chat", ("authorization", "Bearer s3cret"),
      #"{"model":"qwen3:4b","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \"hi\"."}],"stream":false,"format":{"type":"object"},"options":{"num_ctx":8192,"num_predict":77}}"#
    ),
  ]

  @Test(arguments: asked.indices)
  func `each server is asked in its own form, and none is told how to sample`(index: Int) throws {
    let (name, path, header, body) = Self.asked[index]
    let server = try LoopbackServer { _ in .init(json: "{}") }
    _ = try? model(name, server).answer(Self.request)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.path == path)
    #expect(request.headers[header.0] == header.1 && request.headers["content-type"] == "application/json")
    #expect(String(decoding: request.body, as: UTF8.self) == body)
    #expect(!body.contains("temperature") && !body.contains("s3cret"))
    // What a dry run prints is what went over the wire.
    let address = try #require(ChatAddress(name, endpoint: server.address))
    let message = address.message(for: Self.request)
    #expect(message.body == Array(request.body) && message.address == server.address + path)
  }

  @Test func `an endpoint may end in the version, and without a key none is sent`() throws {
    let server = try LoopbackServer { _ in .init(json: "{}") }
    _ = try? model("compatible:m", server, path: "/api/v1/", key: nil).answer(Self.request)
    let request = try #require(server.requests.first)
    #expect(request.path == "/api/v1/chat/completions" && request.headers["authorization"] == nil)
  }

  // MARK: What is answered

  static let answers: [(model: String, json: String, reply: ChatReply)] = [
    (
      "anthropic:m",
      #"{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"h"},{"type":"text","text":"i"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"cache_read_input_tokens":4,"output_tokens":5}}"#,
      ChatReply(.answer("hi"), Usage(inputTokens: 7, outputTokens: 5))
    ),
    (
      "anthropic:m", #"{"content":[],"stop_reason":"refusal","usage":{"input_tokens":3,"output_tokens":0}}"#,
      ChatReply(.refusal(""), Usage(inputTokens: 3))
    ),
    (
      "anthropic:m",
      #"{"content":[{"type":"text","text":"{\"wo"}],"stop_reason":"max_tokens","usage":{"output_tokens":77}}"#,
      ChatReply(.truncated, Usage(outputTokens: 77))
    ),
    (
      "openai:m",
      #"{"choices":[{"finish_reason":"stop","message":{"content":"hi","refusal":null}}],"usage":{"prompt_tokens":3,"completion_tokens":5,"cost":0.02}}"#,
      ChatReply(.answer("hi"), Usage(inputTokens: 3, outputTokens: 5, dollars: 0.02))
    ),
    (
      "openai:m", #"{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"No."}}]}"#,
      ChatReply(.refusal("No."))
    ),
    (
      "compatible:m", #"{"choices":[{"finish_reason":"content_filter","message":{"content":""}}]}"#,
      ChatReply(.refusal(""))
    ),
    (
      "compatible:m", #"{"choices":[{"finish_reason":"length","message":{"content":"{\"wo"}}]}"#,
      ChatReply(.truncated)
    ),
    (
      "responses:m",
      #"{"status":"completed","output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"hi"}]}],"usage":{"input_tokens":3,"output_tokens":5}}"#,
      ChatReply(.answer("hi"), Usage(inputTokens: 3, outputTokens: 5))
    ),
    (
      "responses:m",
      #"{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}"#,
      ChatReply(.refusal("No."))
    ),
    (
      "responses:m",
      #"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}"#,
      ChatReply(.truncated)
    ),
    (
      "gemini:m",
      #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":5,"thoughtsTokenCount":2}}"#,
      ChatReply(.answer("hi"), Usage(inputTokens: 3, outputTokens: 7))
    ),
    ("gemini:m", #"{"promptFeedback":{"blockReason":"SAFETY"}}"#, ChatReply(.refusal("SAFETY"))),
    ("gemini:m", #"{"candidates":[{"finishReason":"RECITATION"}]}"#, ChatReply(.refusal("RECITATION"))),
    ("gemini:m", #"{"candidates":[{"finishReason":"MAX_TOKENS"}]}"#, ChatReply(.truncated)),
    (
      "ollama:m",
      #"{"message":{"content":"hi"},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":5}"#,
      ChatReply(.answer("hi"), Usage(inputTokens: 3, outputTokens: 5))
    ),
    (
      "ollama:m", #"{"message":{"content":"h"},"done":true,"done_reason":"length"}"#, ChatReply(.truncated)
    ),
  ]

  @Test(arguments: answers.indices)
  func `answers, refusals and what was cut off are told apart`(index: Int) throws {
    let (name, json, reply) = Self.answers[index]
    let server = try LoopbackServer { _ in .init(json: json) }
    #expect(try model(name, server).answer(Self.request) == reply)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: ChatAddress.Shape.allCases)
  func `what is no answer of a model is none, whoever sends it`(shape: ChatAddress.Shape) throws {
    for json in [
      "{}", "[]", "null", #"{"choices":[]}"#, #"{"content":[{"type":"tool_use"}],"stop_reason":"tool_use"}"#,
    ] {
      let server = try LoopbackServer { _ in .init(json: json) }
      #expect(throws: ProviderError.malformed(server.address, reason: "no answer of a model in it")) {
        _ = try model("\(shape):m", server).answer(Self.request)
      }
      #expect(server.requests.count == 1)
    }
  }

  @Test func `tokens are counted in dollars where their price is known`() throws {
    let server = try LoopbackServer { _ in FakeTeacher.says("hi") }
    let reply = try model("compatible:m", server, price: Price("3, 15")).answer(Self.request)
    #expect(reply.usage == Usage(inputTokens: 1000, outputTokens: 100, dollars: 0.0045))
    #expect(Price("3") == nil && Price("a b") == nil && Price("-1 2") == nil && Price("nan 1") == nil)
  }

  // MARK: Tries

  @Test func `a server is asked again when it wishes, in its own way to say so`() throws {
    let answers: [LoopbackServer.Response] = [
      .init(429, headers: ["Retry-After": "3"]), .init(529, headers: ["retry-after-ms": "1500"]),
      .init(
        503,
        Data(#"{"error":{"message":"m","details":[{"@type":"RetryInfo","retryDelay":"12s"}]}}"#.utf8)
      ),
      FakeTeacher.says("hi"),
    ]
    let count = Mutex(0)
    let server = try LoopbackServer { _ in
      answers[
        count.withLock {
          $0 += 1
          return $0 - 1
        }
      ]
    }
    let pauses = RemoteEmbedderTests.PauseLog()
    let pacing = Pacing(pause: { pauses.add($0) }, jitter: { 1 })
    #expect(try model("compatible:m", server, pacing: pacing).answer(Self.request).outcome == .answer("hi"))
    // As long as it wished, and up to a quarter more, so that not all come back at once.
    #expect(pauses.seconds == [3.75, 1.875, 15])
  }

  @Test func `no pause goes past the deadline`() throws {
    let server = try LoopbackServer { _ in .init(429, headers: ["Retry-After": "5"]) }
    let pauses = RemoteEmbedderTests.PauseLog()
    let model = try model(
      "compatible:m",
      server,
      deadline: 4,
      pacing: Pacing(pause: { pauses.add($0) }, jitter: { 0 })
    )
    #expect(throws: ProviderError.self) { _ = try model.answer(Self.request) }
    #expect(pauses.seconds.isEmpty && server.requests.count == 1)
  }

  @Test func `neither key nor texts follow to another address`() throws {
    let other = try LoopbackServer { _ in FakeTeacher.says("stolen") }
    for status in [301, 302, 307, 308] {
      let server = try LoopbackServer { _ in .init(status, headers: ["Location": "\(other.address)/steal"]) }
      #expect(throws: ProviderError.self) { _ = try model("compatible:m", server).answer(Self.request) }
    }
    #expect(other.requests.isEmpty)
  }

  @Test func `a compressed answer is read, and one that unpacks to more than 2 MB is not`() throws {
    let bomb = FakeTeacher.Fault.bomb.response
    #expect(bomb.body.count > 10_000 && bomb.body.count < 200_000)
    let server = try LoopbackServer { _ in bomb }
    do {
      _ = try model("compatible:m", server).answer(Self.request)
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains("longer than 2097152 bytes"))
    }
    // "{}" in gzip.
    let small = Data(base64Encoded: "H4sIAAAAAAAC/6uuBQBDv6ajAgAAAA==") ?? Data()
    let kind = try LoopbackServer { _ in .init(200, headers: ["Content-Encoding": "gzip"], small) }
    #expect(throws: ProviderError.malformed(kind.address, reason: "no answer of a model in it")) {
      _ = try model("compatible:m", kind).answer(Self.request)
    }
  }

  @Test func `a key that an answer repeats is taken out of it`() throws {
    let server = try LoopbackServer { _ in FakeTeacher.says("your key is s3cret") }
    #expect(
      try model("compatible:m", server).answer(Self.request).outcome == .answer("your key is [key]")
    )
  }

  // MARK: Addresses and keys

  @Test(arguments: [
    "claude", "anthropic:", "unknown:m", "gemini:a/b", "openai:../x", "openai:a b", "compatible:m",
    "openai:a?b",
  ])
  func `what names no model, or no place, is refused`(name: String) {
    #expect(ChatAddress(name) == nil)
  }

  @Test func `the usual key goes to the usual endpoint alone`() throws {
    #expect(ChatAddress("anthropic:m")?.key == .variable("ANTHROPIC_API_KEY"))
    #expect(ChatAddress("anthropic:m", endpoint: "https://example.org")?.key == nil)
    #expect(ChatAddress("ollama:m")?.isLocal == true && ChatAddress("gemini:m")?.isLocal == false)
    #expect(ChatAddress("openai:m", endpoint: "https://a?b=c") == nil)
    let address = try #require(ChatAddress("openai:m", endpoint: "http://example.org"))
    let consents = Consents(in: Self.state)
    try consents.give([FilePath("/a")], address.endpoint, .teaching)
    let permit = try consents.permit(
      to: address.endpoint,
      .teaching,
      among: [FilePath("/a"), FilePath("/b")]
    )
    #expect(permit.covers(FilePath("/a")) && !permit.covers(FilePath("/b")))
    #expect(throws: ProviderError.unreachable("http://example.org", reason: "a key is sent over https only"))
    {
      _ = try RemoteChat(address, key: "k", permit: permit)
    }
  }

  @Test func `a consent for one purpose is none for another`() throws {
    let consents = Consents(in: Self.state)
    try consents.give([FilePath("/a")], "https://api.openai.com", .embedding)
    #expect(throws: ProviderError.noConsent(endpoint: "https://api.openai.com", purpose: "teach")) {
      _ = try consents.permit(to: "https://api.openai.com", .teaching, among: [FilePath("/a")])
    }
    try consents.give([FilePath("/a")], "https://api.openai.com", .teaching)
    #expect(try consents.revoke(nil, .teaching) == 1)
    #expect(consents.records().map(\.purpose) == ["embedding"])
  }

  @Test func `a key is read from the environment, or from a file that nobody else may read`() throws {
    let file = Self.state.appending("key")
    try Files.createFolder(Self.state)
    try Files.replace(file, with: Array(" k3y\n".utf8))
    #expect(try KeySource.file(file).key([:]) == "k3y")
    #expect(try KeySource.variable("K").key(["K": "k3y\n"]) == "k3y")
    _ = unsafe chmod(file.text, 0o640)
    #expect(throws: ProviderError.noKey("\(file) may be read by others — run `chmod 600` on it")) {
      _ = try KeySource.file(file).key([:])
    }
    for value in ["", "a\r\nX-Other: b", "schlüssel", "a b"] {
      #expect(throws: ProviderError.self, "\(value)") { _ = try KeySource.variable("K").key(["K": value]) }
      do { _ = try KeySource.variable("K").key(["K": value]) } catch {
        #expect(value.isEmpty || !"\(error)".contains(value), "a key is in no message")
      }
    }
  }

  @Test func `an Ollama on this machine is found with a model that answers`() throws {
    let tags =
      #"{"models":[{"name":"nomic-embed-text","details":{"family":"nomic-bert"}},{"name":"qwen3:4b","details":{"family":"qwen3"}}]}"#
    let server = try LoopbackServer { $0.path == "/api/tags" ? .init(json: tags) : .init(404) }
    let host = String(server.address.dropFirst("http://".count))
    for spelling in [
      host, server.address, host.replacing("127.0.0.1", with: "0.0.0.0"),
      host.replacing("127.0.0.1", with: ""),
    ] {
      #expect(LocalOllama.model(at: spelling, patience: 10)?.name == "ollama:qwen3:4b", "\(spelling)")
    }
    #expect(LocalOllama.model(at: "127.0.0.1:9") == nil)
    #expect(LocalOllama.model(at: "example.org:11434") == nil, "that is not this machine")
    let empty = try LoopbackServer { _ in .init(json: #"{"models":[]}"#) }
    #expect(LocalOllama.model(at: empty.address, patience: 10) == nil)
  }

  @Test func `a text is cut at a character, and an answer's object is found in its fence`() {
    #expect(ChatRequest.beginning(of: "aäé", bytes: 4) == "aä\n…")
    #expect(ChatRequest.beginning(of: "aäé", bytes: 5) == "aäé")
    #expect(ChatRequest.Form.object(in: "```json\n{\"a\": 1}\n```")?["a"]?.int == 1)
    #expect(ChatRequest.Form.object(in: "{\"a\"") == nil && ChatRequest.Form.object(in: "} {") == nil)
  }
}
