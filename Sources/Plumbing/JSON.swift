/// A JSON text, https://www.rfc-editor.org/rfc/rfc8259, whose keys keep the order in which they were put.
public enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with its digits as they are to be written.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key with its value.
  public struct Member: Equatable, Sendable {
    public let key: String
    public let value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The text, two spaces a level as `JSON.stringify(value, null, 2)` writes it, or all in one line.
  public func bytes(indented: Bool = true) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, indented ? 0 : nil)
    return bytes
  }

  private func append(to bytes: inout [UInt8], _ level: Int?) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .number(let digits): bytes += digits.utf8
    case .string(let text): Self.append(text, to: &bytes)
    case .array(let items):
      Self.append(items, between: (UInt8(ascii: "["), UInt8(ascii: "]")), to: &bytes, level) {
        item,
        bytes,
        inner in
        item.append(to: &bytes, inner)
      }
    case .object(let members):
      Self.append(members, between: (UInt8(ascii: "{"), UInt8(ascii: "}")), to: &bytes, level) {
        member,
        bytes,
        inner in
        Self.append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if level != nil { bytes.append(UInt8(ascii: " ")) }
        member.value.append(to: &bytes, inner)
      }
    }
  }

  private static func append<T>(
    _ items: [T],
    between ends: (UInt8, UInt8),
    to bytes: inout [UInt8],
    _ level: Int?,
    _ body: (T, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(ends.0)
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newLine(&bytes, level.map { $0 + 1 })
      body(item, &bytes, level.map { $0 + 1 })
    }
    if !items.isEmpty { newLine(&bytes, level) }
    bytes.append(ends.1)
  }

  private static func newLine(_ bytes: inout [UInt8], _ level: Int?) {
    guard let level else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<level { bytes += "  ".utf8 }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
      case 0x08: bytes += #"\b"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0C: bytes += #"\f"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += #"\u00"#.utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
