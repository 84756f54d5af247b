import Memory
import Plumbing

/// Something that agents may call, declared once: what it is for, what it takes, what it does.
struct Tool: Sendable {
  let name: String
  let title: String
  /// Written for the model that chooses among tools.
  let description: String
  /// By name, in order; JSON Schema.
  let properties: [JSON.Member]
  var required: [String] = []
  let run: @Sendable (Invocation, Arguments) throws -> Result

  /// In the order in which they are listed, the four that clients know first.
  static let all: [Tool] = [.query, .get, .multiGet, .status, .skillLookup, .auditStatus]

  var json: JSON {
    var schema: [JSON.Member] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("type", "object"),
      .init("properties", .object(properties)),
    ]
    if !required.isEmpty { schema.append(.init("required", .array(required.map { .string($0) }))) }
    return [
      "name": .string(name),
      "title": .string(title),
      "description": .string(description),
      "inputSchema": .object(schema),
      "annotations": ["readOnlyHint": true, "openWorldHint": false],
    ]
  }

  /// What a tool gives back.
  struct Result {
    var content: [JSON]
    var structured: JSON?
    var isError = false
    var freshness: JSON?

    init(_ content: [JSON], structured: JSON? = nil, freshness: JSON? = nil) {
      self.content = content
      self.structured = structured
      self.freshness = freshness
    }

    init(_ text: String, structured: JSON? = nil, freshness: JSON? = nil) {
      self.init([Self.text(text)], structured: structured, freshness: freshness)
    }

    static func failed(_ sentence: String) -> Result {
      var result = Result(Wording.sentence(sentence))
      result.isError = true
      return result
    }

    static func text(_ text: String) -> JSON { ["type": "text", "text": .string(text)] }

    static func resource(_ resource: JSON) -> JSON { ["type": "resource", "resource": resource] }

    var json: JSON {
      var members: [JSON.Member] = [.init("content", .array(content))]
      if let structured { members.append(.init("structuredContent", structured)) }
      if isError { members.append(.init("isError", true)) }
      if let freshness { members.append(.init("_meta", .object([.init(MCPMeta.freshness, freshness)]))) }
      return .object(members)
    }
  }

  /// What a tool is called with.
  ///
  /// Unknown names are left aside; a value of the wrong kind is a sentence.
  struct Arguments {
    private let values: JSON

    init(_ values: JSON) { self.values = values }

    private func value(_ name: String) -> JSON? {
      guard let value = values[name], value != .null else { return nil }
      return value
    }

    func text(_ name: String) throws -> String? {
      guard let value = value(name) else { return nil }
      guard let text = value.text else { throw Failure("'\(name)' must be a string") }
      return text
    }

    /// A number; models like to send it as a string.
    func number(_ name: String) throws -> Double? {
      guard let value = value(name) else { return nil }
      guard let number = value.double ?? value.text.flatMap({ Double($0) }), number.isFinite else {
        throw Failure("'\(name)' must be a number")
      }
      return number
    }

    /// A whole number of at least 1.
    func count(_ name: String) throws -> Int? {
      guard let number = try number(name) else { return nil }
      guard number >= 1 else { throw Failure("'\(name)' must be a number of at least 1") }
      return Int(min(number, 1e9))
    }

    func truth(_ name: String) throws -> Bool? {
      guard let value = value(name) else { return nil }
      guard let truth = value.truth else { throw Failure("'\(name)' must be true or false") }
      return truth
    }

    /// A list of strings; one string is a list of it.
    func texts(_ name: String) throws -> [String] {
      guard let value = value(name) else { return [] }
      if let text = value.text { return [text] }
      guard let items = value.items, items.allSatisfy({ $0.text != nil }) else {
        throw Failure("'\(name)' must be a list of strings")
      }
      return items.compactMap(\.text)
    }

    func objects(_ name: String) throws -> [JSON]? {
      guard let value = value(name) else { return nil }
      guard let items = value.items, items.allSatisfy({ $0.members != nil }) else {
        throw Failure("'\(name)' must be a list of objects")
      }
      return items
    }
  }
}

/// Properties of schemas.
extension JSON {
  static func property(_ type: String, _ description: String, standard: JSON? = nil) -> JSON {
    var members: [Member] = [.init("type", .string(type)), .init("description", .string(description))]
    if let standard { members.append(.init("default", standard)) }
    return .object(members)
  }
}
