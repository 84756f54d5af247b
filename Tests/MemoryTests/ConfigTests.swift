import Foundation
import Memory
import Plumbing
import Testing

struct ConfigTests {
  static func parse(_ text: String) throws -> Config {
    try Config.parse(Array(text.utf8), home: FilePath("/home/me"), folder: FilePath("/home/me/.config/qmd"))
  }

  @Test func `a full config is read in the order of the file`() throws {
    let config = try Self.parse(
      """
      # mine
      global_context: All my notes
      editor-uri: "editor://{path}:{line}"
      models:
        embed: something
      collections:
        work:
          path: ~/work/
          pattern: "**/*.{md,txt}, extra/*.org"
          ignore: ["drafts/**", "*.old.md"]
          update: git pull
          includeByDefault: false
          unknown: {a: 1}
          context:
            /: Work
            /clients/: |
              Clients
              and more
        home: {path: notes, ignore: "x/**", mask: "*.md"}
      """
    )
    #expect(config.globalContext == "All my notes")
    #expect(config.editorURI == "editor://{path}:{line}")
    #expect(
      config.collections == [
        Collection(
          name: "work",
          path: FilePath("/home/me/work"),
          pattern: "**/*.{md,txt}, extra/*.org",
          ignore: ["drafts/**", "*.old.md"],
          update: "git pull",
          includeByDefault: false,
          context: [
            .init(prefix: "", text: "Work"), .init(prefix: "clients", text: "Clients\nand more\n"),
          ]
        ),
        Collection(
          name: "home",
          path: FilePath("/home/me/.config/qmd/notes"),
          pattern: "*.md",
          ignore: ["x/**"]
        ),
      ]
    )
  }

  static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/config.md")

  @Test(arguments: [
    (ConfigKeys.root, "## The file\n"), (.collection, "## Each of `collections`\n"),
    (.teach, "## `teach` as a mapping\n"), (.models, "## `models`\n"),
  ])
  func `docs/config.md has every key that is read, and no other`(keys: ConfigKeys, heading: String) throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let section = try #require(page.split(separator: heading, maxSplits: 1).last).split(separator: "\n## ")[0]
    let cells = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
      $0.split(separator: "|")[0]
    }
    let told = cells.flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.1) } }
    #expect(told.sorted() == keys.names.sorted())
  }

  @Test func `the example in docs/config.md is followed, and no key of it is strange`() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let example = try #require(page.firstMatch(of: /```yaml\n((?s:.*?))```/)).1
    let config = try Self.parse(String(example))
    #expect(config.collections.map(\.name) == ["memories", "archive"])
    #expect(config.lessons.perDay == 5)
    #expect(ConfigKeys.strangers(in: Array(example.utf8)) == [])
  }

  @Test(arguments: [
    ("colections: {}", "colections", 1), ("# mine\nnotfy: x", "notfy", 2),
    ("collections:\n  a:\n    path: a\n    patern: x", "patern", 4), ("models: {taech: x}", "taech", 1),
    ("teach: {mod: auto}", "mod", 1),
  ])
  func `a key that is not known is told with its line`(text: String, name: String, line: Int) throws {
    _ = try Self.parse(text)
    #expect(ConfigKeys.strangers(in: Array(text.utf8)).map(\.name) == [name])
    #expect(ConfigKeys.strangers(in: Array(text.utf8)).map(\.line) == [line])
  }

  @Test(arguments: [
    "embeddings", "hf:someone/some-model", "hf:a/b/c.gguf", "/models/a.gguf", "models:a.gguf",
    "https://a/b.gguf",
  ])
  func `a model that another program names is the one on this machine`(name: String) throws {
    #expect(try Self.parse("models: {embed: \"\(name)\"}").embedder == nil)
  }

  @Test(arguments: ["foo:bar", "olama:nomic-embed-text", "anthropic:claude-x", "openai:"])
  func `a server that makes no vectors is an error`(name: String) throws {
    let error = #expect(throws: ConfigError.self) { try Self.parse("\nmodels: {embed: \"\(name)\"}") }
    #expect(error?.line == 2)
    #expect(error?.expectation.hasPrefix("models.embed needs a name as in ollama:") == true)
  }

  @Test(arguments: [("sometimes", "'sometimes'"), ("[auto]", "a list")])
  func `a word that says nothing about teaching is named`(value: String, found: String) throws {
    let error = #expect(throws: ConfigError.self) { try Self.parse("teach: \(value)") }
    #expect(error?.expectation == "teach is off, propose or auto, not \(found)")
  }

  @Test(arguments: ["", "\n", "# nothing yet\n", "---\n", "~", "collections:\n", "collections: {}\n"])
  func `a file that says nothing is an empty config`(text: String) throws {
    #expect(try Self.parse(text) == Config())
  }

  @Test(arguments: ["editor_uri", "editor_uri_template", "editorUri", "editor-uri"])
  func `the editor goes by four keys`(key: String) throws {
    #expect(try Self.parse("\(key): e://x").editorURI == "e://x")
  }

  @Test(
    arguments: [
      ("~", "/home/me"), ("~/a", "/home/me/a"), ("/a/../b//c/", "/b/c"), ("a", "/home/me/.config/qmd/a"),
      (".", "/home/me/.config/qmd"), ("../x", "/home/me/.config/x"), ("\"~me\"", "/home/me/.config/qmd/~me"),
    ])
  func `a path is made absolute`(written: String, path: String) throws {
    let quoted = written == "~" ? "\"~\"" : written
    #expect(try Self.parse("collections: {n: {path: \(quoted)}}")["n"]?.path == FilePath(path))
  }

  @Test(
    arguments: [
      (
        "collections:\n  notes:\n    pattern: x\n    path:\n      - a\n",
        "index.yml, line 5: collection 'notes' needs a path (expected text, found a list)"
      ),
      (
        "collections:\n  notes:\n    pattern: x\n",
        "index.yml, line 2: collection 'notes' needs a path (expected text, found nothing)"
      ),
      (
        "collections:\n  notes:\n",
        "index.yml, line 2: collection 'notes' needs a path (expected text, found nothing)"
      ),
      (
        "collections:\n  notes: /x\n",
        "index.yml, line 2: collection 'notes' needs a path (expected a mapping, found text)"
      ),
      (
        "collections:\n  - /x\n",
        "index.yml, line 2: collections are named ones (expected a mapping of names, found a list)"
      ),
      ("- a\n", "index.yml, line 1: the file is a list of settings (expected a mapping, found a list)"),
      (
        "collections:\n  n:\n    path: /x\n    includeByDefault: perhaps\n",
        "index.yml, line 4: includeByDefault of collection 'n' is true or false"
      ),
      (
        "collections:\n  n:\n    path: /x\n    ignore: {a: b}\n",
        "index.yml, line 4: collection 'n' ignores patterns (expected text or a list of texts, found a mapping)"
      ),
      (
        "collections:\n  n:\n    path: /x\n    context: all\n",
        "index.yml, line 4: the context of collection 'n' goes by folder (expected a mapping, found text)"
      ),
      (
        "collections:\n  n:\n    path: /x\n  n:\n    path: /y\n",
        "index.yml, line 4: collection 'n' stands here a second time"
      ),
      ("a: 1\nb: \"open\n", "index.yml, line 3: found unexpected end of stream"),
      ("a: *b\n", "index.yml, line 1: aliases (*name) are not read here"),
    ])
  func `a mistake is told with its line`(text: String, sentence: String) {
    #expect {
      try Self.parse(text)
    } throws: { error in
      "\(error)" == sentence
    }
  }

  @Test func `the user's own file may be larger and deeper than front matter`() throws {
    let long = String(repeating: "# comment\n", count: 10_000) + "a: [[[[[[[[[1]]]]]]]]]\n"
    #expect(try Self.parse(long) == Config())
  }

  // MARK: Context

  static let contexts = Config(
    globalContext: "G",
    collections: [
      Collection(
        name: "n",
        path: FilePath("/n"),
        context: [
          .init(prefix: "/sub/deep/", text: "D"), .init(prefix: "sub", text: "S"),
          .init(prefix: "/", text: "R"),
        ]
      )
    ]
  )

  @Test(
    arguments: [
      ("sub/deep/x.md", "G\n\nR\n\nS\n\nD"), ("sub/x.md", "G\n\nR\n\nS"), ("subway.md", "G\n\nR"),
      ("sub", "G\n\nR\n\nS"), ("x/sub/y.md", "G\n\nR"), ("sub/deeper/x.md", "G\n\nR\n\nS"),
    ])
  func `contexts go from general to specific and end at a slash`(path: String, context: String) {
    #expect(Self.contexts.context(collection: "n", path: FilePath(path)) == context)
  }

  @Test func `without any context there is none`() {
    #expect(Self.contexts.context(collection: "unknown", path: FilePath("x")) == "G")
    #expect(Config().context(collection: "n", path: FilePath("x")) == nil)
  }

  @Test(arguments: ["", "/"])
  func `the root context goes by two keys`(key: String) throws {
    let config = try Self.parse("collections:\n  n:\n    path: /n\n    context:\n      \"\(key)\": R\n")
    #expect(config.context(collection: "n", path: FilePath("a/b.md")) == "R")
  }
}
