import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// X5: how long an agent waits at most; what else may hinder a hook is in HookHindranceTests.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct HookPatienceTests {
  private static let input =
    #"{"session_id":"s","hook_event_name":"UserPromptSubmit","prompt":"tell me of birds"}"#

  @Test func `a disk that takes its time costs an agent its answer and nothing else`() throws {
    let house = try AuditedHouse(TemporaryHouse.current)
    // Half a second for each read of the index.
    let slow = try house.house.start(
      URL(filePath: try Fault.tool("strace")),
      [
        "-f", "-qq", "-o", "/dev/null", "-P", house.index.text, "-e", "inject=pread64:delay_enter=500000",
        TemporaryHouse.program.path, "hook", "claude",
      ],
      input: Self.input,
      environment: house.environment
    )
    #expect(slow == Outcome(status: 0, output: "", error: ""))
  }

  /// Times are judged at length only, of the program that is installed, and beside those of a verb that does nothing.
  ///
  /// What a busy machine takes to start a program and to see its end is none of the hook's.
  @Test func `an agent's wait`() throws {
    let house = try AuditedHouse(TemporaryHouse.current)
    let watched = try WatchedHouse(house.house, extra: house.environment)
    try watched.start()
    let environment = watched.environment
    func milliseconds(_ arguments: [String]) throws -> Double {
      let began = Moment.now
      let outcome = try house.house.run(arguments, input: Self.input, environment: environment)
      #expect(outcome.status == 0 && outcome.error == "")
      return Moment.now.milliseconds(since: began)
    }
    var floor = 0.0
    func longest(_ count: Int) throws -> Double {
      var longest = 0.0
      for _ in 0..<count {
        longest = max(longest, try milliseconds(["hook", "claude"]))
        floor = max(floor, try milliseconds(["version"]))
      }
      return longest
    }
    let usual = try longest(20)
    kill(watched.processID, SIGSTOP)
    let stopped = try longest(20)
    kill(watched.processID, SIGCONT)
    try watched.stop()
    let other = try Database(house.index, mode: .readWrite)
    try other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE theirs(x)")
    let locked = try longest(5)
    try other.execute("ROLLBACK")
    if Fault.isLong, TemporaryHouse.program != TemporaryHouse.built {
      #expect(max(usual, stopped, locked) - floor < 200, "milliseconds")
    }
    Fault.figure(
      "X5",
      "longest wait for a hook: \(Int(usual)) ms, with the watcher stopped \(Int(stopped)) ms, the index locked"
        + " \(Int(locked)) ms, for a verb that does nothing \(Int(floor)) ms"
    )
  }
}
