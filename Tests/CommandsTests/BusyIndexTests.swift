import Foundation
import Plumbing
import Support
import Testing

/// Another program holds the index; how long that is waited for is the user's to say.
@Suite(.temporaryHouse) struct BusyIndexTests {
  private let index = FilePath(
    TemporaryHouse.current.root.appending(path: ".cache/qmd/index.sqlite").path
  )
  private let impatient = ["QMD_SQLITE_BUSY_TIMEOUT": "1"]

  private func expectBusy(_ outcome: Outcome) {
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("is busy in another program — try again in a moment"))
  }

  @Test func `a writer that holds the lock is not waited for for ever`() throws {
    let library = try SampleLibrary()
    guard let lock = try FileLock.take(FilePath(index.text + ".lock")) else {
      Issue.record("somebody else holds the lock")
      return
    }
    expectBusy(try library.house.qmd("update", environment: impatient))
    lock.release()
    #expect(try library.house.qmd("update", environment: impatient).status == 0)
  }

  @Test func `neither is a transaction of a program that knows no lock`() throws {
    let library = try SampleLibrary()
    try library.house.write("# Delta\nfreshword\n", to: "delta.md")
    let other = try Database(index, mode: .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    expectBusy(try library.house.qmd("update", environment: impatient))
    // Reading goes on meanwhile.
    #expect(try library.hits("freshword").count == 1)
    try other.execute("ROLLBACK")
    #expect(try library.house.qmd("update", environment: impatient).status == 0)
  }
}
