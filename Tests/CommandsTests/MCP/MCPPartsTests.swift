import Plumbing
import Testing

@testable import Commands

struct MCPPartsTests {
  @Test func `lines are cut wherever the pieces end`() {
    let text = Array("one\n\ntwo\r\n   \nthree".utf8)
    for size in 1...text.count {
      var lines = MessageLines()
      var found: [MessageLines.Line] = []
      for start in stride(from: 0, to: text.count, by: size) {
        found += lines.adding(Array(text[start..<min(start + size, text.count)]))
      }
      #expect(found == [.message(Array("one".utf8)), .message(Array("two\r".utf8))])
      #expect(lines.rest == .message(Array("three".utf8)))
    }
  }

  @Test func `a line that is too long is dropped as it comes, and the next one is whole`() {
    var lines = MessageLines()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    for _ in 0..<20 { #expect(lines.adding(piece) == []) }
    #expect(lines.rest == .tooLong)
    #expect(lines.adding(Array("\nb\n".utf8)) == [.tooLong, .message([UInt8(ascii: "b")])])
    #expect(lines.rest == nil)
  }

  /// The vectors of the standard: https://www.rfc-editor.org/rfc/rfc4648#section-10.
  @Test(arguments: [
    ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
    ("Zm9vYmFy", "foobar"),
  ])
  func `base64 is read as its standard has it`(text: String, meant: String) {
    #expect(Base64.decoded(text) == Array(meant.utf8))
  }

  @Test(arguments: ["Z", "Zg=", "Z===", "Zg==Zg==", "Zm9*", "====", "Zm 9"])
  func `what is no base64 is nothing`(text: String) { #expect(Base64.decoded(text) == nil) }

  @Test(arguments: [
    ("qmd://a/b%20c", "qmd://a/b c"), ("qmd://a/%252e", "qmd://a/%2e"), ("qmd://a/100%", "qmd://a/100%"),
    ("qmd://a/%zz", "qmd://a/%zz"), ("qmd://a/%ff", "qmd://a/%ff"), ("qmd://a/%+1", "qmd://a/%+1"),
  ])
  func `an address is unescaped once, or not at all`(uri: String, name: String) {
    #expect(MCPResource.decoded(uri) == name)
  }
}
