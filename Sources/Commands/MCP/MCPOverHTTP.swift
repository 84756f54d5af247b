import Memory
import Plumbing

/// MCP over HTTP: a message a POST, each answered by itself, without sessions and streams.
struct MCPOverHTTP: Sendable {
  private let server: MCPServer
  private let gate: HTTPGate
  private let started = Moment.now

  init(_ server: MCPServer, _ gate: HTTPGate) {
    self.server = server
    self.gate = gate
  }

  func answer(_ request: HTTPServer.Request) -> HTTPServer.Response {
    if let refusal = gate.refusal(of: request) {
      return Self.json(refusal.status, RPCFault(.forbidden, refusal.sentence).answer())
    }
    switch (request.method, request.path) {
    case ("GET", "/health"), ("HEAD", "/health"):
      let seconds = Int(Moment.now.milliseconds(since: started) / 1000)
      return Self.json(200, ["status": "ok", "uptime": .integer(seconds)])
    case ("POST", "/mcp"), ("POST", "/query"), ("POST", "/search"):
      guard Self.isJSON(request) else {
        return Self.json(
          415,
          RPCFault(.invalidRequest, "a POST must say Content-Type: application/json").answer()
        )
      }
      guard let body = request.body else { return Self.json(413, RPCFault.tooLong.answer()) }
      if request.path == "/mcp" { return message(body, request) }
      let answer = server.search(body)
      return Self.json(answer.status, answer.body)
    case (_, "/mcp"), (_, "/query"), (_, "/search"):
      return Self.refused("there are no streams and sessions here: POST a message", allow: "POST")
    case (_, "/health"): return Self.refused("GET tells how the server is", allow: "GET, HEAD")
    default: return Self.json(404, ["error": "nothing is here: there are /mcp, /query and /health"])
    }
  }

  // MARK: Messages

  private func message(_ body: [UInt8], _ request: HTTPServer.Request) -> HTTPServer.Response {
    do throws(RPCFault) {
      switch try RPCMessage(body) {
      case .notification, .response: return HTTPServer.Response(202)
      case .request(let message):
        do throws(RPCFault) {
          let isSessionless = try RoutingHeaders.check(request, message)
          let answer = server.answer(message, body)
          return Self.json(isSessionless ? Self.status(of: answer) : 200, answer)
        } catch {
          return Self.json(400, error.answer(to: message.id))
        }
      }
    } catch {
      return Self.json(400, error.answer())
    }
  }

  /// The newer version tells by the status, too, what came of a message.
  private static func status(of answer: JSON) -> Int {
    switch answer["error"]?["code"]?.int.flatMap(RPCFault.Code.init(rawValue:)) {
    case nil: 200
    case .methodNotFound: 404
    case .internalError: 500
    default: 400
    }
  }

  // MARK: Answers

  private static func isJSON(_ request: HTTPServer.Request) -> Bool {
    guard let type = request.value("content-type") else { return false }
    return type.prefix { $0 != ";" }.trimmed.lowercased() == "application/json"
  }

  private static func json(_ status: Int, _ value: JSON) -> HTTPServer.Response {
    HTTPServer.Response(status, value.bytes(indented: false), type: "application/json")
  }

  private static func refused(_ sentence: String, allow: String) -> HTTPServer.Response {
    var response = json(405, RPCFault(.invalidRequest, sentence).answer())
    response.allow = allow
    return response
  }
}

/// The headers that say what is in a message, so that whoever passes it on need not read it.
enum RoutingHeaders {
  /// What a method is asked about, by the name of its parameter.
  private static let named = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"]

  /// Whether the message is of the version without sessions.
  ///
  /// - Throws: a fault where headers and message disagree, or the version is not spoken.
  static func check(_ request: HTTPServer.Request, _ message: RPCRequest) throws(RPCFault) -> Bool {
    let versions = request.values("mcp-protocol-version")
    let told = message.meta?[MCPMeta.version]
    guard told != nil || versions.contains(MCPVersion.sessionless) else {
      // Whoever has not agreed on anything says nothing.
      if let version = versions.first, !MCPVersion.handshakes.contains(version), version != "2025-03-26" {
        throw MCPVersion.unsupported(version)
      }
      return false
    }
    if let told {
      guard versions.count == 1, told.text == versions[0] else {
        throw mismatch("MCP-Protocol-Version", "_meta")
      }
    }
    guard request.value("mcp-method") == message.method else { throw mismatch("Mcp-Method", "method") }
    if let key = named[message.method], let name = message.parameters[key]?.text {
      guard request.value("mcp-name").flatMap(decoded) == name else { throw mismatch("Mcp-Name", key) }
    }
    // Without `_meta` the server itself says what is missing.
    return true
  }

  private static func mismatch(_ header: String, _ key: String) -> RPCFault {
    RPCFault(.headerMismatch, "the header \(header) must say what the message says in '\(key)'")
  }

  /// `=?base64?…?=` where a value holds more than a header may.
  private static func decoded(_ value: String) -> String? {
    guard value.hasPrefix("=?base64?"), value.hasSuffix("?=") else { return value }
    return Base64.decoded(value.dropFirst(9).dropLast(2)).flatMap { String(validating: $0, as: UTF8.self) }
  }
}
