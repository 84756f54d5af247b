import Foundation
import Support
import Testing

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
    let man = Process()
    man.executableURL = URL(filePath: "/usr/bin/man")
    guard FileManager.default.isExecutableFile(atPath: man.executableURL?.path ?? "") else { return }
    man.arguments = ["--warnings", "-l", file.path]
    man.environment = ["PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"]
    let (output, error) = (Pipe(), house.root.appending(path: "warnings"))
    try Data().write(to: error)
    man.standardOutput = output
    man.standardError = try FileHandle(forWritingTo: error)
    try man.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    man.waitUntilExit()
    #expect(man.terminationStatus == 0)
    #expect(try String(contentsOf: error, encoding: .utf8) == "")
    #expect(text.contains("qmd search"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `each shell gets its completions`(shell: String) throws {
    let outcome = try house.qmd("completions", shell)
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "completions.\(shell)")
  }

  @Test func `bash completes verbs, flags and values`() throws {
    let script = house.root.appending(path: "qmd.bash")
    try Data(try house.qmd("completions", "bash").output.utf8).write(to: script)
    func completed(_ words: String...) throws -> [String] {
      let bash = Process()
      bash.executableURL = URL(filePath: "/bin/bash")
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      bash.arguments = [
        "-c",
        "source \(script.path); COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _qmd; printf '%s\\n' \"${COMPREPLY[@]}\"",
      ]
      bash.currentDirectoryURL = house.memories
      let output = Pipe()
      bash.standardOutput = output
      try bash.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      bash.waitUntilExit()
      return text.split(separator: "\n").map(String.init)
    }
    #expect(try completed("qmd", "sea") == ["search"])
    #expect(try completed("qmd", "collection", "re").sorted() == ["remove", "rename"])
    #expect(try completed("qmd", "search", "--min") == ["--min-score"])
    #expect(try completed("qmd", "search", "x", "--format", "j") == ["json"])
  }

  @Test func `the version is one line`() throws {
    for arguments in [["--version"], ["-v"], ["version"]] {
      let outcome = try house.run(arguments)
      #expect(outcome.status == 0)
      #expect(outcome.output.wholeMatch(of: /qmd \d+\.\d+\.\d+( \([0-9a-f]{7,}\))?\n/) != nil)
    }
  }
}
