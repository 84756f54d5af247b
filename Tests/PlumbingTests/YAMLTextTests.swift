import Plumbing
import Testing

struct YAMLTextTests {
  @Test(
    arguments: [
      ("/home/me/notes", "/home/me/notes"), ("plain words", "plain words"), ("~/notes", "~/notes"),
      ("", "\"\""), ("**/*.md", "\"**/*.md\""), ("a: b", "\"a: b\""), ("a #b", "\"a #b\""),
      ("yes", "\"yes\""),
      ("Null", "\"Null\""), ("007", "\"007\""), ("2024-01-01", "\"2024-01-01\""), ("- a", "\"- a\""),
      ("tail ", "\"tail \""), ("say \"x\"", "\"say \\\"x\\\"\""), ("a\nb\r\n", "\"a\\nb\\r\\n\""),
      ("~", "\"~\""),
      (".inf", "\".inf\""), ("a\u{85}b", "\"a\\x85b\""), ("a\u{2028}", "\"a\\u2028\""), ("naïve", "naïve"),
    ])
  func `a scalar is quoted only where it could be taken for something else`(
    text: String,
    written: String
  ) throws {
    #expect(YAML.scalar(text) == written)
    let read = try YAML.parse(Array("key: \(written) # said\n".utf8))?["key"]
    #expect(read?.text == text)
    #expect(read?.bool == nil)
    #expect(read?.isNull == false)
  }

  @Test func `a byte order mark does not shift the first line`() throws {
    let root = try YAML.parse([0xEF, 0xBB, 0xBF] + Array("one: 1\ntwo: 2\n".utf8))
    #expect(root?["two"]?.text == "2")
    var text = try YAMLText([0xEF, 0xBB, 0xBF] + Array("one: 1\ntwo: 2\n".utf8))
    try text.set(["one"], to: .text("first"))
    #expect(text.bytes == [0xEF, 0xBB, 0xBF] + Array("one: first\ntwo: 2\n".utf8))
  }

  @Test func `bytes that are not UTF-8 are blamed on their own line`() {
    #expect { try YAML.parse(Array("one: 1\ntwo: ".utf8) + [0xFF, 0x0A]) } throws: {
      ($0 as? YAMLError)?.line == 2
    }
  }

  @Test func `a list between brackets ends where its bracket stands`() throws {
    let root = try YAML.parse(Array("list: [\n  a,\n  b\n]\nnext: 1\n".utf8))
    #expect(root?["list"]?.lines == 0...3)
    #expect(root?["list"]?.endColumn == 1)
    #expect(root?["next"]?.lines == 4...4)
  }

  @Test(
    arguments: [
      ("key: old # why\n", "key: new # why\n"),
      ("key: |\n  a\n  b\n\n# next\nz: 1\n", "key: new\n\n# next\nz: 1\n"),
      ("key:\n  \"a\n   b\"\nz: 1\n", "key:\n  new\nz: 1\n"),
      ("key:\nz: 1\n", "key: new\nz: 1\n"),
      ("é: [é, é]\nkey: 'é' # é\n", "é: [é, é]\nkey: new # é\n"),
      ("{é: 1, key: a b, z: 1}\n", "{é: 1, key: new, z: 1}\n"),
      ("---\nz: 1\nkey: old\n...\n", "---\nz: 1\nkey: new\n...\n"),
      ("z: 1", "z: 1\nkey: new\n"), ("# only this", "# only this\nkey: new\n"), ("", "key: new\n"),
    ])
  func `one value is written and every other byte stays`(before: String, after: String) throws {
    var text = try YAMLText(Array(before.utf8))
    try text.set(["key"], to: .text("new"))
    #expect(String(decoding: text.bytes, as: UTF8.self) == after)
  }

  @Test(
    arguments: [
      "key: [a, b]\n", "key:\n  a: 1\n", "- key\n", "word\n", "{a: 1}\n", "{}\n", "? [a]\n: b\n",
    ])
  func `what it cannot follow it refuses and leaves alone`(before: String) throws {
    var text = try YAMLText(Array(before.utf8))
    let path = before.hasPrefix("?") ? ["a"] : ["key"]
    if before.hasPrefix("?") {
      #expect(throws: YAMLError.self) { try text.remove(path) }
    } else {
      #expect(throws: YAMLError.self) { try text.set(path, to: .text("new")) }
    }
    #expect(text.bytes == Array(before.utf8))
  }
}
