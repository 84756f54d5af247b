import Memory
import Plumbing
import Testing

struct ConfigEditTests {
  static func edit(_ text: String) throws -> ConfigEdit {
    try ConfigEdit(Array(text.utf8), home: FilePath("/home/me"), folder: FilePath("/home/me/.config/qmd"))
  }

  static func text(_ edit: ConfigEdit) -> String { String(decoding: edit.bytes, as: UTF8.self) }

  static let sample = """
    # My memories
    global_context: "All of it"   # shown everywhere

    collections:
      # the playbooks
      work:
        path: ~/work   # on the big disk
        mask: "**/*.md"
        colour: blue
        context:
          "": Work at Acme
          /clients: |
            Clients

        # end of work

      # where I live
      home:
        path: /home/me/notes
        includeByDefault: false

    models:
      embed: something # kept

    """

  @Test func `a new file is written as people know it`() throws {
    var edit = try Self.edit("")
    try edit.addCollection("docs", path: "/tmp/docs")
    try edit.setContext("", to: "Eval, \"quoted\" docs", in: "docs")
    #expect(
      Self.text(edit) == """
        collections:
          docs:
            path: /tmp/docs
            pattern: "**/*.md"
            context:
              /: "Eval, \\"quoted\\" docs"

        """
    )
    #expect(edit.config["docs"]?.context == [.init(prefix: "", text: "Eval, \"quoted\" docs")])
  }

  @Test func `a comment survives renaming its collection`() throws {
    var edit = try Self.edit(Self.sample)
    try edit.renameCollection("work", to: "job 2024")
    #expect(Self.text(edit) == Self.sample.replacing("  work:\n", with: "  job 2024:\n"))
    #expect(edit.config.collections.map(\.name) == ["job 2024", "home"])
  }

  @Test func `a new collection stands behind the last one`() throws {
    var edit = try Self.edit(Self.sample)
    try edit.addCollection("new: one", path: "~/new", pattern: "*.txt")
    #expect(
      Self.text(edit)
        == Self.sample.replacing(
          "includeByDefault: false\n",
          with: """
            includeByDefault: false
              "new: one":
                path: ~/new
                pattern: "*.txt"

            """
        )
    )
    #expect(edit.config["new: one"]?.path == FilePath("/home/me/new"))
  }

  @Test func `a removed collection takes its own lines and no others`() throws {
    var edit = try Self.edit(Self.sample)
    try edit.removeCollection("work")
    let lines = Self.sample.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines[..<5] + lines[15...]
    #expect(Self.text(edit) == kept.joined(separator: "\n"))
    try edit.removeCollection("home")
    #expect(Self.text(edit).contains("collections: {}\n  # the playbooks\n"))
    #expect(Self.text(edit).contains("models:\n  embed: something # kept\n"))
    try edit.addCollection("again", path: "/a")
    #expect(edit.config.collections.map(\.name) == ["again"])
  }

  @Test(
    arguments: [
      (.path("/new"), "work", "path: ~/work   # on", "path: /new   # on"),
      (.pattern("*.md"), "work", "mask: \"**/*.md\"", "mask: \"*.md\""),
      (.includeByDefault(true), "home", "    includeByDefault: false\n", ""),
      (.includeByDefault(false), "home", "x", "x"),
      (.update(nil), "home", "x", "x"),
      (
        .update("git pull: now\necho"), "home", "includeByDefault: false\n",
        "includeByDefault: false\n    update: \"git pull: now\\necho\"\n"
      ),
    ] as [(ConfigEdit.Setting, String, String, String)]
  )
  func `one setting changes and the rest stays`(
    setting: ConfigEdit.Setting,
    collection: String,
    old: String,
    new: String
  ) throws {
    var edit = try Self.edit(Self.sample)
    try edit.set(setting, in: collection)
    #expect(Self.text(edit) == Self.sample.replacing(old, with: new))
  }

  @Test(
    arguments: [
      ("/", "Mine", "work", "\"\": Work at Acme", "\"\": Mine"),
      ("", "Mine", "work", "\"\": Work at Acme", "\"\": Mine"),
      ("clients/", "C", "work", "|\n        Clients\n", "C\n"),
      ("clients", nil, "work", "      /clients: |\n        Clients\n", ""),
      ("nowhere", nil, "work", "x", "x"),
      ("/", "H", "home", "Default: false\n", "Default: false\n    context:\n      /: H\n"),
      ("a b", "H", "home", "Default: false\n", "Default: false\n    context:\n      a b: H\n"),
      ("new", "N", "work", "        Clients\n", "        Clients\n      new: \"N\"\n"),
    ] as [(String, String?, String, String, String)]
  )
  func `one context changes and the rest stays`(
    prefix: String,
    text: String?,
    collection: String,
    old: String,
    new: String
  ) throws {
    var edit = try Self.edit(Self.sample)
    try edit.setContext(prefix, to: text, in: collection)
    #expect(Self.text(edit) == Self.sample.replacing(old, with: new))
  }

  @Test func `the last context goes with its key`() throws {
    let text = "collections:\n  n:\n    path: /n\n    context:\n      \"\": A\n      /: B\n  m: {path: /m}\n"
    var edit = try Self.edit(text)
    try edit.setContext("", to: "C", in: "n")
    #expect(edit.config["n"]?.context == [.init(prefix: "", text: "C")])
    #expect(Self.text(edit) == text.replacing("A\n      /: B", with: "C"))
    try edit.setContext("/", to: nil, in: "n")
    #expect(Self.text(edit) == "collections:\n  n:\n    path: /n\n  m: {path: /m}\n")
  }

  @Test func `the global context comes and goes`() throws {
    var edit = try Self.edit(Self.sample)
    try edit.setGlobalContext("New")
    #expect(Self.text(edit) == Self.sample.replacing("\"All of it\"", with: "New"))
    try edit.setGlobalContext(nil)
    #expect(!Self.text(edit).contains("global_context"))
    try edit.setGlobalContext("Two\nlines")
    #expect(Self.text(edit).hasSuffix("embed: something # kept\nglobal_context: \"Two\\nlines\"\n"))
  }

  @Test func `the user's line ends and indentation are kept`() throws {
    let text = "collections:\r\n    a:\r\n        path: /a # é\r\n"
    var edit = try Self.edit(text)
    try edit.addCollection("b", path: "/b")
    try edit.set(.path("/é"), in: "a")
    #expect(
      edit.bytes
        == Array(
          "collections:\r\n    a:\r\n        path: /é # é\r\n    b:\r\n        path: /b\r\n        pattern: \"**/*.md\"\r\n"
            .utf8
        )
    )
  }

  @Test func `a file without a last line break gets one before new lines`() throws {
    var edit = try Self.edit("collections:\n  a:\n    path: /a")
    try edit.set(.includeByDefault(false), in: "a")
    #expect(Self.text(edit) == "collections:\n  a:\n    path: /a\n    includeByDefault: false\n")
  }

  @Test(
    arguments: [
      "collections: {a: {path: /a}}\n",
      "collections: {a: {path: /a},\n  b: {path: /b}}\n",
      "{collections: {a: {path: /a}}}\n",
      "collections: {\n  a: {path: /a},\n  b: {path: /b}\n}\n",
    ])
  func `a file between braces is refused and never damaged`(text: String) throws {
    var edit = try Self.edit(text)
    let before = edit.config
    #expect(throws: ConfigEditError.self) { try edit.addCollection("new", path: "/new") }
    #expect(throws: ConfigEditError.self) { try edit.setContext("", to: "x", in: "a") }
    #expect(throws: ConfigEditError.self) { try edit.set(.includeByDefault(false), in: "a") }
    #expect(edit.bytes == Array(text.utf8))
    #expect(edit.config == before)
  }

  @Test func `a refusal says what to do`() throws {
    var edit = try Self.edit("a: 1\ncollections: {a: {path: /a}}\n")
    #expect {
      try edit.addCollection("new", path: "/new")
    } throws: {
      "\($0)"
        == "index.yml, line 2: written between braces, which is not changed by program; change it by hand"
    }
  }

  @Test(
    arguments: [
      ("", ConfigEditError.badName("")), ("a/b", .badName("a/b")), ("a\nb", .badName("a\nb")),
      ("home", .collectionExists("home")),
    ])
  func `a name that cannot be is refused`(name: String, error: ConfigEditError) throws {
    var edit = try Self.edit(Self.sample)
    #expect(throws: error) { try edit.addCollection(name, path: "/x") }
    #expect(throws: error) { try edit.renameCollection("work", to: name) }
    #expect(throws: ConfigEditError.unknownCollection("x", known: ["work", "home"])) {
      try edit.removeCollection("x")
    }
  }
}
