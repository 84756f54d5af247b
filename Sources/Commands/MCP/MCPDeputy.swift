import Memory
import Plumbing
import Synchronization

/// Answers a question that a confined server cannot: one that wants a folder read which was added after it started.
///
/// The monitor makes a process for that one question, with the rights that the configuration gives by now. From then on
/// the server is due to be followed by another one.
final class MCPDeputy: Sendable {
  enum Kind: UInt8 {
    case message = 0x6D
    case search = 0x73
  }

  private let confinement: Confinement
  private let monitor: Monitor.Line
  private let due = Mutex(false)

  init(_ confinement: Confinement, _ monitor: Monitor.Line) {
    self.confinement = confinement
    self.monitor = monitor
  }

  var isDue: Bool { due.withLock { $0 } }

  /// Whether what a question may need is open to this process.
  func covers(_ call: Invocation) -> Bool {
    // A file that cannot be read may have become a link to another place.
    let config = (try? call.config()) ?? Config()
    return confinement.covers(Rights(config, call.places, call.environment))
  }

  /// Nil where no answer came.
  func answer(_ kind: Kind, _ bytes: [UInt8]) -> (status: Int, body: JSON)? {
    due.withLock { $0 = true }
    guard let answer = monitor.ask([kind.rawValue] + bytes), let json = try? JSON(parsing: answer),
      let status = json["status"]?.int, let body = json["body"]
    else { return nil }
    return (status, body)
  }

  /// What that other process does.
  static func serve(_ request: [UInt8], _ call: Invocation) -> [UInt8] {
    guard let kind = request.first.flatMap(Kind.init(rawValue:)) else { return [] }
    _ = Confinement((try? call.config()) ?? Config(), call.places, call.environment)
    let server = MCPServer(call)
    let bytes = Array(request.dropFirst())
    var answer: (status: Int, body: JSON)?
    switch kind {
    case .search: answer = server.search(bytes)
    case .message:
      if case .request(let message)? = try? RPCMessage(bytes) {
        answer = (200, server.answer(message, bytes))
      }
    }
    guard let answer else { return [] }
    let json: JSON = ["status": .integer(answer.status), "body": answer.body]
    return json.bytes(indented: false)
  }
}
