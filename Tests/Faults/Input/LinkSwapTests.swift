import Foundation
import Glibc
import Plumbing
import Support
import Synchronization
import Testing

/// I7: files and folders that turn into links to the outside, and back, while they are read.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct LinkSwapTests {
  private final class Swaps: Sendable {
    let count = Mutex(0)
  }

  @Test func `nothing outside is read through links that are swapped in`() throws {
    let house = TemporaryHouse.current
    let swaps = 10_000
    // Of every text outside, a word that no text inside has.
    try house.write("# Outside\n\nCanaryword of the outside.\n", to: "../outside/n.md")
    for name in ["file.md", "folder/n.md"] { try house.write("# Inside\n\nHeron.\n", to: name) }
    let memories = house.memories.path, outside = house.root.appending(path: "outside").path
    _ = unsafe symlink("\(outside)/n.md", "\(memories)/other.md")
    _ = unsafe symlink(outside, "\(memories)/elsewhere")
    // What looks at a name without opening what it leads to (O_PATH, stat) is no opening.
    let openings = try Openings(of: FilePath("\(outside)/n.md"))
    let watched = try WatchedHouse(house)
    try watched.start()
    let done = Swaps()
    let swapping = BlockingThread {
      for _ in 0..<(swaps / 2) {
        try? Files.exchange(FilePath("\(memories)/file.md"), FilePath("\(memories)/other.md"))
        try? Files.exchange(FilePath("\(memories)/folder"), FilePath("\(memories)/elsewhere"))
        done.count.withLock { $0 += 2 }
        Pause.nanoseconds(200_000)
      }
    }
    let database = try Database(watched.index, mode: .readOnly)
    var read = 0, looks = 0, searches = 0
    while done.count.withLock({ $0 }) < swaps {
      let found = try database.statement(
        "SELECT count(*) FROM documents_words WHERE term LIKE 'canaryword%'"
      ).integer()
      read += Int(found ?? 0)
      looks += 1
      guard looks % 20 == 0 else { continue }
      // Searches read changed files by themselves when no watcher vouches for the index; so does `get`.
      for arguments in [["search", "canaryword", "--full"], ["get", "file.md"], ["get", "folder/n.md"]] {
        let alone = watched.environment.merging(["INDEX_PATH": house.root.appending(path: "none.sqlite").path]
        ) { $1 }
        let outcome = try house.run(arguments, environment: alone)
        if outcome.output.contains("Canaryword of") { read += 1 }
        searches += 1
      }
    }
    swapping.join()
    try watched.settle()
    #expect(try house.qmd("search", "canaryword", "--files", environment: watched.environment).output == "")
    #expect(read == 0)
    let opened = openings.count
    #expect(opened == 0, "the file outside was opened")
    // Ours is counted.
    _ = try Files.read(FilePath("\(outside)/n.md"))
    #expect(openings.count == opened + 1)
    Fault.figure(
      "I7",
      "\(swaps) swaps, \(looks) looks at the index, \(searches) searches and reads: \(read) texts from outside, "
        + "its file opened \(opened) times"
    )
  }
}
