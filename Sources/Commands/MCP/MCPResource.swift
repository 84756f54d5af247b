import Memory
import Plumbing

/// A document as MCP names and shows it: `qmd://memories/sales/a%20b.md`.
enum MCPResource {
  static let template: JSON = [
    "name": "document",
    "uriTemplate": "qmd://{+path}",
    "title": "Document",
    "description": "A text that qmd keeps, by the path that `query` gives.",
    "mimeType": "text/markdown",
  ]

  /// Bytes of text in one answer; what is longer is read in parts.
  static let largest = 2 << 20

  /// The whole text behind an address, with numbered lines.
  static func read(_ uri: String, _ call: Invocation, notFound: RPCFault.Code) throws -> JSON {
    // Words for a name that leads nowhere, wherever it would lead.
    let missing = RPCFault(notFound, "Resource not found: \(uri.prefix(200))", data: ["uri": .string(uri)])
    guard uri.hasPrefix("qmd://"), let name = try? ResourceName(decoded(uri), call) else { throw missing }
    let library = try call.library()
    guard case .one(let location) = try library.find(name.text), let text = try library.text(of: location)
    else {
      throw missing
    }
    return try json(text, lines: Slice(of: text.text), isNumbered: true, call)
  }

  // MARK: As it is shown

  /// Some lines of a text.
  struct Slice {
    let lines: ArraySlice<String>
    /// Counted from 1.
    let first: Int
    /// Lines of the text that come after it.
    let after: Int

    init(of text: String, from first: Int = 1, atMost count: Int = .max) {
      let all = Lines.of(text)
      let start = min(max(0, first - 1), all.count)
      var size = 0
      var end = start
      while end < all.count, end - start < count {
        size += all[end].utf8.count + 1
        guard size <= largest || end == start else { break }
        end += 1
      }
      lines = all[start..<end]
      self.first = start + 1
      after = all.count - end
    }

    func text(isNumbered: Bool) -> String {
      isNumbered ? LineNumbers.added(to: lines, from: first) : lines.joined(separator: "\n")
    }
  }

  static func json(
    _ text: Library.Text,
    lines: Slice,
    isNumbered: Bool,
    ending: String = "",
    _ call: Invocation
  ) throws -> JSON {
    let (collection, path) = (text.location.collection, text.location.path)
    let context = try call.config().context(collection: collection, path: path)
    let head = context.map { "<!-- Context: \($0) -->\n\n" } ?? ""
    return [
      "uri": .string(uri(of: text.location, call)),
      "name": .string("\(collection)/\(path)"),
      "title": .string(text.title),
      "mimeType": "text/markdown",
      "text": .string(head + lines.text(isNumbered: isNumbered) + ending),
    ]
  }

  // MARK: Addresses

  /// The address, with whatever RFC 3986 does not let stand in a path as %XX.
  static func uri(of location: Library.Location, _ call: Invocation) -> String {
    "qmd://" + escaped(Array("\(location.collection)/".utf8) + location.path.bytes) + call.addressSuffix
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.append(byte)
      default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The address with each %XX replaced by its byte, once; one that makes no sense is taken as it is.
  static func decoded(_ uri: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(uri.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      // A sign, which the initializer takes, is no digit.
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
        return uri
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self) ?? uri
  }
}

/// The name of a document, or several, as an agent gives it.
struct ResourceName {
  let text: String
  let from: Int?
  let count: Int?

  /// - Throws: a sentence, for a name that cannot be one, or is another index's.
  init(_ typed: String, _ call: Invocation) throws {
    try Self.check(typed)
    let name = DocumentName(typed)
    if let index = name.index, index != call.indexName {
      throw Failure(
        "'\(typed)' is of another index — this server answers from \(call.indexName.map { "'\($0)'" } ?? "the usual one")"
      )
    }
    text = name.text
    from = name.from
    count = name.count
  }

  /// Refuses a NUL, at which the system would end the name.
  static func check(_ typed: String) throws {
    guard !typed.utf8.contains(0) else { throw Failure("Document not found: a name has no NUL in it") }
    guard !typed.trimmed.isEmpty else { throw Failure("Document not found: the name is empty") }
  }
}
