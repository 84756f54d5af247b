import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// S9: clocks that are wrong, and files whose times are.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct ClockTests {
  /// Runs a program under another clock on the wall: it must load its libraries, so it is the one built beside the tests.
  private func clock(_ time: String) throws -> [String] {
    [try Fault.tool("faketime"), "--exclude-monotonic", "-f", time]
  }

  @Test(arguments: [-3, 400, -20_000])
  func `whatever the clock says, a save is found`(days: Int) throws {
    let time = "\(days < 0 ? "" : "+")\(days)d"
    let house = TemporaryHouse.current
    try house.write("# N\n\nHeron.\n", to: "n.md")
    let watched = try WatchedHouse(house)
    func shifted() -> String { Timestamp(seconds: Timestamp.now.seconds + Int64(days) * 86_400).iso8601 }
    let earliest = shifted()
    try watched.start(through: clock(time), program: TemporaryHouse.built)
    // What the watcher notes by its clock shows that this clock is the wrong one.
    let created = try #require(
      try Database(watched.index, mode: .readOnly).statement("SELECT created_at FROM documents").string()
    )
    #expect(created >= earliest.prefix(10) && created.prefix(10) <= shifted().prefix(10), "\(created)")
    for number in 0..<10 {
      try house.write("# N\n\nSave \(number)x.\n", to: "n.md")
      try watched.settle()
      #expect(try watched.indexed() == watched.onDisk(), "save \(number)")
    }
    // Waits that are measured by the clock on the wall would take years, or no time.
    try FileManager.default.removeItem(at: house.memories.appending(path: "n.md"))
    try Fault.until(seconds: 20) { try watched.indexed().isEmpty }
    try watched.stop()
    Fault.figure("S9", "clock at \(time): 10 of 10 saves and a deletion found")
  }

  @Test func `a text that changes under an old time is read anew`() throws {
    let house = TemporaryHouse.current
    let watched = try WatchedHouse(house)
    let times: [Int] = [0, 1, 1_700_000_000, 4_102_444_800, 17_000_000_000]
    func set(_ path: String, to seconds: Int) {
      let time = timeval(tv_sec: seconds, tv_usec: 0)
      _ = unsafe utimes(path, [time, time])
    }
    for (number, seconds) in times.enumerated() {
      try house.write("# N\n\nHeron one.\n", to: "n\(number).md")
      set(house.memories.appending(path: "n\(number).md").path, to: seconds)
    }
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    #expect(try watched.indexed() == watched.onDisk())
    for (number, seconds) in times.enumerated() {
      // In place, of the same length, and with the same time afterwards.
      let file = house.memories.appending(path: "n\(number).md")
      SaveHabit.emptyAndWrite.save(Array("# N\n\nHeron two.\n".utf8), to: file)
      set(file.path, to: seconds)
    }
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    #expect(try watched.indexed() == watched.onDisk())
    Fault.figure(
      "S9",
      "\(times.count) files from 1970 to 2508, changed under the same time and size: 0 missed"
    )
  }
}
