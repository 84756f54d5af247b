import Foundation
import Plumbing
import Support
import Testing

/// S6: the index, or a part of it, is taken away while a watcher writes to it.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct TakenAwayTests {
  enum Theft: String, CaseIterable, Sendable {
    case log, sharedMemory, everything, renamed, replaced, emptied
  }

  @Test(arguments: Theft.allCases)
  func `what is taken away is made again`(theft: Theft) throws {
    let house = TemporaryHouse.current
    for number in 0..<30 { try house.write("# N\(number)\n\nHeron \(number).\n", to: "n\(number).md") }
    let watched = try WatchedHouse(house)
    try watched.start()
    let files = FileManager.default, path = watched.index.text
    switch theft {
    case .log: try files.removeItem(atPath: path + "-wal")
    case .sharedMemory: try files.removeItem(atPath: path + "-shm")
    case .everything: for part in ["", "-wal", "-shm"] { try files.removeItem(atPath: path + part) }
    case .renamed: try files.moveItem(atPath: path, toPath: path + ".old")
    case .replaced:
      try Database(FilePath(path + ".other"), mode: .readWrite).execute("CREATE TABLE theirs(x)")
      // In one step: the watcher makes a new one as soon as there is none.
      try Files.rename(FilePath(path + ".other"), to: watched.index)
    case .emptied:
      try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 0)
      try #require(FileStatus.of(watched.index)?.size == 0)
    }
    for number in 0..<10 { try house.write("# New\n\nBadger \(number).\n", to: "n\(number).md") }
    try Fault.until { (try? watched.indexed()) == watched.onDisk() }
    try watched.expectIndexIsDisk()
    let found = try house.qmd("search", "badger", "--files", environment: watched.environment)
    #expect(found.output.contains("n1.md"), "\(found.error)")
    Fault.figure("S6", "\(theft.rawValue): index = disk afterwards")
  }
}
