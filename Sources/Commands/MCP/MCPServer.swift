import Memory
import Plumbing

/// What is said to each message of the Model Context Protocol, whatever carries it.
///
/// Nothing is remembered between messages: configuration, collections and index are looked at anew for each.
struct MCPServer: Sendable {
  /// Each with an open index; one answers one question at a time.
  private let calls: Pool<Invocation>
  /// Who answers what this process may not read; nil where it has all rights that it had at its start.
  private let deputy: MCPDeputy?

  init(_ call: Invocation, deputy: MCPDeputy? = nil) {
    let (typed, environment) = (call.typed, call.environment)
    calls = Pool { Invocation(typed, environment: environment) }
    self.deputy = deputy
  }

  /// Lends what a question needs, as it is now.
  func ask<T>(_ body: (Invocation) throws -> T) rethrows -> T {
    try calls.lend { call in
      call.beginQuestion()
      return try body(call)
    }
  }

  /// Whether another process with more rights should take over, when nothing is under way.
  var needsRenewal: Bool { deputy?.isDue ?? false }

  /// The answer to a request, of which these are the bytes: a result or an error, never nothing.
  func answer(_ request: RPCRequest, _ bytes: [UInt8]) -> JSON {
    if let deputy, !ask(deputy.covers) {
      return deputy.answer(.message, bytes)?.body
        ?? RPCFault(.internalError, "the configuration has just changed; ask again").answer(to: request.id)
    }
    do {
      return request.answer(try result(of: request))
    } catch let fault as RPCFault {
      return fault.answer(to: request.id)
    } catch {
      return RPCFault(.internalError, Wording.sentence("\(error)")).answer(to: request.id)
    }
  }

  /// POST /query: the same question without a protocol around it.
  func search(_ body: [UInt8]) -> (status: Int, body: JSON) {
    if let deputy, !ask(deputy.covers) {
      return deputy.answer(.search, body)
        ?? (503, ["error": "the configuration has just changed; ask again"])
    }
    let asked: JSON
    do throws(JSONError) {
      asked = try JSON(parsing: body)
    } catch {
      return (
        400,
        ["error": "this is no JSON text: {\"searches\": [{\"type\": \"lex\", \"query\": …}]} was expected"]
      )
    }
    return ask { call in
      do {
        guard asked.members != nil, asked["searches"]?.items != nil else {
          throw Failure("'searches' is missing — give a list of {type, query}")
        }
        let answer = try Finding.answer(call, ToolQuestion(Tool.Arguments(asked), call).request)
        let config = try call.config()
        return (
          200,
          ["results": .array(answer.hits.map { QueryResult.json($0, config, call, fullAddress: true) })]
        )
      } catch {
        return (400, ["error": .string(Wording.sentence("\(error)"))])
      }
    }
  }

  /// The result of a request.
  ///
  /// - Throws: an `RPCFault` for what the protocol calls an error; whatever else went wrong is ours.
  func result(of request: RPCRequest) throws -> JSON {
    let isSessionless = request.meta?[MCPMeta.version] != nil || request.method == "server/discover"
    if isSessionless { try checkMeta(of: request) }
    let result = try plainResult(of: request, isSessionless)
    guard isSessionless else { return result }
    let meta = (result["_meta"] ?? .object([])).with([.init(MCPMeta.server, Self.identity)])
    return result.with([.init("resultType", "complete"), .init("_meta", meta)])
  }

  private func checkMeta(of request: RPCRequest) throws(RPCFault) {
    guard let meta = request.meta, let version = meta[MCPMeta.version], meta[MCPMeta.capabilities] != nil
    else {
      throw RPCFault(
        .invalidParams,
        "params._meta must hold \(MCPMeta.version) and \(MCPMeta.capabilities)"
      )
    }
    guard let version = version.text else {
      throw RPCFault(.invalidParams, "\(MCPMeta.version) must be a string")
    }
    guard version == MCPVersion.sessionless else { throw MCPVersion.unsupported(version) }
  }

  private func plainResult(of request: RPCRequest, _ isSessionless: Bool) throws -> JSON {
    // How long lists may be kept by those who ask: tools change with the program only.
    let lasting: [JSON.Member] =
      isSessionless ? [.init("ttlMs", 60_000), .init("cacheScope", "private")] : []
    let passing: [JSON.Member] = isSessionless ? [.init("ttlMs", 0), .init("cacheScope", "private")] : []
    switch request.method {
    case "initialize":
      return [
        "protocolVersion": .string(MCPVersion.agreed(on: request.parameters["protocolVersion"]?.text)),
        "capabilities": Self.capabilities,
        "serverInfo": Self.identity,
        "instructions": .string(try ask(MCPInstructions.text)),
      ]
    case "server/discover":
      return JSON.object([
        .init("supportedVersions", MCPVersion.announced),
        .init("capabilities", Self.capabilities),
        .init("serverInfo", Self.identity),
        .init("instructions", .string(try ask(MCPInstructions.text))),
      ]).with(lasting)
    case "ping": return .object([])
    case "tools/list":
      return JSON.object([.init("tools", .array(Tool.all.map(\.json)))]).with(lasting)
    case "tools/call": return try call(request.parameters).json
    case "resources/list": return JSON.object([.init("resources", [])]).with(lasting)
    case "resources/templates/list":
      return JSON.object([.init("resourceTemplates", [MCPResource.template])]).with(lasting)
    case "resources/read":
      guard let uri = request.parameters["uri"]?.text else {
        throw RPCFault(.invalidParams, "params.uri must be a string")
      }
      let contents = try ask {
        try MCPResource.read(uri, $0, notFound: isSessionless ? .invalidParams : .resourceNotFound)
      }
      return JSON.object([.init("contents", [contents])]).with(passing)
    default: throw RPCFault(.methodNotFound, "Method not found: \(request.method.prefix(80))")
    }
  }

  private func call(_ parameters: JSON) throws -> Tool.Result {
    guard let name = parameters["name"]?.text else {
      throw RPCFault(.invalidParams, "params.name must be the name of a tool")
    }
    guard let tool = Tool.all.first(where: { $0.name == name }) else {
      throw RPCFault(.invalidParams, "Unknown tool: \(name.prefix(80))")
    }
    let arguments = parameters["arguments"] ?? .object([])
    guard arguments.members != nil || arguments == .null else {
      throw RPCFault(.invalidParams, "params.arguments must be an object")
    }
    return ask { call in
      do {
        return try tool.run(call, Tool.Arguments(arguments))
      } catch {
        // What the agent can mend by asking differently is said to it, not to its program.
        return Tool.Result.failed("\(error)")
      }
    }
  }

  // MARK: Who we are

  private static let identity: JSON = ["name": "qmd", "version": .string(Version.number)]

  /// Lists never change while the program runs, so nobody is told that they have.
  private static let capabilities: JSON = [
    "tools": ["listChanged": false], "resources": ["listChanged": false],
  ]
}
