import Foundation
import Support
import Testing

@testable import Commands

@Suite(.temporaryHouse) struct HelpTests {
  private let house = TemporaryHouse.current

  @Test func `without a verb the help is printed, and the status is 1`() throws {
    let none = try house.qmd()
    let asked = try house.qmd("--help")
    #expect(none.status == 1)
    #expect(asked.status == 0)
    #expect(none.output == asked.output)
    try expectGolden(asked.output, "help.txt")
  }

  @Test(arguments: ["search", "collection", "collection add", "get", "update"])
  func `help of one verb`(verb: String) throws {
    let words = verb.split(separator: " ").map(String.init)
    let outcome = try house.run(["help"] + words)
    #expect(outcome == (try house.run(words + ["--help"])))
    try expectGolden(outcome.output, "help-\(verb.replacingOccurrences(of: " ", with: "-")).txt")
  }

  @Test func `the manual page renders without warnings`() throws {
    let page = try house.qmd("help", "--man")
    #expect(page.status == 0)
    let file = house.root.appending(path: "qmd.1")
    try Data(page.output.utf8).write(to: file)
    let man = URL(filePath: "/usr/bin/man")
    guard FileManager.default.isExecutableFile(atPath: man.path) else { return }
    let environment = ["MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"]
    let outcome = try house.start(man, ["--warnings", "-l", file.path], environment: environment)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.contains("qmd search"))
  }

  @Test func `the manual page tells what each variable of qmd means`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var names: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".swift")
    {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      names.formUnion(
        text.matches(of: /"((QMD|XDG|OLLAMA)_[A-Z_]+|INDEX_PATH|NO_COLOR)"/).map { String($0.1) }
      )
    }
    #expect(names.count > 15)
    let told = try #require(ManPage.text.split(separator: ".SH ENVIRONMENT").last)
    for name in names.sorted() {
      #expect(told.contains("\\fB\(name)") || told.contains(".B \(name)"), "\(name)")
    }
  }

  @Test func `the README lists the verbs that there are`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = root.appending(path: "README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let table = try house.qmd("help", "--readme").output
    let first = try #require(text.range(of: "**\(Verb.Group.allCases[0].rawValue)**\n"))
    let after = try #require(text.range(of: "\n`qmd VERB --help`", range: first.upperBound..<text.endIndex))
    let region = first.lowerBound..<after.lowerBound
    if ProcessInfo.processInfo.environment["QMD_RECORD"] == "1" {
      try Data(text.replacingCharacters(in: region, with: table).utf8).write(to: readme)
    } else {
      #expect(text[region] == table, "QMD_RECORD=1 writes the table anew")
    }
  }

  @Test(arguments: [("--man", "qmd.1"), ("--readme", "verbs.md")])
  func `docs holds what the program says`(flag: String, name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "docs/\(name)")
    let text = try house.qmd("help", flag).output
    if ProcessInfo.processInfo.environment["QMD_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    } else {
      #expect(
        try String(contentsOf: file, encoding: .utf8) == text,
        "QMD_RECORD=1 or `make docs` writes it anew"
      )
    }
  }

  @Test func `what is installed is the program, its manual page and its completions`() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/install")
    let prefix = house.root.appending(path: "prefix")
    let outcome = try house.start(script, [TemporaryHouse.program.path, prefix.path])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("add it: export PATH="))
    for (path, words) in [
      ("share/man/man1/qmd.1", ["help", "--man"]),
      ("share/bash-completion/completions/qmd", ["completions", "bash"]),
      ("share/zsh/site-functions/_qmd", ["completions", "zsh"]),
      ("share/fish/vendor_completions.d/qmd.fish", ["completions", "fish"]),
    ] {
      let text = try String(contentsOf: prefix.appending(path: path), encoding: .utf8)
      #expect(try house.run(words).output == text, "\(path)")
    }
    let installed = try house.start(prefix.appending(path: "bin/qmd"), ["--version"])
    #expect(try installed == house.qmd("--version"))
  }

  @Test func `the version is one line`() throws {
    for arguments in [["--version"], ["-v"], ["version"]] {
      let outcome = try house.run(arguments)
      #expect(outcome.status == 0)
      #expect(outcome.output.wholeMatch(of: /qmd \d+\.\d+\.\d+( \([0-9a-f]{7,}\))?\n/) != nil)
    }
  }
}
