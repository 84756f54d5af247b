import Plumbing

/// A message of JSON-RPC 2.0, as MCP uses it: one object.
///
/// https://www.jsonrpc.org/specification
enum RPCMessage {
  case request(RPCRequest)
  /// Wants no answer, whatever it says.
  case notification
  /// An answer to a question that we never ask.
  case response

  /// Bytes of a message; the longest question that anybody asks is a few thousand.
  static let largest = 1 << 18

  init(_ bytes: [UInt8]) throws(RPCFault) {
    guard bytes.count <= Self.largest else { throw RPCFault.tooLong }
    let value: JSON
    do throws(JSONError) {
      value = try JSON(parsing: bytes)
    } catch {
      throw RPCFault(.parseError, "this is no JSON text: one object was expected")
    }
    if value.items != nil {
      throw RPCFault(.invalidRequest, "batches are not part of MCP: send one message after the other")
    }
    guard value.members != nil else {
      throw RPCFault(.invalidRequest, "a message is an object with \"jsonrpc\", \"method\" and \"id\"")
    }
    let id = value["id"]
    let echo = id.flatMap { Self.isIdentifier($0) ? $0 : nil } ?? .null
    guard value["jsonrpc"]?.text == "2.0" else {
      throw RPCFault(.invalidRequest, "\"jsonrpc\" must be \"2.0\"", id: echo)
    }
    guard let method = value["method"] else {
      guard value["result"] != nil || value["error"] != nil else {
        throw RPCFault(.invalidRequest, "a message needs a \"method\"", id: echo)
      }
      self = .response
      return
    }
    guard let method = method.text else {
      throw RPCFault(.invalidRequest, "\"method\" must be a string", id: echo)
    }
    guard let id else {
      self = .notification
      return
    }
    guard Self.isIdentifier(id) else {
      throw RPCFault(.invalidRequest, "\"id\" must be a string or a whole number", id: .null)
    }
    let parameters = value["params"] ?? .object([])
    guard parameters.members != nil else {
      throw RPCFault(.invalidParams, "\"params\" must be an object", id: id)
    }
    self = .request(RPCRequest(id: id, method: method, parameters: parameters))
  }

  private static func isIdentifier(_ value: JSON) -> Bool { value.text != nil || value.int != nil }
}

/// A question with a name for its answer.
struct RPCRequest: Sendable {
  let id: JSON
  let method: String
  /// An object.
  let parameters: JSON

  /// What is told about the request itself, beside what it asks.
  var meta: JSON? { parameters["_meta"] }

  func answer(_ result: JSON) -> JSON { ["jsonrpc": "2.0", "id": id, "result": result] }
}

/// Why a message has no result.
struct RPCFault: Error {
  enum Code: Int {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    /// Of handshake versions; the newer one says `invalidParams`.
    case resourceNotFound = -32002
    case forbidden = -32003
    case headerMismatch = -32020
    case unsupportedVersion = -32022
  }

  let code: Code
  let message: String
  var data: JSON?
  var id: JSON = .null

  init(_ code: Code, _ message: String, data: JSON? = nil, id: JSON = .null) {
    self.code = code
    self.message = message
    self.data = data
    self.id = id
  }

  static let tooLong = RPCFault(
    .invalidRequest,
    "the message is longer than \(RPCMessage.largest) bytes, which is more than any question needs"
  )

  func answer(to id: JSON? = nil) -> JSON {
    var error: [JSON.Member] = [
      .init("code", .integer(code.rawValue)), .init("message", .string(message)),
    ]
    if let data { error.append(.init("data", data)) }
    return ["jsonrpc": "2.0", "id": id ?? self.id, "error": .object(error)]
  }
}

extension JSON {
  /// The same object with these members put after the others, replacing those of the same key.
  func with(_ more: [Member]) -> JSON {
    let keys = more.map(\.key)
    return .object((members ?? []).filter { !keys.contains($0.key) } + more)
  }
}
