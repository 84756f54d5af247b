/// A JSON text that somebody else keeps, changed in one place and left alone in all others.
///
/// Comments and trailing commas, which agents allow in their settings, are read over and stay. What is put in follows the
/// indentation that is there.
public struct JSONText: Sendable {
  public private(set) var bytes: [UInt8]
  private var root: Node

  /// - Throws: where the text is no JSON with comments, or nested deeper than 64.
  public init(_ bytes: [UInt8]) throws(JSONError) {
    self.bytes = bytes
    var reader = Reader(bytes: bytes)
    root = try reader.whole()
  }

  /// A step into an object or an array.
  public enum Step: Equatable, Sendable {
    case key(String)
    case index(Int)
  }

  fileprivate struct Node: Sendable {
    var range: Range<Int>
    var content = Content.scalar

    enum Content: Sendable {
      case scalar
      case object([(key: String, start: Int, value: Node)])
      case array([Node])
    }
  }

  // MARK: Reading

  /// What the text says.
  public var value: JSON { value(of: root) }

  private func value(of node: Node) -> JSON {
    switch node.content {
    case .scalar: (try? JSON(parsing: Array(bytes[node.range]))) ?? .null
    case .object(let members): .object(members.map { JSON.Member($0.key, value(of: $0.value)) })
    case .array(let items): .array(items.map(value(of:)))
    }
  }

  // MARK: Changing

  /// Adds `value` at the end of the array that `path` leads to; objects and the array are made where they are missing.
  ///
  /// - Throws: where something else stands on the way.
  public mutating func append(_ value: JSON, to path: [String]) throws(JSONError) {
    var node = root
    var rest = path[...]
    while let key = rest.first {
      guard case .object(let members) = node.content else { throw JSONError() }
      guard let next = members.last(where: { $0.key == key })?.value else { break }
      node = next
      rest.removeFirst()
    }
    var added = value
    if rest.isEmpty {
      guard case .array(let items) = node.content else { throw JSONError() }
      try insert(
        added,
        named: nil,
        into: node,
        after: items.last?.range,
        first: items.first?.range.lowerBound
      )
      return
    }
    guard case .object(let members) = node.content, let key = rest.first else { throw JSONError() }
    added = .array([added])
    for inner in rest.dropFirst().reversed() { added = .object([JSON.Member(inner, added)]) }
    try insert(added, named: key, into: node, after: members.last?.value.range, first: members.first?.start)
  }

  /// Takes out what `path` leads to, and every array and object that is empty without it, up to the outermost.
  public mutating func remove(_ path: [Step]) throws(JSONError) {
    var nodes = [root]
    for step in path {
      switch (step, nodes[nodes.count - 1].content) {
      case (.key(let key), .object(let members)):
        guard let member = members.last(where: { $0.key == key }) else { throw JSONError() }
        nodes.append(member.value)
      case (.index(let index), .array(let items)) where items.indices.contains(index):
        nodes.append(items[index])
      default: throw JSONError()
      }
    }
    var depth = path.count
    while depth > 1, Self.count(nodes[depth - 1]) == 1 { depth -= 1 }
    guard depth > 0 else { throw JSONError() }
    let parent = nodes[depth - 1]
    var spans: [Range<Int>] = []
    var place = 0
    switch (path[depth - 1], parent.content) {
    case (.key(let key), .object(let members)):
      spans = members.map { $0.start..<$0.value.range.upperBound }
      place = members.lastIndex { $0.key == key } ?? 0
    case (.index(let index), .array(let items)):
      spans = items.map(\.range)
      place = index
    default: throw JSONError()
    }
    let cut =
      if spans.count == 1 {
        parent.range.lowerBound + 1..<parent.range.upperBound - 1
      } else if place > 0 {
        spans[place - 1].upperBound..<spans[place].upperBound
      } else {
        spans[0].lowerBound..<spans[1].lowerBound
      }
    try replace(cut, with: [])
  }

  private static func count(_ node: Node) -> Int {
    switch node.content {
    case .scalar: 0
    case .object(let members): members.count
    case .array(let items): items.count
    }
  }

  private mutating func insert(
    _ value: JSON,
    named key: String?,
    into container: Node,
    after last: Range<Int>?,
    first: Int?
  ) throws(JSONError) {
    let unit = indentationUnit
    func text(_ indentation: [UInt8]) -> [UInt8] {
      let name = key.map { JSON.string($0).bytes() + Array(": ".utf8) } ?? []
      return name + Self.indented(value, indentation, unit)
    }
    if let last, let first {
      let indentation = indentation(before: first)
      let separator = indentation.map { [UInt8(ascii: ","), UInt8(ascii: "\n")] + $0 } ?? Array(", ".utf8)
      try replace(last.upperBound..<last.upperBound, with: separator + text(indentation ?? []))
      return
    }
    let outer = lineIndentation(of: container.range.lowerBound)
    let inner = outer + unit
    let inside = container.range.lowerBound + 1..<container.range.upperBound - 1
    // Comments in an empty container stay before what is put in.
    let kept = bytes[inside].contains { $0 > 0x20 } ? Array(bytes[inside]) : []
    try replace(inside, with: kept + Array("\n".utf8) + inner + text(inner) + Array("\n".utf8) + outer)
  }

