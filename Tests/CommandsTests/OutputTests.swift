import Foundation
import Glibc
import Plumbing
import Support
import Testing

@testable import Commands

/// What is printed arrives, or the run says that it did not.
@Suite(.temporaryHouse) struct OutputTests {
  private func shell(_ command: String) throws -> Outcome {
    let house = TemporaryHouse.current
    return try house.start(
      URL(filePath: "/bin/bash"),
      ["-c", "set -o pipefail; " + command],
      environment: ["qmd": TemporaryHouse.program.path]
    )
  }

  @Test(
    arguments: [
      "update", "search discount", "search zzzqqq --json", "get alpha.md", "multi-get alpha.md", "ls",
      "ls notes",
      "status", "doctor", "collection list", "context list", "help --man", "search --help",
      "completions bash",
      "skills list", "--help", "--version", "--skill", "get 'qmd://notes/alpha.md?index=index'",
    ]
  )
  func `on a full disk no verb ends well`(command: String) throws {
    _ = try SampleLibrary()
    let outcome = try shell("$qmd \(command) >/dev/full")
    #expect(outcome.status == 1)
    #expect(
      outcome.error.hasSuffix(
        "Cannot write what was to be printed (no space left on device) — free some space, or print to another place\n"
      )
    )
  }

  @Test func `what was asked is done all the same`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Delta\nfreshword\n", to: "delta.md")
    #expect(try shell("$qmd update >/dev/full").status == 1)
    #expect(try library.house.qmd("update").output.contains("0 new, 0 updated, 4 unchanged"))
  }

  @Test(arguments: [
    (ENOSPC, "cannot write /a/b (no space left on device) — free some space and try again"),
    (EACCES, "cannot write /a/b (permission denied) — check the rights of /a"),
  ])
  func `what keeps a file from being written decides the advice`(code: Int32, sentence: String) {
    let failure = Failure.cannotWrite(FilePath("/a/b"), SystemError("write", on: "/a/b", code: code))
    #expect(failure.description == sentence)
  }

  @Test func `without an output at all it is said`() throws {
    #expect(try shell("$qmd help >&-").error.contains("bad file descriptor"))
  }

  @Test(arguments: ["help --man", "search discount --full --all"])
  func `a reader who has gone is no failure`(command: String) throws {
    let library = try SampleLibrary()
    try library.house.write(
      "# Long\ndiscount\n" + String(repeating: "filler words\n", count: 9_000),
      to: "long.md"
    )
    let piped = try shell("$qmd \(command) | head -n 1 >/dev/null")
    #expect(piped.status == 0)
    #expect(piped.error == "")
  }
}
