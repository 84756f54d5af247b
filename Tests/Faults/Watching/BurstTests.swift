import Foundation
import Plumbing
import Support
import Testing

/// W1: very many files at once.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct BurstTests {
  @Test(arguments: [1, 500])
  func `files made at once in few or many folders are all searchable`(folders: Int) throws {
    let count = Fault.count(quick: 10_000, all: 50_000)
    let watched = try WatchedHouse(TemporaryHouse.current)
    try watched.start()
    let files = FileManager.default
    for number in 0..<folders {
      let folder = watched.house.memories.appending(path: "d\(number)")
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let began = Moment.now
    for number in 0..<count {
      let file = watched.house.memories.appending(path: "d\(number % folders)/n\(number).md")
      SaveHabit.truncateAndWrite.save(Array("# N\(number)\n\nword\(number)x stands here.\n".utf8), to: file)
    }
    let made = Moment.now
    try watched.settle(seconds: 600)
    let seconds = Moment.now.milliseconds(since: made) / 1_000
    let indexed = try watched.indexed(), onDisk = watched.onDisk()
    #expect(onDisk.count == count)
    let missed = onDisk.filter { indexed[$0.key] != $0.value }.count
    #expect(missed == 0 && indexed.count == count)
    let overflows = watched.said.components(separatedBy: "more changes came at once").count - 1
    #expect(overflows <= 1)
    let memory = RunningProgram(processID: watched.processID).mostMemory
    #expect(memory < 256 << 20)
    Fault.figure(
      "W1",
      "\(count) files in \(folders) folders, made in \(Int(made.milliseconds(since: began))) ms: \(missed) missed,"
        + " the last searchable \(Int(seconds * 1_000)) ms later, \(overflows) overflows, at most \(memory.megabytes)"
    )
  }
}
