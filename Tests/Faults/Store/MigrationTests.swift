import Foundation
import Plumbing
import Support
import Testing

/// S8: an index of an older version, and a program that is killed while it brings it up.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct MigrationTests {
  /// The version of an index, and which of the tables of the second version it has.
  private func state(_ index: FilePath) throws -> (version: Int64?, tables: Int64?) {
    let database = try Database(index, mode: .readOnly)
    return (
      try database.statement("PRAGMA user_version").integer(),
      try database.statement(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('embedded', 'passages', 'vectors')"
      ).integer()
    )
  }

  /// Takes away what the second version has more than the first.
  private func makeOld(_ index: FilePath) throws {
    let database = try Database(index, mode: .readWrite)
    try database.execute(
      "DROP TABLE passages; DROP TABLE vectors; DROP TABLE embedded; PRAGMA user_version = 1"
    )
  }

  @Test func `killed at any of its writes a migration was made or was not, and is made by the next`() throws {
    let house = TemporaryHouse.current
    for number in 0..<20 { try house.write("# N\(number)\n\nHeron \(number).\n", to: "n\(number).md") }
    let watched = try WatchedHouse(house)
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    var killed = 0, old = 0, new = 0
    for number in stride(from: 1, through: 200, by: Fault.count(quick: 4, all: 1)) {
      try makeOld(watched.index)
      // So that there is something to write afterwards, and a kill that comes after the migration.
      try house.write("# Edited\n\nHeron, before write \(number).\n", to: "n0.md")
      let outcome = try house.start(
        URL(filePath: try Fault.tool("strace")),
        [
          "-f", "-qq", "-o", "/dev/null", "-P", watched.index.text, "-P", watched.index.text + "-wal",
          "-e", "inject=pwrite64:signal=KILL:when=\(number)", TemporaryHouse.program.path, "update",
        ],
        environment: watched.environment
      )
      guard outcome.status != 0 else { break }
      killed += 1
      switch try state(watched.index) {
      case (1, 0): old += 1
      case (2, 3): new += 1
      case let other: Issue.record("half made at write \(number): \(other)")
      }
      let next = try house.qmd("update", environment: watched.environment)
      #expect(next.status == 0 && !next.error.contains("is kept as"), "\(next)")
      #expect(try state(watched.index) == (2, 3))
    }
    #expect(old > 0 && new > 0)
    let differences = try watched.differencesFromNew(vectors: false)
    #expect(differences == "")
    #expect(try IndexContents.damages(watched.index) == "")
    Fault.figure(
      "S8",
      "\(killed) migrations killed at one of their writes: \(old) not made, \(new) made, 0 half, index"
        + " \(differences == "" ? "=" : "≠") disk after the next"
    )
  }
}
