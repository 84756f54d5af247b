import Foundation
import Glibc
import Plumbing
import Support
import Synchronization
import Testing

/// W9: however a file is saved, it is read once and never lost in between.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct SaveHabitTests {
  private static let before = "# Before\n\nThe old heron.\n", after = "# After\n\nThe new badger.\n"

  /// Looks all the time whether the document is there.
  private final class Presence: Sendable {
    private let state = Mutex((looks: 0, misses: 0, isOver: false))
    /// What stood in the way of a look.
    private let problem = Mutex("")
    var said: String { problem.withLock { $0 } }

    /// Begins to look, and has looked at least once unless something stands in the way.
    func look(at index: FilePath) throws -> BlockingThread {
      let thread = BlockingThread { [self] in
        let database: Database
        do {
          database = try Database(index, mode: .readOnly)
        } catch {
          problem.withLock { $0 = "\(error)" }
          return
        }
        while !state.withLock({ $0.isOver }) {
          let found: Int64?
          do {
            found = try database.statement("SELECT count(*) FROM documents WHERE path = 'n.md'").integer()
          } catch {
            found = nil
            problem.withLock { $0 = "\(error)" }
          }
          state.withLock {
            $0.looks += 1
            if found != 1 { $0.misses += 1 }
          }
          Pause.nanoseconds(300_000)
        }
      }
      try Fault.until { state.withLock { $0.looks } > 0 || said != "" }
      return thread
    }

    func end(_ thread: BlockingThread) -> (looks: Int, misses: Int) {
      state.withLock { $0.isOver = true }
      thread.join()
      return state.withLock { ($0.looks, $0.misses) }
    }
  }

  /// Saves, settles, and expects one new text under the same number.
  private func expectOneReading(_ name: String, most: Int = 1, _ save: (URL) throws -> Void) throws {
    let house = TemporaryHouse.current
    try house.write(Self.before, to: "n.md")
    let watched = try WatchedHouse(house)
    try watched.start()
    // The first reading is tidied up, and old enough for the next to be told from it.
    try watched.settle()
    let said = watched.said.count
    let number = {
      try Database(watched.index, mode: .readOnly).statement("SELECT id FROM files WHERE path = 'n.md'")
        .integer()
    }
    let earlier = try number()
    let presence = Presence(), looking = try presence.look(at: watched.index)
    try save(house.memories.appending(path: "n.md"))
    try Fault.until {
      try watched.indexed() == watched.onDisk() && watched.said.dropFirst(said).contains("committed")
    }
    try watched.settle()
    let (looks, misses) = presence.end(looking)
    let readings = watched.said.dropFirst(said).components(separatedBy: "committed 1 changed").count - 1
    #expect(try watched.indexed().keys.sorted() == ["n.md"])
    #expect(try number() == earlier, "the document was never gone")
    #expect(looks > 0, "nobody looked: \(presence.said)")
    #expect(misses == 0, "\(presence.said)")
    #expect((1...most).contains(readings))
    let found = try house.qmd("search", "badger", "--files", environment: watched.environment)
    #expect(found.output.contains("n.md"), "\(found.error)")
    Fault.figure("W9", "\(name): \(readings) reading, absent in \(misses) of \(looks) looks")
  }

  @Test(arguments: SaveHabit.allCases)
  func `a habit of saving is one reading of one document`(habit: SaveHabit) throws {
    try expectOneReading(habit.rawValue, most: habit == .twice ? 2 : 1) {
      habit.save(Array(Self.after.utf8), to: $0)
    }
  }

  /// The real programs; `new` beside the file holds the text to come.
  private static let programs = [
    "sed -i -e 's/Before/After/' -e 's/old heron/new badger/' n.md",
    "cp new n.md",
    "mv new n.md",
    "rsync -a --ignore-times new n.md",
    "rsync --inplace --ignore-times new n.md",
    "ln -f new n.md",
    "vim.tiny -u NONE -N -es -c 'set backupcopy=auto' -c '%s/old heron/new badger/' -c wq n.md",
    "vim.tiny -u NONE -N -es -c 'set backupcopy=no writebackup' -c '%s/old heron/new badger/' -c wq n.md",
    "vim.tiny -u NONE -N -es -c 'set backupcopy=yes' -c '%s/old heron/new badger/' -c wq n.md",
    "python3 -c \"open('n.md', 'w').write(open('new').read())\"",
    "patch n.md <<'END'\n--- n.md\n+++ n.md\n@@ -3 +3 @@\n-The old heron.\n+The new badger.\nEND",
    "tee n.md < new",
  ]

  @Test(arguments: programs)
  func `a program's way of saving is one reading of one document`(command: String) throws {
    let name = String(command.prefix { $0 != " " })
    _ = try Fault.tool(name)
    try expectOneReading(name) { file in
      let new = file.deletingLastPathComponent().appending(path: "new")
      try Data(Self.after.utf8).write(to: new)
      try Fault.run("bash", "-c", "cd '\(file.deletingLastPathComponent().path)' && \(command)")
      try? FileManager.default.removeItem(at: new)
    }
  }

  @Test func `a write by another name outside is found by the next comparison`() throws {
    let house = TemporaryHouse.current
    try house.write(Self.before, to: "n.md")
    let outside = house.root.appending(path: "outside.md")
    try FileManager.default.linkItem(at: house.memories.appending(path: "n.md"), to: outside)
    let watched = try WatchedHouse(house, extra: ["QMD_RECONCILE_SECONDS": "1"])
    try watched.start()
    SaveHabit.truncateAndWrite.save(Array(Self.after.utf8), to: outside)
    try Fault.until { try watched.indexed() == watched.onDisk() }
    Fault.figure("W9", "hard link outside: no event, found by the next comparison")
  }
}
