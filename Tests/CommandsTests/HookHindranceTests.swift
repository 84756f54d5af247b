import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Testing

@testable import Commands

/// Whatever is wrong around it, the hook ends by itself, with status 0, and never with half an answer.
///
/// No test here looks at a clock: where the hook waited, it would not end.
@Suite(.temporaryHouse) struct HookHindranceTests {
  private let house = TemporaryHouse.current
  private static let input =
    #"{"session_id":"s","hook_event_name":"UserPromptSubmit","prompt":"A prospect wants a discount on the annual plan"}"#
  private static let silent = Outcome(status: 0, output: "", error: "")

  init() throws { try HookHouse.settle(house) }

  private func isAnswer(_ outcome: Outcome) -> Bool {
    outcome.status == 0 && outcome.error == ""
      && (try? JSON(parsing: Array(outcome.output.utf8)))?["hookSpecificOutput"]?["additionalContext"]?.text?
        .contains("discount-prospect") == true
  }

  private func shell(_ command: String, input: String = input) throws -> Outcome {
    try house.start(
      URL(filePath: "/bin/bash"),
      ["-c", command],
      input: input,
      environment: ["QMD": TemporaryHouse.program.path].merging(HookHouse.patient) { $1 }
    )
  }

  @Test func `a stopped watcher`() throws {
    let watched = try WatchedHouse(house)
    try watched.start()
    #expect(kill(watched.processID, SIGSTOP) == 0)
    defer { kill(watched.processID, SIGCONT) }
    let environment = watched.environment.merging(HookHouse.patient) { $1 }
    #expect(isAnswer(try house.run(["hook", "claude"], input: Self.input, environment: environment)))
  }

  @Test func `a socket that nobody listens to`() throws {
    let run = house.root.appending(path: "run/qmd")
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    let made = try house.start(
      URL(filePath: "/usr/bin/python3"),
      ["-c", "import socket; socket.socket(socket.AF_UNIX).bind('\(run.path)/qmd.sock')"]
    )
    try #require(made.status == 0)
    let environment = ["XDG_RUNTIME_DIR": house.root.appending(path: "run").path].merging(HookHouse.patient) {
      $1
    }
    #expect(isAnswer(try house.run(["hook", "claude"], input: Self.input, environment: environment)))
  }

  @Test func `an index that another program has locked`() throws {
    let index = FilePath(house.root.appending(path: ".cache/qmd/index.sqlite").path)
    let other = try Database(index, mode: .readWrite)
    try other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE theirs(x)")
    // With the deadline as it is: SQLite itself would wait for two minutes.
    #expect(try house.run(["hook", "claude"], input: Self.input) == Self.silent)
  }

  @Test(.withoutSanitizer("ThreadSanitizer writes a file of its own before anything else runs"))
  func `a full disk`() throws {
    // No file of this process may grow, SQLite's shared memory beside the index neither.
    let outcome = try shell("ulimit -f 0; \"$QMD\" hook claude | cat; exit ${PIPESTATUS[0]}")
    #expect(outcome == Self.silent || isAnswer(outcome))
    #expect(try shell("\"$QMD\" hook claude > /dev/full") == Self.silent)
  }

  @Test func `a message of five megabytes`() throws {
    let long = Self.input.replacing(
      "A prospect",
      with: String(
        repeating: "A log line of 64 bytes, which somebody pasted for no reason.\\n",
        count: 80_000
      ) + "A prospect"
    )
    #expect(long.utf8.count > 4_800_000)
    let outcome = try house.run(["hook", "claude"], input: long, environment: HookHouse.patient)
    #expect(outcome.status == 0 && outcome.error == "")
    #expect(
      try house.run(["hook", "claude"], input: String(repeating: "x", count: 5_000_000)) == Self.silent
    )
  }

  @Test func `an input that never ends`() throws {
    // The writer lives until the hook has ended; an object that is whole is answered, anything else is not.
    func held(_ text: String, _ deadline: String) throws -> Outcome {
      try shell(
        "cat > text; mkfifo held; exec 3<>held; cat text >&3; QMD_HOOK_DEADLINE=\(deadline) \"$QMD\" hook claude <&3;"
          + " status=$?; rm held; exit $status",
        input: text
      )
    }
    #expect(isAnswer(try held(Self.input, "60000")))
    let half = try held(String(Self.input.dropLast(20)), "150")
    #expect(half == Self.silent)
  }

  @Test func `closed streams`() throws {
    #expect(try shell("\"$QMD\" hook claude >&-; exit $?") == Self.silent)
    #expect(try shell("\"$QMD\" hook claude <&-; exit $?") == Self.silent)
    #expect(isAnswer(try shell("\"$QMD\" hook claude 2>&-; exit $?")))
    #expect(try shell("\"$QMD\" hook claude <&- >&- 2>&-; exit $?") == Self.silent)
    // A reader who has gone: bash gives the status of the hook.
    #expect(try shell("\"$QMD\" hook claude | true; exit ${PIPESTATUS[0]}") == Self.silent)
    // The index is whole afterwards: no answer went into a file that had taken the number of a stream.
    #expect(try house.qmd("doctor").status == 0)
  }

  @Test func `no index, a foreign one, a broken configuration, a state folder that is a file`() throws {
    for (variable, value) in [
      ("INDEX_PATH", "nowhere/x.sqlite"), ("INDEX_PATH", "memories/sales/discount.md"),
    ] {
      let environment = [variable: house.root.appending(path: value).path]
      #expect(try house.run(["hook", "claude"], input: Self.input, environment: environment) == Self.silent)
    }
    try house.write("", to: "../nofolder")
    let environment = ["XDG_STATE_HOME": house.root.appending(path: "nofolder").path].merging(
      HookHouse.patient
    ) { $1 }
    #expect(isAnswer(try house.run(["hook", "claude"], input: Self.input, environment: environment)))
    try house.write("collections: [", to: "../.config/qmd/index.yml")
    let broken = try house.run(["hook", "claude"], input: Self.input)
    #expect(broken.status == 0 && broken.error == "")
  }

  @Test func `a pipe that is full gets a whole answer or none`() throws {
    // 65,536 bytes are in the pipe, and nobody reads until the hook has ended.
    let script = """
      import os, subprocess, fcntl, sys
      reader, writer = os.pipe()
      fcntl.fcntl(writer, 1031, 4096)
      os.write(writer, b"x" * 4096)
      hook = subprocess.Popen([sys.argv[1], "hook", "claude"], stdin=subprocess.PIPE, stdout=writer)
      hook.communicate(sys.stdin.buffer.read())
      os.close(writer)
      got = b""
      while piece := os.read(reader, 65536): got += piece
      print(hook.returncode, len(got) - 4096)
      """
    let outcome = try house.start(
      URL(filePath: "/usr/bin/python3"),
      ["-c", script, TemporaryHouse.program.path],
      input: Self.input
    )
    #expect(outcome.output == "0 0\n", "\(outcome.error)")
  }
}
