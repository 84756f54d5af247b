import Foundation
import Plumbing
import Support

/// A running `qmd mcp --http` at a free port, ended when it is let go.
final class HTTPService {
  private let process = Process()
  private let said = PrivatePipe()
  let port: Int

  var processID: Int32 { process.processIdentifier }

  /// The processes that answer.
  var children: [Int32] { Self.children(of: processID) }

  static func children(of process: Int32) -> [Int32] {
    // Each thread has its own.
    let threads = "/proc/\(process)/task"
    return ((try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []).flatMap { thread in
      ((try? String(contentsOfFile: "\(threads)/\(thread)/children", encoding: .utf8)) ?? "")
        .split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
    }
  }

  init(_ house: TemporaryHouse, _ arguments: String..., environment: [String: String] = [:]) throws {
    process.executableURL = TemporaryHouse.program
    process.arguments = ["mcp", "--http", "--port", "0"] + arguments
    process.currentDirectoryURL = house.root
    process.environment = house.surroundings().merging(environment) { $1 }
    process.standardOutput = said.writing
    process.standardError = said.writing
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try said.writing.close()
    var text = ""
    while text.firstMatch(of: /:(\d+)\/mcp/) == nil {
      let more = said.reading.availableData
      guard !more.isEmpty else { throw Ended(said: text) }
      text += String(decoding: more, as: UTF8.self)
    }
    port = text.firstMatch(of: /:(\d+)\/mcp/).flatMap { Int($0.1) } ?? 0
  }

  deinit { end() }

  /// Ends it as a terminal or a service manager would, and gives its status.
  @discardableResult
  func end() -> Int32 {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    return process.terminationStatus
  }

  struct Ended: Error { let said: String }

  // MARK: Asking

  /// A GET, or a POST where there is a body.
  func send(
    _ path: String,
    _ body: String? = nil,
    headers: [String: String] = [:],
    at host: String = "127.0.0.1"
  ) throws -> (status: Int, body: [String: Any]) {
    let response = try whole(path, body, headers: headers, at: host)
    let value = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    return (response.status, value ?? [:])
  }

  /// The same, with the headers of the answer.
  func whole(
    _ path: String,
    _ body: String? = nil,
    headers: [String: String] = [:],
    at host: String = "127.0.0.1"
  ) throws -> HTTPResponse {
    var request = HTTPRequest("http://\(host):\(port)\(path)")
    request.body = body.map { Array($0.utf8) }
    let standard = body == nil ? [:] : ["Content-Type": "application/json"]
    request.headers = standard.merging(headers) { $1 }.map { (name: $0.key, value: $0.value) }
    return try HTTP.send(request)
  }

  /// A message of the version without sessions, with the headers that go with it.
  func ask(
    _ method: String,
    _ parameters: [String: Any] = [:],
    headers: [String: String?] = [:],
    version: String = "2026-07-28"
  ) throws -> (status: Int, body: [String: Any]) {
    let meta: [String: Any] = [
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": ["name": "test", "version": "1"],
      "io.modelcontextprotocol/clientCapabilities": [String: String](),
    ]
    let told: [String: String?] = [
      "MCP-Protocol-Version": version, "Mcp-Method": method,
      "Mcp-Name": parameters["name"] as? String ?? parameters["uri"] as? String,
    ]
    return try send(
      "/mcp",
      Answers.request(method, parameters.merging(["_meta": meta]) { $1 }),
      headers: told.merging(headers) { $1 }.compactMapValues { $0 }
    )
  }
}
