import Plumbing

extension Verb {
  static let mcpStop = Verb(
    "mcp stop",
    .agents,
    "End the MCP server that answers over HTTP.",
    examples: [Example("qmd mcp stop", "end it")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let file = MCPService.stateFile(call)
    guard let process = MCPService.State.read(file)?.process else {
      call.output.line("No MCP server runs.")
      return 0
    }
    Launch.terminate(process)
    guard WatchDaemon.waits(milliseconds: 10_000, until: { MCPService.State.read(file) == nil }) else {
      throw Failure("the MCP server (process \(process)) did not end within 10 s — `kill \(process)` ends it")
    }
    call.output.line("✓ The MCP server has stopped.")
    return 0
  }
}
