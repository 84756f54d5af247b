import Foundation
import Plumbing
import Support
import Testing

/// Whatever comes, the server says what was wrong, lives on, and reads nothing that is not kept.
@Suite(.temporaryHouse) struct MCPBadInputTests {
  private let house: TemporaryHouse

  init() throws { house = try SampleLibrary().house }

  private static let ping = #"{"jsonrpc":"2.0","id":"last","method":"ping"}"#

  @Test(arguments: [
    ("{", -32700), ("nonsense", -32700), ("\u{FF}", -32700),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#, -32700),
    (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("[]", -32600), ("7", -32600), ("null", -32600),
    (#"{"id":1,"method":"ping"}"#, -32600), (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1}"#, -32600), (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"prompts/list"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get","arguments":[]}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":7}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}"#, -32002),
    (#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{}}"#, -32602),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2199-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}"#,
      -32022
    ),
    (String(repeating: "[", count: 100_000), -32700),
  ])
  func `a message that is none gets an error, and the next one its answer`(line: String, code: Int) throws {
    let (answers, outcome) = try Answers.to([line, Self.ping], house)
    #expect(answers.count == 2)
    #expect(Answers.error(answers[0]).code == code)
    #expect(!Answers.error(answers[0]).message.isEmpty)
    #expect(answers[1]["id"] as? String == "last")
    #expect(outcome.status == 0)
  }

  @Test func `a line of ten megabytes is refused as it comes`() throws {
    let line = #"{"jsonrpc":"2.0","id":1,"method":""# + String(repeating: "a", count: 10_000_000) + "\"}"
    let (answers, _) = try Answers.to([line, Self.ping, "\r", "", line, Self.ping], house)
    #expect(answers.map { Answers.error($0).code } == [-32600, 0, -32600, 0])
    #expect(Answers.error(answers[0]).message.contains("longer than 262144 bytes"))
  }

  @Test func `what wants no answer gets none`() throws {
    let lines = [
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
      #"{"jsonrpc":"2.0","method":"no/such"}"#, #"{"jsonrpc":"2.0","id":4,"result":{}}"#, Self.ping,
    ]
    #expect(try Answers.to(lines, house).answers.count == 1)
  }

  @Test func `a hundred questions at once are answered in order`() throws {
    let lines = try (1...100).map {
      try Answers.request("tools/call", ["name": "query", "arguments": ["query": "discount"]], id: $0)
    }
    let (answers, _) = try Answers.to(lines, house)
    #expect(answers.compactMap { $0["id"] as? Int } == Array(1...100))
    #expect(answers.allSatisfy { ($0["result"] as? [String: Any])?["isError"] == nil })
  }

  @Test func `only the protocol is said on standard output, whatever is wrong with the configuration`() throws
  {
    let config = house.root.appending(path: ".config/qmd/index.yml")
    try Data("collections: [".utf8).write(to: config)
    let (answers, outcome) = try Answers.to(
      [try Answers.request("tools/call", ["name": "status"]), Self.ping],
      house
    )
    #expect(answers.count == 2)
    #expect(outcome.error.contains("index.yml"))
  }

  @Test func `a home that cannot be written to is enough to answer from the files`() throws {
    let nowhere = ["HOME": "/proc/nowhere", "QMD_CONFIG_DIR": house.root.appending(path: ".config/qmd").path]
    let question = try Answers.request("tools/call", ["name": "query", "arguments": ["query": "discount"]])
    let (answers, outcome) = try Answers.to([question], house, environment: nowhere)
    let result = try Answers.result(try #require(answers.first))
    #expect(Answers.results(result).first?["file"] as? String == "notes/alpha.md")
    #expect(outcome.status == 0)
    let daemon = try house.qmd("mcp", "--http", "--daemon", "--port", "0", environment: nowhere)
    #expect(daemon.status == 1)
    #expect(daemon.error.contains("annot write /proc/nowhere/.cache/qmd"))
  }

  // MARK: Nothing outside

  /// Names that lead out of the collection, to `SECRET` beside it, or to /etc/passwd.
  static let escapes = [
    "../secret.md", "notes/../../secret.md", "notes/../secret.md", "qmd://notes/../secret.md",
    "qmd://notes/%2e%2e/secret.md", "qmd://notes/%2E%2E%2Fsecret.md", "qmd://../secret.md",
    "qmd:////../secret.md",
    "//notes/../../secret.md", "./../secret.md", "HOUSE/secret.md", "qmd://HOUSE/secret.md",
    "file://HOUSE/secret.md",
    "HOUSE/memories/../secret.md", "HOUSE/memories-private/secret.md", "notes-private/secret.md",
    "qmd://notes-private/secret.md", "notes/link.md", "qmd://notes/link.md", "notes/folder/secret.md",
    "HOUSE/memories/link.md", "~/secret.md", "../../../../../../../etc/passwd", "/etc/passwd",
    "qmd:///etc/passwd",
    "qmd://notes//etc/passwd", "notes/..%2f..%2fsecret.md", "notes/..\\..\\secret.md", "secret.md",
    "notes/secret.txt\u{0}.md", "qmd://notes/secret.txt%00.md", "notes/.hidden.md",
    "secret.md?index=../../secret",
    "/proc/self/root/HOUSE/secret.md", "notes/alpha.md/../../../secret.md",
    "{../secret.md,*/../../secret.md}",
    "../*.md", "HOUSE/*.md", "**/../**/secret.md",
  ]

  /// The secret that nobody may be told, and names that would lead to it; `DOCID` would be its own.
  private static let secret = "TOP-SECRET"
  private static let docids = ["#DOCID", "DOCID", "qmd://notes/#DOCID", "#000000", "#ffffff", "#"]

  /// Puts the secret where the names lead, and gives these.
  private func hideSecrets() throws -> [(name: String, escape: String)] {
    let text = "# \(Self.secret)\n"
    func write(_ path: String) throws { try house.write(text, to: path) }
    for path in ["../secret.md", "../memories-private/secret.md", "secret.txt", ".hidden.md"] {
      try write(path)
    }
    for (name, target) in [("link.md", "../secret.md"), ("folder", "../memories-private")] {
      try FileManager.default.createSymbolicLink(
        atPath: house.memories.appending(path: name).path,
        withDestinationPath: target
      )
    }
    let docid = SHA256.hex(Array(text.utf8)).prefix(6)
    return (Self.escapes + Self.docids).map { escape in
      let name = escape.replacingOccurrences(of: "HOUSE", with: house.root.path)
        .replacingOccurrences(of: "DOCID", with: docid)
      return (name, escape)
    }
  }

  private func expectNoSecret(
    _ said: String,
    _ escape: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(!said.contains(Self.secret), "\(escape)", sourceLocation: location)
    #expect(!said.contains("root:"), "\(escape)", sourceLocation: location)
  }

  @Test func `no name leads outside what is kept`() throws {
    let names = try hideSecrets()
    let agent = try MCPProcess(house)
    for (name, escape) in names {
      for answer in [
        try agent.ask("tools/call", ["name": "get", "arguments": ["file": name]]),
        try agent.ask("tools/call", ["name": "multi_get", "arguments": ["pattern": name]]),
        try agent.ask("tools/call", ["name": "multi_get", "arguments": ["pattern": "alpha.md,\(name)"]]),
        try agent.ask("resources/read", ["uri": name]),
        try agent.ask("resources/read", ["uri": "qmd://\(name)"]),
      ] {
        let said = String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self)
        expectNoSecret(said, escape)
      }
      let result = try agent.call("get", ["file": name])
      #expect(result["isError"] as? Bool == true, "\(escape)")
    }
    // What is there and what is not are answered alike.
    func answer(_ file: String) throws -> String {
      Answers.text(try agent.call("get", ["file": file])).replacingOccurrences(of: file, with: "NAME")
    }
    #expect(try answer("/etc/passwd") == answer("/etc/no-such-file"))
    #expect(try agent.end() == 0)
  }

  @Test func `nor at the command line`() throws {
    // No argument of a program has a NUL.
    for (name, escape) in try hideSecrets() where !name.contains("\u{0}") {
      for words in [["get", name], ["multi-get", name], ["multi-get", "alpha.md,\(name)"]] {
        let outcome = try house.run(words)
        expectNoSecret(outcome.output + outcome.error, escape)
        if words[0] == "get" { #expect(outcome.status == 1 && outcome.output == "", "\(escape): \(outcome)") }
      }
    }
    func answer(_ file: String) throws -> String {
      try house.qmd("get", file).error.replacingOccurrences(of: file, with: "NAME")
    }
    #expect(try answer("/etc/passwd") == answer("/etc/no-such-file"))
  }

  @Test func `nor over HTTP`() throws {
    let service = try HTTPService(house)
    func ask(_ method: String, _ parameters: [String: Any]) throws -> [String: Any] {
      let answer = try service.send(
        "/mcp",
        Answers.request(method, parameters),
        headers: ["MCP-Protocol-Version": "2025-06-18"]
      )
      return answer.body
    }
    for (name, escape) in try hideSecrets() {
      let answers = [
        try ask("tools/call", ["name": "get", "arguments": ["file": name]]),
        try ask("tools/call", ["name": "multi_get", "arguments": ["pattern": name]]),
        try ask("resources/read", ["uri": name]), try ask("resources/read", ["uri": "qmd://\(name)"]),
      ]
      for answer in answers {
        #expect(answer["jsonrpc"] != nil, "\(escape): no answer")
        expectNoSecret(
          String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self),
          escape
        )
      }
      #expect(try Answers.result(answers[0])["isError"] as? Bool == true, "\(escape)")
      // As paths of the server itself, too.
      let path = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
      let raw = try service.send("/" + path)
      #expect(raw.status != 200, "\(escape)")
    }
    #expect(service.end() == 0)
  }

  // MARK: A client that is gone

  /// The server writes its answer to nobody.
  @Test func `a client that reads no more ends the server, by no signal`() throws {
    let agent = try MCPProcess(house)
    #expect(try agent.ask("ping")["result"] != nil)
    #expect(try agent.endsWithoutReader() == 0)
  }
}
