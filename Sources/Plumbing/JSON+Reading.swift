/// Bytes that are no JSON text.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description = "no valid JSON"
}

extension JSON {
  /// Reads one JSON text, by SQLite's own reader.
  ///
  /// https://www.sqlite.org/json1.html#jtree — SQLite refuses values nested deeper than 1,000. Of a key that occurs twice both members are kept, and `subscript`
  /// finds the last, as most readers do. SQLite ends a string at NUL, so an escaped one becomes U+FFFD.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0),
      let value =
        (try? Self.read(Self.withoutNUL(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text))) ?? nil
    else { throw JSONError() }
    self = value
  }

  /// The text with `\u0000` escapes replaced, those that a backslash before them does not escape.
  private static func withoutNUL(_ text: String) -> String {
    let nul = Array("\\u0000".utf8), backslash = UInt8(ascii: "\\")
    let bytes = Array(text.utf8)
    guard bytes.count >= nul.count, bytes.contains(backslash) else { return text }
    var found: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == backslash, index + 1 < bytes.count else {
        found.append(bytes[index])
        index += 1
        continue
      }
      let isNUL = bytes[index...].starts(with: nul)
      found += isNUL ? Array("\\ufffd".utf8) : [backslash, bytes[index + 1]]
      index += isNUL ? nul.count : 2
    }
    return String(decoding: found, as: UTF8.self)
  }

  private static func read(_ text: String) throws(SQLiteError) -> JSON? {
    let database = try Database(FilePath(""), mode: .memory)
    let check = try database.statement("SELECT json_valid(?1)")
    check.bind(1, text)
    guard try check.integer() == 1 else { return nil }
    // Rows come with each parent before its members, and members in order.
    let rows = try database.statement("SELECT id, parent, key, type, atom FROM json_tree(?1)")
    rows.bind(1, text)
    defer { rows.reset() }
    var nodes: [Node] = []
    var places: [Int64: Int] = [:]
    while try rows.step() {
      let node = Node(key: rows.text(2), type: rows.text(3), atom: rows.text(4))
      if let parent = places[rows.int(1)], !nodes.isEmpty { nodes[parent].members.append(nodes.count) }
      places[rows.int(0)] = nodes.count
      nodes.append(node)
    }
    return nodes.isEmpty ? nil : value(0, nodes)
  }

  private struct Node {
    let key: String
    let type: String
    let atom: String
    var members: [Int] = []
  }

  /// The depth of this recursion is bounded by SQLite's limit.
  private static func value(_ index: Int, _ nodes: [Node]) -> JSON {
    let node = nodes[index]
    switch node.type {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "integer": return Int(node.atom).map { .integer($0) } ?? .number(node.atom)
    case "real": return .number(node.atom)
    case "text": return .string(node.atom)
    case "array": return .array(node.members.map { value($0, nodes) })
    case "object": return .object(node.members.map { Member(nodes[$0].key, value($0, nodes)) })
    default: return .null
    }
  }

  // MARK: Looking inside

  /// The value of a key of an object; the last one, as readers of JSON have it.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  public var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  public var text: String? { if case .string(let text) = self { text } else { nil } }
  public var truth: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var int: Int? { if case .integer(let value) = self { value } else { nil } }

  /// Any number, as the nearest double.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let digits): Double(digits)
    default: nil
    }
  }
}
