import Foundation
import Plumbing
import Support
import Testing

/// W8: a collection's folder that is deleted, mounted over or unmounted.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct RootTests {
  private let files = FileManager.default

  private func write(_ count: Int, _ word: String, in house: TemporaryHouse) throws {
    for number in 0..<count { try house.write("# N\(number)\n\n\(word) \(number).\n", to: "n\(number).md") }
  }

  @Test(arguments: ["moved away", "deleted"])
  func `gone and made anew, it is taken up; meanwhile nothing is forgotten`(how: String) throws {
    let watched = try WatchedHouse(TemporaryHouse.current)
    try write(10, "Kept", in: watched.house)
    try watched.start()
    if how == "deleted" {
      try files.removeItem(at: watched.house.memories)
    } else {
      try files.moveItem(at: watched.house.memories, to: watched.house.root.appending(path: "away"))
    }
    // Also when somebody waits until everything that went is seen.
    try watched.settle()
    try watched.wait(for: "is not there; what is known of it is kept")
    #expect(try watched.indexed().count == 10)
    let began = Moment.now
    try write(3, "New", in: watched.house)
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    try watched.house.write("# Later\n\nBadger.\n", to: "later.md")
    try Fault.until { try watched.indexed() == watched.onDisk() }
    Fault.figure("W8", "root \(how) and made anew: taken up after \(seconds) s, nothing dropped before")
  }

  @Test(.needsRoot) func `mounted over, what is there now counts after the next comparison`() throws {
    let watched = try WatchedHouse(TemporaryHouse.current, extra: ["QMD_RECONCILE_SECONDS": "1"])
    try write(10, "Below", in: watched.house)
    try watched.start()
    let disk = try MountedDisk(megabytes: 4, at: watched.house.memories)
    try write(3, "Above", in: watched.house)
    let began = Moment.now
    try Fault.until { try watched.indexed() == watched.onDisk() }
    #expect(try watched.indexed().count == 3)
    // A watcher that may read the other disk follows this one: nobody may answer for a moment, so no answer is awaited.
    try watched.house.write("# Later\n\nBadger.\n", to: "later.md")
    try Fault.until { try watched.indexed() == watched.onDisk() }
    try disk.unmount()
    try Fault.until { try watched.indexed() == watched.onDisk() }
    #expect(try watched.indexed().count == 10)
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    Fault.figure("W8", "mounted over and back: index = disk each time, both within \(seconds) s")
  }

  @Test(.needsRoot) func `a disk that is unmounted keeps its documents, and is taken up when it is back`()
    throws
  {
    let watched = try WatchedHouse(TemporaryHouse.current)
    let disk = try MountedDisk(megabytes: 4, at: watched.house.memories)
    try write(10, "Kept", in: watched.house)
    try watched.start()
    try disk.unmount()
    try watched.wait(for: "what is known of it is kept")
    try watched.settle()
    #expect(try watched.indexed().count == 10)
    // Without a watcher nobody forgets it either.
    try watched.stop()
    let found = try watched.house.qmd("search", "kept", "--files", environment: watched.environment)
    #expect(found.output.contains("n0.md"), "\(found.error)")
    let updated = try watched.house.qmd("update", environment: watched.environment)
    #expect(updated.status == 1 && updated.error.contains("what is known of it is kept"), "\(updated)")
    #expect(try watched.indexed().count == 10)
    try watched.start()
    let again = try MountedDisk(megabytes: 4, at: watched.house.memories)
    try write(4, "Back", in: watched.house)
    let began = Moment.now
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    #expect(try watched.indexed().count == 4)
    Fault.figure("W8", "unmounted: 10 of 10 documents kept; back and taken up after \(seconds) s")
    _ = consume again
  }
}
