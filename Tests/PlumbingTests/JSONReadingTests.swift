import Plumbing
import Testing

struct JSONReadingTests {
  private func parse(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

  @Test func `what was written is read back`() throws {
    let value: JSON = [
      "a": [1, -20, .number("1.5"), .null, true, false], "ü\n\"\\": "tab\t", "empty": .object([]),
      "none": [],
    ]
    #expect(try JSON(parsing: value.bytes()) == value)
    #expect(try JSON(parsing: value.bytes(indented: false)) == value)
  }

  @Test(arguments: [
    ("\"\\u00e4\\ud83d\\ude00\"", "ä😀"), ("\"\\/\\b\\f\\n\\r\\t\"", "/\u{8}\u{C}\n\r\t"),
  ])
  func `escapes are characters`(text: String, value: String) throws {
    #expect(try parse(text).text == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "-", "+1", "nul", "\"", "\"\\x\"", "\"\\u12\"",
    "\"\n\"", "1 2",
    "{a:1}", "NaN", "\"\\u+123\"",
  ])
  func `what is no JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test func `nesting has an end`() throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(throws: JSONError.self) { try parse(deep) }
    #expect(throws: Never.self) {
      try parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
    }
  }

  @Test func `numbers that fit are whole, all are doubles`() throws {
    #expect(try parse("12").int == 12)
    #expect(try parse("1e2").int == nil)
    #expect(try parse("1e2").double == 100)
    // SQLite keeps fifteen digits of what is no 64-bit number.
    #expect(abs(try #require(parse("9223372036854775808").double) - 9.223372036854775808e18) < 1e4)
    #expect(try parse("{\"a\":1,\"a\":2}")["a"]?.int == 2)
  }

  @Test func `half a surrogate is text all the same`() throws {
    #expect(try parse("\"\\ud800A\"").text?.hasSuffix("A") == true)
  }

  @Test func `an escaped NUL does not end a string`() throws {
    #expect(try parse(#""a\u0000b""#).text == "a\u{FFFD}b")
    #expect(try parse(#""a\\u0000b""#).text == #"a\u0000b"#)
  }
}
