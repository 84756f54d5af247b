import Foundation
import Glibc
import Plumbing
import Support
import Synchronization
import Testing

/// I9: reads that fail, folders that cannot be listed, files that shrink while they are read.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct ReadFailureTests {
  private func traced(_ arguments: [String], _ watched: WatchedHouse) throws -> Outcome {
    try watched.house.start(
      URL(filePath: try Fault.tool("strace")),
      ["-f", "-qq", "-o", watched.house.root.appending(path: "trace").path] + arguments
        + [TemporaryHouse.program.path, "update"],
      environment: watched.environment
    )
  }

  private func filled() throws -> WatchedHouse {
    let house = TemporaryHouse.current
    for number in 0..<12 {
      try house.write("# N\(number)\n\nText \(number).\n", to: "d\(number % 3)/n\(number).md")
    }
    return try WatchedHouse(house)
  }

  @Test func `a file that the disk does not give is listed, and read when it does`() throws {
    let watched = try filled()
    let bad = watched.house.memories.appending(path: "d1/n4.md").path
    let failed = try traced(["-P", bad, "-e", "inject=read,pread64:error=EIO"], watched)
    #expect(failed.status == 0, "\(failed.error)")
    #expect(try watched.indexed().count == 11)
    let problems = try watched.house.qmd("status", "--problems", environment: watched.environment).output
    #expect(problems.contains("d1/n4.md: could not be read (input/output error)"))
    // Nothing about the file has changed; only the disk answers now.
    #expect(try watched.house.qmd("update", environment: watched.environment).status == 0)
    #expect(try watched.indexed() == watched.onDisk())
    Fault.figure("I9", "EIO on 1 of 12 files: listed, 11 indexed, 12 when the disk answers again")
  }

  @Test func `a folder that cannot be listed keeps its documents`() throws {
    let watched = try filled()
    #expect(try watched.house.qmd("update", environment: watched.environment).status == 0)
    let bad = watched.house.memories.appending(path: "d1").path
    _ = try traced(["-P", bad, "-e", "inject=getdents64:error=EIO"], watched)
    let dropped = try 12 - watched.indexed().count
    #expect(dropped == 0)
    #expect(try watched.house.qmd("update", environment: watched.environment).status == 0)
    #expect(try watched.indexed() == watched.onDisk())
    Fault.figure("I9", "EIO on the names of a folder: \(dropped) of its 4 documents dropped")
  }

  @Test func `files of the user are not mapped`() throws {
    let watched = try filled()
    let trace = watched.house.root.appending(path: "trace")
    let paths = (0..<12).flatMap {
      ["-P", watched.house.memories.appending(path: "d\($0 % 3)/n\($0).md").path]
    }
    #expect(try traced(paths + ["-e", "trace=read,pread64,mmap"], watched).status == 0)
    let said = try String(contentsOf: trace, encoding: .utf8)
    #expect(said.contains("read(") || said.contains("pread64("), "nothing was traced")
    #expect(!said.contains("mmap("))
    Fault.figure("I9", "0 of 12 files mapped")
  }

  @Test func `a file that shrinks and grows while it is read ends as it is`() throws {
    let watched = try filled()
    let file = watched.house.memories.appending(path: "d0/long.md")
    let text = Array(String(repeating: "A line of a file that is being cut.\n", count: 40_000).utf8)
    SaveHabit.truncateAndWrite.save(text, to: file)
    try watched.start()
    final class Flag: Sendable { let over = Mutex(false) }
    let flag = Flag()
    let rounds = 300
    let cutting = BlockingThread {
      for round in 0..<rounds {
        _ = unsafe truncate(file.path, round % 2 == 0 ? 100 : 1_400_000)
        Pause.nanoseconds(1_000_000)
      }
      SaveHabit.truncateAndWrite.save(text, to: file)
      flag.over.withLock { $0 = true }
    }
    while !flag.over.withLock({ $0 }) {
      #expect(try watched.house.qmd("update", environment: watched.environment).status == 0)
    }
    cutting.join()
    try watched.expectIndexIsDisk()
    Fault.figure("I9", "\(rounds) cuts while it is read: 0 crashes, index = disk")
  }
}
