import Foundation
import Glibc
import Support

/// A running `qmd mcp`, asked line by line as an agent's program does.
final class MCPProcess {
  private let process = Process()
  private let questions = PrivatePipe()
  private let answers = PrivatePipe()
  private var number = 0

  init(_ house: TemporaryHouse, environment: [String: String] = [:]) throws {
    process.executableURL = TemporaryHouse.program
    process.arguments = ["mcp"]
    process.currentDirectoryURL = house.root
    process.environment = house.surroundings().merging(environment) { $1 }
    process.standardInput = questions.reading
    process.standardOutput = answers.writing
    process.standardError = FileHandle.nullDevice
    try process.run()
    try questions.reading.close()
    try answers.writing.close()
  }

  /// Sends a request and waits for its answer.
  func ask(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    let message: [String: Any] = ["jsonrpc": "2.0", "id": number, "method": method, "params": parameters]
    try questions.writing.write(contentsOf: JSONSerialization.data(withJSONObject: message) + Data("\n".utf8))
    // One question is under way, so what ends in a line end is its answer.
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let more = answers.reading.availableData
      guard !more.isEmpty else { throw Ended() }
      line += more
    }
    return try Answers.object(line)
  }

  /// The processes that answer; the one that was started watches over them.
  var children: [Int32] { HTTPService.children(of: process.processIdentifier) }

  /// The result of a tool.
  func call(_ tool: String, _ arguments: [String: Any]) throws -> [String: Any] {
    let answer = try ask("tools/call", ["name": tool, "arguments": arguments])
    return try Answers.result(answer)
  }

  /// Closes its input, and gives the status that it ends with.
  func end() throws -> Int32 {
    try questions.writing.close()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Closes the end that it reads, asks once more and keeps the other end open; how the server ended.
  ///
  /// One that goes on is ended after twenty seconds, and its status is the signal's.
  func endsWithoutReader() throws -> Int32 {
    try answers.reading.close()
    let message = #"{"jsonrpc":"2.0","id":"last","method":"ping"}"#
    try questions.writing.write(contentsOf: Data((message + "\n").utf8))
    let deadline = Date(timeIntervalSinceNow: 20)
    while process.isRunning, Date() < deadline { usleep(5_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try questions.writing.close()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  struct Ended: Error {}
}

/// Answers of the protocol as tests look at them.
enum Answers {
  static func object(_ bytes: some DataProtocol) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
  }

  /// What one run of `qmd mcp` says to these lines.
  static func to(
    _ lines: [String],
    _ house: TemporaryHouse,
    environment: [String: String] = [:]
  ) throws -> (answers: [[String: Any]], outcome: Outcome) {
    let outcome = try house.run(["mcp"], input: lines.map { $0 + "\n" }.joined(), environment: environment)
    return (try outcome.output.split(separator: "\n").map { try object(Data($0.utf8)) }, outcome)
  }

  static func request(_ method: String, _ parameters: [String: Any] = [:], id: Int = 1) throws -> String {
    let message: [String: Any] = ["jsonrpc": "2.0", "id": id, "method": method, "params": parameters]
    return String(decoding: try JSONSerialization.data(withJSONObject: message), as: UTF8.self)
  }

  static func result(_ answer: [String: Any]) throws -> [String: Any] {
    guard let result = answer["result"] as? [String: Any] else { throw NoResult(answer: "\(answer)") }
    return result
  }

  static func error(_ answer: [String: Any]) -> (code: Int, message: String) {
    let error = answer["error"] as? [String: Any]
    return (error?["code"] as? Int ?? 0, error?["message"] as? String ?? "")
  }

  static func results(_ result: [String: Any]) -> [[String: Any]] {
    (result["structuredContent"] as? [String: Any])?["results"] as? [[String: Any]] ?? []
  }

  static func content(_ result: [String: Any]) -> [[String: Any]] {
    result["content"] as? [[String: Any]] ?? []
  }

  /// The first text or resource of a result.
  static func text(_ result: [String: Any]) -> String {
    let first = content(result).first
    return first?["text"] as? String ?? (first?["resource"] as? [String: Any])?["text"] as? String ?? ""
  }

  struct NoResult: Error { let answer: String }
}
