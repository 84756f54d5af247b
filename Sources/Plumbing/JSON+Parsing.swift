/// What is wrong with a JSON text, and at which byte.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  public let problem: String
  public let offset: Int

  public var description: String { "no valid JSON: \(problem) at byte \(offset)" }
}

extension JSON {
  /// Reads one JSON text, with nothing but white space around it.
  ///
  /// Strangers write what is read here, so nesting is limited to 128. Of a key that occurs twice both are kept, and
  /// `subscript` finds the last, as most readers do. A lone surrogate becomes U+FFFD.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

  /// The value of a key; nil when this is no object or has no such key.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  public var items: [JSON]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  public var members: [Member]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  public var int: Int? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  /// Any number, as the nearest double.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let digits): Double(digits)
    default: nil
    }
  }
}

private struct JSONParser {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw error("something follows the value") }
    return value
  }

  private func error(_ problem: String) -> JSONError { JSONError(problem: problem, offset: index) }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    guard let value = byte.asciiValue, next == value else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < 128 else { throw error("nesting deeper than 128") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some: return try number()
    case nil: throw error("the text ends early")
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[index...].starts(with: word.utf8) else { throw error("an unknown word") }
    index += word.utf8.count
    return value
  }

  private mutating func object(_ depth: Int) throws(JSONError) -> JSON {
    index += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("a key is missing") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw error("a colon is missing") }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("an object does not end") }
    return .object(members)
  }

  private mutating func array(_ depth: Int) throws(JSONError) -> JSON {
    index += 1
    var items: [JSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("an array does not end") }
    return .array(items)
  }

  private mutating func digits() -> Bool {
    let start = index
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index > start
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = index
    _ = take("-")
    let leadingZero = next == UInt8(ascii: "0")
    let first = index
    guard digits(), !leadingZero || index == first + 1 else { throw error("no value that JSON knows") }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard digits() else { throw error("a number without digits") }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      guard digits() else { throw error("a number without digits") }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole, let value = Int(text) { return .integer(value) }
    return .number(text)
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    var text: [UInt8] = []
    while true {
      let start = index
      while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
        index += 1
      }
      text += bytes[start..<index]
      if take("\"") { break }
      guard next == nil || take("\\") else { throw error("a control character in a string") }
      guard let escape = next else { throw error("a string does not end") }
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"): text += String(try escapedScalar()).utf8
      default: throw error("an unknown escape")
      }
    }
    guard let string = String(validating: text, as: UTF8.self) else { throw error("a string is not UTF-8") }
    return string
  }

  private mutating func hexQuad() throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count,
      let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
      bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-")
    else { throw error("an escape without four hex digits") }
    index += 4
    return value
  }

  private mutating func escapedScalar() throws(JSONError) -> Character {
    let first = try hexQuad()
    if (0xD800..<0xDC00).contains(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    {
      let before = index
      index += 2
      let second = try hexQuad()
      if (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return Character(scalar)
      }
      index = before
    }
    return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
  }
}
