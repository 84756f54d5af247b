import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Synchronization
import Testing

/// S4 and S5: several programs at one index.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct BusyTests {
  @Test func `readers and writers beside a watcher are never told that it is locked`() throws {
    let house = TemporaryHouse.current
    for number in 0..<200 { try house.write("# N\(number)\n\nHeron \(number).\n", to: "n\(number).md") }
    let watched = try WatchedHouse(house)
    try watched.start()
    // Four that search, and one that writes as the watcher does.
    let others = Clients(
      of: house,
      watched.environment,
      Array(repeating: { _ in ["search", "heron", "--files"] }, count: 4) + [{ _ in ["update"] }],
      failing: { $0.status != 0 || $0.error != "" || $0.output.isEmpty }
    )
    defer { others.end() }
    let began = Moment.now, leastSeconds = Fault.count(quick: 5, all: 60)
    var saves = 0
    func seconds() -> Int { Int(Moment.now.milliseconds(since: began)) / 1_000 }
    while saves < Fault.count(quick: 300, all: 2_000) || seconds() < leastSeconds {
      try house.write("# Edited\n\nHeron, save \(saves).\n", to: "n\(saves % 200).md")
      saves += 1
      usleep(20_000)
    }
    let lasted = seconds()
    let (runs, failures) = others.end()
    #expect(runs > leastSeconds, "too few were there to be refused")
    #expect(failures == [])
    try watched.expectIndexIsDisk()
    Fault.figure(
      "S5",
      "\(runs) searches and updates in \(lasted) s beside \(saves) saves: \(failures.count) refused"
    )
  }

  @Test func `a watcher that begins does not go by the number of one that was killed`() throws {
    let watched = try WatchedHouse(TemporaryHouse.current)
    let stranger = Process()
    stranger.executableURL = URL(filePath: try Fault.tool("sleep"))
    stranger.arguments = ["600"]
    try stranger.run()
    defer { kill(stranger.processIdentifier, SIGKILL) }
    // The number that was left is somebody else's by now.
    try Data("process \(stranger.processIdentifier)\nend\n".utf8)
      .write(to: URL(filePath: watched.index.text + ".watch"))
    // Held up between its lock and its first words.
    try watched.launch(through: [
      try Fault.tool("strace"), "-f", "-qq", "-o", "/dev/null", "-e",
      "inject=inotify_init,inotify_init1:delay_enter=2000000",
    ])
    try Fault.until { WatchState.isAlive(index: watched.index) }
    let stopped = try watched.house.qmd("watch", "stop", environment: watched.environment)
    // Whom it has asked to end it names, where nothing came of it.
    #expect(!stopped.error.contains("process \(stranger.processIdentifier)"), "\(stopped.error)")
    #expect(stranger.isRunning)
    try watched.wait(for: "watching")
    Fault.figure("S4", "stopped while it begins: nobody else is ended")
  }

  @Test func `after a kill the next watcher starts at once`() throws {
    let watched = try WatchedHouse(TemporaryHouse.current)
    try watched.house.write("# N\n\nHeron.\n", to: "n.md")
    for _ in 0..<5 {
      try watched.start()
      let second = try watched.house.qmd("watch", environment: watched.environment)
      #expect(second.status == 1 && second.error.contains("already running"))
      watched.kill()
      #expect(try watched.house.qmd("watch", "status", environment: watched.environment).status == 1)
    }
    try watched.start()
    try watched.expectIndexIsDisk()
    Fault.figure("S4", "5 kills: the next watcher starts each time, a second one never")
  }
}
