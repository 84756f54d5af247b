import Plumbing

@testable import Commands

extension Parser {
  /// JSON-RPC: a stream is cut into lines wherever its pieces end, and each line read.
  static let messages = Parser("messages") { input in
    // The first byte says where the pieces end.
    let size = Int(input.first ?? 0) + 1
    let stream = Array(input.dropFirst())
    var whole = MessageLines(), cut = MessageLines()
    var lines = whole.adding(stream)
    var same: [MessageLines.Line] = []
    var rest = stream[...]
    while !rest.isEmpty {
      same += cut.adding(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    precondition(lines == same && whole.rest == cut.rest, "it matters where the pieces end")
    if let rest = whole.rest { lines.append(rest) }
    for case .message(let line) in lines {
      do throws(RPCFault) {
        guard case .request(let request) = try RPCMessage(line) else { continue }
        precondition((try? JSON(parsing: request.answer([:]).bytes(indented: false))) != nil)
      } catch {
        precondition((try? JSON(parsing: error.answer().bytes(indented: false))) != nil)
      }
    }
  }
}
