import Foundation
import Plumbing
import Support
import Testing

/// S10: a library that is edited again and again grows no file, no memory and no descriptor.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct GrowthTests {
  @Test func `edits leave nothing behind that grows`() throws {
    let house = TemporaryHouse.current
    let count = Fault.count(quick: 2_000, all: 20_000), cycles = Fault.count(quick: 24, all: 100)
    func text(_ number: Int, _ cycle: Int) -> String {
      let words = (0..<60).map { "word\((number * 31 + cycle * 17 + $0 * $0) % 5_000)" }.joined(
        separator: " "
      )
      return "# Note \(number)\n\nIn cycle \(cycle): \(words).\n"
    }
    for number in 0..<count { try house.write(text(number, 0), to: "d\(number % 50)/n\(number).md") }
    let watched = try WatchedHouse(house)
    try watched.start()
    let program = RunningProgram(processID: watched.processID)
    func size(_ suffix: String) -> Int {
      Int(FileStatus.of(FilePath(watched.index.text + suffix))?.size ?? 0)
    }
    var early = (file: 0, memory: 0, descriptors: 0), largestLog = 0
    for cycle in 1...cycles {
      for number in stride(from: cycle % 10, to: count, by: 10) {
        let file = house.memories.appending(path: "d\(number % 50)/n\(number).md")
        SaveHabit.truncateAndWrite.save(Array(text(number, cycle).utf8), to: file)
      }
      try watched.settle(seconds: 300)
      largestLog = max(largestLog, size("-wal"))
      // By then every file was edited once.
      if cycle == 12 { early = (size(""), program.memory, program.descriptors) }
    }
    // Tidied in quiet, a few megabytes at a time.
    try Fault.until { size("-wal") == 0 && size("") < early.file * 3 / 2 }
    let late = (file: size(""), memory: program.memory, descriptors: program.descriptors)
    #expect(late.file < early.file * 3 / 2)
    #expect(late.memory < early.memory + (64 << 20))
    // One that leaks would leave a dozen behind; a file or two may be open at the moment of counting.
    #expect(late.descriptors <= early.descriptors + 3)
    #expect(largestLog < 64 << 20)
    try watched.expectIndexIsDisk(seconds: 300)
    Fault.figure(
      "S10",
      "\(count) files, \(cycles) cycles of \(count / 10) edits: file \(early.file.megabytes) → \(late.file.megabytes),"
        + " log at most \(largestLog.megabytes) and 0 in the end, memory \(early.memory.megabytes) →"
        + " \(late.memory.megabytes), descriptors \(early.descriptors) → \(late.descriptors)"
    )
  }
}
