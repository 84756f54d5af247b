import Foundation
import Plumbing
import Support
import Testing

/// W3 and W4: a system that allows too few watches, or no further instance of inotify.
@Suite(.temporaryHouse, .needsRoot, .timeLimit(.minutes(60)))
struct LimitTests {
  /// Twice as long as what is not watched waits for its next comparison: `Watcher.Rhythm.poll` and time to read.
  private static let patience = 20.0 * Double(Sanitizer.slowness)

  /// A command that runs another under a limit of its own user namespace; the machine's own stays.
  private func limited(_ name: String, to number: Int) throws -> [String] {
    let command = "echo \(number) > /proc/sys/user/\(name) && exec \"$@\""
    return [try Fault.tool("unshare"), "-Ur", "/bin/bash", "-c", command, "limited"]
  }

  private func filled(_ folders: Int) throws -> WatchedHouse {
    let house = TemporaryHouse.current
    for number in 0..<folders { try house.write("# N\n\nText \(number).\n", to: "d\(number)/n.md") }
    return try WatchedHouse(house)
  }

  private func edit(_ folders: Int, in house: TemporaryHouse) throws {
    for number in 0..<folders { try house.write("# N\n\nChanged \(number).\n", to: "d\(number)/n.md") }
  }

  @Test func `folders beyond the limit of watches are looked at now and then`() throws {
    let watched = try filled(200)
    try watched.start(through: limited("max_inotify_watches", to: 20))
    #expect(watched.said.contains("sudo sysctl fs.inotify.max_user_watches="))
    #expect(try watched.indexed().count == 200)
    let status = try watched.house.qmd("watch", "status", environment: watched.environment)
    let unwatched = try #require(
      status.output.firstMatch(of: /now and then: (\d+) folders/).flatMap { Int($0.1) }
    )
    #expect(unwatched > 150)
    let began = Moment.now
    try edit(200, in: watched.house)
    try Fault.until(seconds: Self.patience) { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    Fault.figure("W3", "\(unwatched) of 201 folders unwatched; 200 edits found within \(seconds) s, 0 missed")
  }

  @Test func `without any instance everything is looked at now and then`() throws {
    let watched = try filled(20)
    try watched.start(through: limited("max_inotify_instances", to: 0))
    #expect(watched.said.contains("raise fs.inotify.max_user_instances"))
    #expect(try watched.indexed().count == 20)
    let began = Moment.now
    try edit(20, in: watched.house)
    try Fault.until(seconds: Self.patience) { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    try watched.stop()
    #expect(watched.status == 0)
    Fault.figure("W4", "no instance: 20 edits found within \(seconds) s, 0 missed, status 0")
  }
}
