import Memory
import Plumbing

extension Verb {
  static let mcp = Verb(
    "mcp",
    .agents,
    "Answer agents by the Model Context Protocol, over standard input and output or HTTP.",
    details: [
      "Tools: query, get, multi_get, status, skill_lookup, audit_status. Collections and configuration are looked at anew"
        + " for each question; nothing is written.",
      "Over HTTP only this machine is heard, and of it only processes of the user who started the server. --host with an"
        + " address that others reach needs --token-file.",
    ],
    flags: [.http, .port, .host, .tokenFile, .daemon],
    examples: [
      Example("claude mcp add qmd -- qmd mcp", "for Claude Code: it starts the server itself"),
      Example("qmd mcp --http --daemon", "one server for all agents, at http://localhost:8181/mcp"),
      Example("qmd mcp stop", "end it"),
    ],
    subverbs: [.mcpStop]
  ) { call in
    // Before anything else: from here on no word but the protocol's reaches whoever started us.
    let output = call.typed.has(.http) ? Standard.output : Standard.takeOutput()
    _ = try call.words(atLeast: 0, atMost: 0)
    guard !call.typed.has(.http) else {
      let service = try MCPService(call)
      return call.typed.has(.daemon) ? try service.startInBackground() : try service.run()
    }
    if let flag = [Flag.port, .host, .tokenFile, .daemon].first(where: call.typed.has) {
      throw Failure("--\(flag.name) goes with --http — without it the agent that starts the server asks it")
    }
    return try Monitor.run { request in
      MCPDeputy.serve(request, call)
    } _: { monitor, _ in
      QMD.status(of: call) {
        let deputy = MCPDeputy(try confinement(call), monitor)
        let ending = try MCPOverStdio(MCPServer(call, deputy: deputy), output: output).run()
        if ending == .renewal { return Monitor.renewal }
        call.say("the client has closed its end, and with it this server ends")
        return 0
      }
    }
  }

  /// From here on the process reads what is kept, and nothing else.
  static func confinement(_ call: Invocation) throws -> Confinement {
    call.forgetConfiguration()
    return Confinement((try? call.config()) ?? Config(), call.places, call.environment)
  }
}