  private mutating func replace(_ range: Range<Int>, with new: [UInt8]) throws(JSONError) {
    var changed = bytes
    changed.replaceSubrange(range, with: new)
    self = try JSONText(changed)
  }

  // MARK: Indentation

  /// White space at the start of the line of `position`.
  private func lineIndentation(of position: Int) -> [UInt8] {
    let start = bytes[..<position].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Array(bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 })
  }

  /// The same, where nothing else stands before `position`; nil otherwise.
  private func indentation(before position: Int) -> [UInt8]? {
    let start = bytes[..<position].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard start > 0 else { return nil }
    return bytes[start..<position].allSatisfy { $0 == 0x20 || $0 == 0x09 }
      ? Array(bytes[start..<position]) : nil
  }

  private var indentationUnit: [UInt8] {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let white = line.prefix { $0 == 0x20 || $0 == 0x09 }
      if !white.isEmpty, white.count < line.count { return Array(white) }
    }
    return Array("  ".utf8)
  }

  private static func indented(_ value: JSON, _ indentation: [UInt8], _ unit: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for (index, line) in value.bytes().split(separator: UInt8(ascii: "\n")).enumerated() {
      let white = line.prefix { $0 == 0x20 }
      if index > 0 { text += [UInt8(ascii: "\n")] + indentation }
      for _ in 0..<white.count / 2 { text += unit }
      text += line.dropFirst(white.count)
    }
    return text
  }

  // MARK: The grammar

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    mutating func whole() throws(JSONError) -> Node {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
      try skip()
      let node = try node(depth: 0)
      try skip()
      guard at == bytes.count else { throw JSONError() }
      return node
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func node(depth: Int) throws(JSONError) -> Node {
      guard depth < 64, let first = next else { throw JSONError() }
      let start = at
      switch first {
      case UInt8(ascii: "{"):
        var members: [(key: String, start: Int, value: Node)] = []
        try items(until: UInt8(ascii: "}")) { (reader) throws(JSONError) in
          let keyStart = reader.at
          let key = try reader.string()
          try reader.skip()
          guard reader.next == UInt8(ascii: ":") else { throw JSONError() }
          reader.at += 1
          try reader.skip()
          members.append((key, keyStart, try reader.node(depth: depth + 1)))
        }
        return Node(range: start..<at, content: .object(members))
      case UInt8(ascii: "["):
        var nodes: [Node] = []
        try items(until: UInt8(ascii: "]")) { (reader) throws(JSONError) in
          nodes.append(try reader.node(depth: depth + 1))
        }
        return Node(range: start..<at, content: .array(nodes))
      case UInt8(ascii: "\""): _ = try string()
      default:
        while let byte = next, byte > 0x20, !",]}/:\"".utf8.contains(byte) { at += 1 }
      }
      guard at > start, (try? JSON(parsing: Array(bytes[start..<at]))) != nil else { throw JSONError() }
      return Node(range: start..<at)
    }

    private mutating func items(
      until end: UInt8,
      _ item: (inout Reader) throws(JSONError) -> Void
    ) throws(JSONError) {
      at += 1
      try skip()
      while next != end {
        try item(&self)
        try skip()
        if next == UInt8(ascii: ",") {
          at += 1
          try skip()
        } else if next != end {
          throw JSONError()
        }
      }
      at += 1
    }

    private mutating func string() throws(JSONError) -> String {
      guard next == UInt8(ascii: "\"") else { throw JSONError() }
      let start = at
      at += 1
      while let byte = next, byte != UInt8(ascii: "\"") { at += byte == UInt8(ascii: "\\") ? 2 : 1 }
      guard next != nil else { throw JSONError() }
      at += 1
      let raw = bytes[start..<at]
      if raw.contains(UInt8(ascii: "\\")) {
        guard let text = try JSON(parsing: Array(raw)).text else { throw JSONError() }
        return text
      }
      guard let text = String(validating: raw.dropFirst().dropLast(), as: UTF8.self) else {
        throw JSONError()
      }
      return text
    }

    /// White space and comments.
    private mutating func skip() throws(JSONError) {
      while let byte = next {
        if byte <= 0x20 {
          at += 1
        } else if bytes[at...].starts(with: "//".utf8) {
          at = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        } else if bytes[at...].starts(with: "/*".utf8) {
          at += 2
          while at < bytes.count, !bytes[at...].starts(with: "*/".utf8) { at += 1 }
          guard at < bytes.count else { throw JSONError() }
          at += 2
        } else {
          return
        }
      }
    }
  }
}
