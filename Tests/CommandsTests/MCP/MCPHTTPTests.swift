import Foundation
import Glibc
import Plumbing
import Support
import Synchronization
import Testing

/// One server for all agents, and who may ask it.
@Suite(.temporaryHouse) struct MCPHTTPTests {
  private let house: TemporaryHouse

  init() throws { house = try SampleLibrary().house }

  private static let initialize = #"""
    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{}}}
    """#

  @Test func `a session of the older version is answered message by message`() throws {
    let service = try HTTPService(house)
    let hello = try Answers.result(service.send("/mcp", Self.initialize).body)
    #expect(hello["protocolVersion"] as? String == "2025-06-18")
    #expect((hello["serverInfo"] as? [String: String])?["name"] == "qmd")
    #expect((hello["instructions"] as? String)?.contains("3 documents") ?? false)
    #expect(hello["resultType"] == nil)
    #expect(
      try service.send("/mcp", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#).status == 202
    )
    let headers = ["MCP-Protocol-Version": "2025-06-18"]
    let list = try service.send("/mcp", Answers.request("tools/list"), headers: headers)
    #expect(list.status == 200)
    // An error of this version is an answer like any other.
    #expect(try service.send("/mcp", Answers.request("no/such"), headers: headers).status == 200)
    let unknown = try service.send(
      "/mcp",
      Answers.request("ping"),
      headers: ["MCP-Protocol-Version": "2199-01-01"]
    )
    #expect(unknown.status == 400)
    #expect(Answers.error(unknown.body).code == -32022)
    #expect(service.end() == 0)
  }

  @Test func `the version without sessions is held to its headers`() throws {
    let service = try HTTPService(house)
    let discovered = try Answers.result(service.ask("server/discover").body)
    #expect((discovered["supportedVersions"] as? [String])?.contains("2026-07-28") ?? false)
    #expect(discovered["resultType"] as? String == "complete")
    let tools = try Answers.result(service.ask("tools/list").body)
    #expect(tools["ttlMs"] as? Int == 60_000)
    #expect(tools["cacheScope"] as? String == "private")
    let call: [String: Any] = ["name": "query", "arguments": ["query": "discount"]]
    let answer = try service.ask("tools/call", call)
    #expect(answer.status == 200)
    #expect(Answers.results(try Answers.result(answer.body)).count == 1)
    #expect(try service.ask("tools/call", call, headers: ["Mcp-Name": "=?base64?cXVlcnk=?="]).status == 200)
    let wrong: [[String: String?]] = [
      ["Mcp-Method": nil], ["Mcp-Method": "tools/list"], ["Mcp-Name": nil], ["Mcp-Name": "get"],
      ["MCP-Protocol-Version": nil], ["MCP-Protocol-Version": "2025-06-18"], ["Mcp-Name": "=?base64?*?="],
    ]
    for headers in wrong {
      let refused = try service.ask("tools/call", call, headers: headers)
      #expect(refused.status == 400, "\(headers)")
      #expect(Answers.error(refused.body).code == -32020, "\(headers)")
    }
    let unknown = try service.ask("tools/list", version: "2199-01-01")
    #expect(unknown.status == 400)
    #expect(Answers.error(unknown.body).code == -32022)
    #expect(try service.ask("no/such").status == 404)
    #expect(try service.ask("resources/read", ["uri": "qmd://notes/../../etc/passwd"]).status == 400)
  }

  @Test func `a question needs no protocol`() throws {
    let service = try HTTPService(house)
    let question = #"{"searches":[{"type":"lex","query":"discount"}],"limit":3,"rerank":false}"#
    for path in ["/query", "/search"] {
      let found = try service.send(path, question)
      #expect(found.status == 200)
      let first = (found.body["results"] as? [[String: Any]])?.first
      #expect(first?["file"] as? String == "qmd://notes/alpha.md")
    }
    for body in ["{}", "", "[", #"{"query":"discount"}"#, #"{"searches":[]}"#] {
      #expect(try service.send("/query", body).status == 400, "\(body)")
    }
    #expect(try service.send("/nothing").status == 404)
    #expect(try service.send("/mcp").status == 405)
    #expect(try service.send("/health").body["status"] as? String == "ok")
  }

  @Test(arguments: [
    (["Host": "evil.test"], 403), (["Host": "evil.test:8181"], 403), (["Host": "localhost.evil.test"], 403),
    (["Host": "127.0.0.1.evil.test"], 403), (["Host": "evil.test/localhost"], 403),
    (["Host": "localhost@evil.test"], 403),
    (["Host": "localhost"], 200), (["Host": "[::1]:80"], 200), (["Host": "127.0.0.1:9"], 200),
    (["Origin": "http://evil.test"], 403), (["Origin": "null"], 403), (["Origin": "file://"], 403),
    (["Origin": "http://localhost.evil.test"], 403), (["Origin": "http://localhost@evil.test"], 403),
    (["Origin": "http://localhost:3000"], 200), (["Origin": "https://127.0.0.1"], 200),
    (["Origin": "http://[::1]:5"], 200),
    (["Content-Type": "text/plain"], 415), (["Content-Type": "application/x-www-form-urlencoded"], 415),
    (["Content-Type": "multipart/form-data; boundary=x"], 415),
    (["Content-Type": "application/json; charset=utf-8"], 200),
  ])
  func `a page in the user's browser cannot ask`(headers: [String: String], status: Int) throws {
    let service = try HTTPService(house)
    let answer = try service.whole("/mcp", Answers.request("ping"), headers: headers)
    #expect(answer.status == status)
    // What a browser would need to show an answer to a page of another origin.
    #expect(answer.headers.keys.filter { $0.hasPrefix("access-control-") } == [])
    #expect(try service.send("/health").status == 200)
  }

  @Test func `hosts and origins that the user allows may ask`() throws {
    let allowed = ["QMD_ALLOWED_HOSTS": "box.lan, other.lan", "QMD_ALLOWED_ORIGINS": "https://app.test"]
    let service = try HTTPService(house, environment: allowed)
    #expect(try service.send("/health", headers: ["Host": "box.lan:8181"]).status == 200)
    #expect(try service.send("/health", headers: ["Host": "third.lan"]).status == 403)
    #expect(try service.send("/health", headers: ["Origin": "https://app.test"]).status == 200)
    #expect(try service.send("/health", headers: ["Origin": "https://app.test:1"]).status == 403)
  }

  @Test func `a body that is none or too long is refused, and the server lives`() throws {
    let service = try HTTPService(house)
    let long = String(repeating: "a", count: 10_000_000)
    let refused = try service.send("/mcp", long)
    #expect(refused.status == 413)
    #expect(Answers.error(refused.body).message.contains("longer than"))
    for body in ["", "{", "[]", "\u{0}", #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#] {
      #expect(try service.send("/mcp", body).status == 400, "\(body)")
    }
    #expect(try service.send("/mcp", Answers.request("ping")).status == 200)
  }

  @Test func `both addresses of this machine are the server's, and a port is taken once`() throws {
    let service = try HTTPService(house)
    let other = try service.send("/health", at: "[::1]")
    #expect(other.status == 200 && other.body["status"] as? String == "ok")
    let elsewhere = ["HOME": house.root.path, "XDG_CACHE_HOME": house.root.appending(path: "other").path]
    let second = try house.qmd("mcp", "--http", "--port", "\(service.port)", environment: elsewhere)
    #expect(second.status == 1)
    #expect(second.error.contains("Port \(service.port) is in use"))
    let same = try house.qmd("mcp", "--http", "--port", "0")
    #expect(same.status == 1)
    #expect(same.error.contains("Already running (PID \(service.processID))"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root may run a process of another user"))
  func `another user's process is refused`() throws {
    let service = try HTTPService(house)
    let script = """
      exec 3<>/dev/tcp/127.0.0.1/\(service.port)
      printf 'GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3
      cat <&3
      """
    func status(_ user: Int) throws -> Substring? {
      let arguments = ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", "/bin/bash", "-c", script]
      // The house itself may be closed to them.
      let outcome = try house.start(URL(filePath: "/usr/bin/setpriv"), arguments, in: URL(filePath: "/"))
      return outcome.output.split(separator: " ").dropFirst().first
    }
    #expect(try status(65_534) == "403")
    #expect(try status(0) == "200")
  }

  // MARK: The token

  private func write(token: String, mode: Int) throws -> String {
    let file = house.root.appending(path: "token")
    try Data(token.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    return file.path
  }

  @Test(arguments: [
    (nil, 0o600, "give --token-file"), ("0123456789abcdef", 0o644, "others may read"),
    ("0123456789abcdef", 0o640, "others may read"), ("short", 0o600, "no token of 16 characters"),
    ("two words of a token", 0o600, "no token"),
  ])
  func `beyond this machine nobody is heard without a secret that is one`(
    token: String?,
    mode: Int,
    words: String
  ) throws {
    let file = try token.map { ["--token-file", try write(token: $0, mode: mode)] } ?? []
    let outcome = try house.run(["mcp", "--http", "--host", "0.0.0.0", "--port", "0"] + file)
    #expect(outcome.status == 1)
    #expect(outcome.error.lowercased().contains(words))
  }

  @Test func `whoever shows the token is heard, by whatever name`() throws {
    let file = try write(token: "0123456789abcdef\n", mode: 0o600)
    let service = try HTTPService(house, "--host", "0.0.0.0", "--token-file", file)
    func status(_ headers: [String: String]) throws -> Int {
      try service.send("/health", headers: headers).status
    }
    #expect(try status([:]) == 401)
    #expect(try status(["Authorization": "Bearer 0123456789abcdeF"]) == 401)
    #expect(try status(["Authorization": "Basic 0123456789abcdef"]) == 401)
    #expect(try status(["Authorization": "Bearer 0123456789abcdef"]) == 200)
    #expect(try status(["Authorization": "bearer 0123456789abcdef", "Host": "box.lan"]) == 200)
    #expect(try status(["Authorization": "Bearer 0123456789abcdef", "Origin": "http://evil.test"]) == 403)
  }

  // MARK: As a service

  @Test func `in the background it is found, told apart and ended`() throws {
    let started = try house.qmd("mcp", "--http", "--daemon", "--port", "0")
    #expect(started.status == 0, "\(started.error)")
    let process = try #require(started.output.firstMatch(of: /process (\d+)/).flatMap { Int32($0.1) })
    let again = try house.qmd("mcp", "--http", "--daemon")
    #expect(again.status == 1)
    #expect(again.error.contains("Already running (PID \(process))"))
    #expect(try house.qmd("status").output.contains("a server answers at http://localhost:"))
    #expect(try house.qmd("mcp", "stop").output == "✓ The MCP server has stopped.\n")
    #expect(kill(process, 0) != 0 || FileManager.default.fileExists(atPath: "/proc/\(process)/exe") == false)
    #expect(try house.qmd("mcp", "stop").status == 0)
  }

  @Test func `what keeps it from starting in the background is said`() throws {
    let taken = try ListeningSocket("127.0.0.1", port: 0)
    let outcome = try house.qmd("mcp", "--http", "--daemon", "--port", "\(taken.port)")
    #expect(outcome.status == 1)
    #expect(outcome.error.hasPrefix("Port \(taken.port) is in use"))
  }

  @Test(arguments: [["--daemon"], ["--port", "1"], ["--host", "::1"], ["--token-file", "x"]])
  func `flags of the server are refused without it`(flags: [String]) throws {
    let outcome = try house.run(["mcp"] + flags)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("goes with --http"))
  }

  @Test func `a hundred clients at once are all answered`() throws {
    let service = try HTTPService(house)
    let failures = Mutex(0)
    let port = service.port
    Workers.run(100, threads: 100) { _ in
      for _ in 0..<3 {
        var request = HTTPRequest("http://127.0.0.1:\(port)/query")
        request.body = Array(#"{"searches":[{"type":"lex","query":"discount prospect"}]}"#.utf8)
        request.headers = [(name: "Content-Type", value: "application/json")]
        let answer = try? HTTP.send(request)
        let isGood = answer.map {
          $0.status == 200 && String(decoding: $0.body, as: UTF8.self).contains("alpha.md")
        }
        if isGood != true { failures.withLock { $0 += 1 } }
      }
    }
    #expect(failures.withLock { $0 } == 0)
  }
}
