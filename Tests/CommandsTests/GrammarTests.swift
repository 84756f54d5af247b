import Support
import Testing

@testable import Commands

struct GrammarTests {
  private func typed(_ words: String...) throws -> Typed {
    guard case .verb(let typed) = try Parser(Verb.table).parse(words) else {
      throw Failure("no verb in \(words)")
    }
    return typed
  }

  static let everyVerb = Verb.table.flatMap { [$0] + $0.subverbs }

  @Test func `flags stand anywhere, also before the verb`() throws {
    let typed = try typed("--index", "work", "search", "rate", "--json", "limit", "-n5")
    #expect(typed.verb.name == "search")
    #expect(typed.words == ["rate", "limit"])
    #expect(typed.value(.index) == "work")
    #expect(try typed.count(.limit) == 5)
    #expect(typed.has(.json))
  }

  @Test(arguments: [["-n", "7"], ["-n7"], ["-n=7"], ["--limit", "7"], ["--limit=7"]])
  func `a value may follow in any usual way`(spelling: [String]) throws {
    guard case .verb(let typed) = try Parser(Verb.table).parse(["search", "x"] + spelling) else { return }
    #expect(try typed.count(.limit) == 7)
  }

  @Test func `after two dashes everything is a word`() throws {
    #expect(try typed("search", "--", "-draft", "--json").words == ["-draft", "--json"])
  }

  @Test func `a value may begin with a dash, unless it is plainly a flag`() throws {
    #expect(
      try typed("collection", "update-cmd", "notes", "--", "git", "pull").words == ["notes", "git", "pull"]
    )
    #expect(throws: UsageError.missingValue(flag: "-n", expected: "N")) {
      try typed("search", "x", "-n", "--json")
    }
  }

  @Test(arguments: [
    (["teach", "x", "--rounds", "0"], "--rounds"), (["audit", "--k", "0"], "--k"),
    (["audit", "history", "-n", "0"], "-n"), (["lookups", "-n", "0"], "-n"),
  ])
  func `none at all is not as many as usual`(arguments: [String], spelling: String) throws {
    guard case .verb(let typed) = try Parser(Verb.table).parse(arguments) else { return }
    let flag = try #require(typed.flags.first).flag
    let error = #expect(throws: UsageError.self) { try typed.count(flag) }
    #expect(error?.description == "\(spelling) needs a whole number of at least 1, not '0'")
  }

  @Test func `where callers of other versions say 0 it is as usual`() throws {
    #expect(try typed("search", "x", "-n", "0").countOrUsual(.limit) == nil)
    #expect(try typed("embed", "--timeout", "0").number(.timeout, from: 0, "a whole number") == 0)
  }

  @Test(
    arguments: [
      (["zap"], "Unknown command: zap — `qmd --help` lists all"),
      (["serach", "x"], "Unknown command: serach — did you mean 'search'?"),
      (
        ["--bogus"],
        "Unknown flag: --bogus — `qmd --help` lists all; what begins with a dash and is no flag comes after --"
      ),
      (["stat"], "Unknown command: stat — did you mean 'status'?"),
      (["collection", "lst"], "Unknown command: collection lst — did you mean 'list'?"),
      (["search", "x", "--jsno"], "Unknown flag: --jsno — did you mean '--json'?"),
      (
        ["search", "x", "--bogus"],
        "Unknown flag: --bogus — `qmd search --help` lists all; what begins with a dash and is no flag comes after --"
      ),
      (
        ["ls", "--mask", "x"],
        "Unknown flag: --mask belongs to `qmd collection add`, not to `qmd ls` — `qmd ls --help` lists its flags"
      ),
      (["search", "x", "--json=yes"], "--json takes no value — leave out what follows the ="),
      (["search", "x", "-n"], "-n needs a value — give it as -n N"),
      (
        ["search", "x", "--format", "bogus"],
        "--format cannot be 'bogus' — choose one of cli, json, csv, md, xml, files"
      ),
    ]
  )
  func `a slip is named, with what may have been meant`(arguments: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) { try Parser(Verb.table).parse(arguments) }
    #expect(error?.description == sentence)
  }

  @Test(arguments: [
    ("abc", "-n needs a whole number of at least 1, not 'abc'"),
    ("-3", "-n needs a whole number of at least 1, not '-3'"),
    ("0", "-n needs a whole number of at least 1, not '0'"),
  ])
  func `a number that is none is an error`(value: String, sentence: String) throws {
    let typed = try typed("search", "x", "-n", value)
    let error = #expect(throws: UsageError.self) { try typed.count(.limit) }
    #expect(error?.description == sentence)
  }

  @Test func `a flag has one shape in all verbs`() {
    var shapes: [String: Flag] = [:]
    for flag in Self.everyVerb.flatMap(\.allFlags) {
      for spelling in flag.spellings {
        if let other = shapes[spelling] { #expect(other == flag, "\(spelling) is two flags") }
        shapes[spelling] = flag
      }
    }
  }

  @Test(arguments: everyVerb.map(\.name))
  func `help shows an example that the parser takes`(name: String) throws {
    let verb = try #require(Self.everyVerb.first { $0.name == name })
    #expect(!verb.examples.isEmpty)
    for example in verb.examples {
      let command = try #require(example.command.split(separator: "qmd ").last)
      // Up to what the shell would take for itself, quotes taken off.
      let words = ShellWords.of(command.prefix { !"|>)".contains($0) })
      #expect(throws: Never.self) { try Parser(Verb.table).parse(words) }
    }
  }

  @Test(.temporaryHouse) func `help fits the screen`() throws {
    let house = TemporaryHouse.current
    for verb in Self.everyVerb {
      let outcome = try house.run(verb.name.split(separator: " ").map(String.init) + ["--help"])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("Usage: qmd \(verb.name)"))
      #expect(outcome.output.contains("Example"))
      for line in outcome.output.split(separator: "\n") where !line.contains("qmd ") {
        #expect(line.count <= 80, "\(verb.name): \(line)")
      }
    }
  }
}
