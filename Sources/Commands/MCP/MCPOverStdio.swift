import Plumbing

/// MCP over standard input and output: a message a line, answered in order, until the client closes its end.
struct MCPOverStdio {
  private let server: MCPServer
  /// Where answers go; 1 itself leads to standard error from the start, so that no other word reaches the client.
  private let output: Int32

  init(_ server: MCPServer, output: Int32) {
    self.server = server
    self.output = output
  }

  enum Ending {
    /// The client has closed its end.
    case closed
    /// Another process with more rights is to go on; nothing is half read.
    case renewal
  }

  /// Answers until the end of input, until nobody reads any more, or until its rights do not suffice.
  func run() throws -> Ending {
    var lines = MessageLines()
    while true {
      let bytes = try Standard.read()
      guard !bytes.isEmpty else { break }
      for line in lines.adding(bytes) { guard answer(line) else { return .closed } }
      if server.needsRenewal, lines.rest == nil { return .renewal }
    }
    // A last line need not end in a line end.
    if let rest = lines.rest { _ = answer(rest) }
    return .closed
  }

  /// False when the client has gone.
  private func answer(_ line: MessageLines.Line) -> Bool {
    do throws(RPCFault) {
      guard case .message(let bytes) = line else { throw .tooLong }
      guard case .request(let request) = try RPCMessage(bytes) else { return true }
      return send(server.answer(request, bytes))
    } catch {
      return send(error.answer())
    }
  }

  private func send(_ answer: JSON) -> Bool {
    Standard.write(answer.bytes(indented: false) + [UInt8(ascii: "\n")], to: output) == nil
  }
}

/// Cuts a stream of bytes into lines; one that is too long is dropped as it comes, and only said to have been there.
struct MessageLines {
  enum Line: Equatable {
    case message([UInt8])
    case tooLong
  }

  private var begun: [UInt8] = []
  private var isTooLong = false

  /// The lines that these bytes end; empty ones are none.
  mutating func adding(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      take(rest[..<end])
      if let line = self.rest { lines.append(line) }
      begun = []
      isTooLong = false
      rest = rest[(end + 1)...]
    }
    take(rest)
    return lines
  }

  private mutating func take(_ piece: ArraySlice<UInt8>) {
    guard !isTooLong, begun.count + piece.count <= RPCMessage.largest else {
      isTooLong = true
      begun = []
      return
    }
    begun += piece
  }

  /// What has come of a line that has not ended.
  var rest: Line? {
    if isTooLong { return .tooLong }
    let isBlank = begun.allSatisfy {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t")
    }
    return isBlank ? nil : .message(begun)
  }
}
