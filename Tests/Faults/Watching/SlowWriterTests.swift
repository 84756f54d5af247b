import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// W10: a writer that takes its time.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct SlowWriterTests {
  private func watched() throws -> (WatchedHouse, URL, String) {
    let house = TemporaryHouse.current
    try house.write("# Before\n\nThe old heron.\n", to: "n.md")
    let watched = try WatchedHouse(house)
    try watched.start()
    let earlier = try #require(watched.indexed()["n.md"])
    return (watched, house.memories.appending(path: "n.md"), earlier)
  }

  @Test func `a file is not read while it is written, and is as soon as it is closed`() throws {
    let (watched, file, earlier) = try watched()
    let number = unsafe open(file.path, O_WRONLY | O_TRUNC)
    let pieces = Fault.count(quick: 30, all: 100)
    let piece = Array(String(repeating: "Eight kilobytes of a slow text.\n", count: 256).utf8)
    var torn = 0
    for _ in 0..<pieces {
      _ = unsafe piece.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      usleep(100_000)
      if try watched.indexed()["n.md"] != earlier { torn += 1 }
    }
    close(number)
    let closed = Moment.now
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let milliseconds = Int(Moment.now.milliseconds(since: closed))
    #expect(torn == 0)
    Fault.figure(
      "W10",
      "\(pieces) pieces of 8 kB in \(pieces / 10) s: torn \(torn) times, whole \(milliseconds) ms after the close"
    )
  }

  @Test(.long) func `a writer that never closes is read after half a minute all the same`() throws {
    let (watched, file, earlier) = try watched()
    let number = unsafe open(file.path, O_WRONLY | O_TRUNC)
    defer { close(number) }
    let began = Moment.now
    let piece = Array("# Never closed\n\nAnother line.\n".utf8)
    while try watched.indexed()["n.md"] == earlier {
      _ = unsafe piece.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      usleep(300_000)
      try #require(Moment.now.milliseconds(since: began) < 90_000, "not read within 90 s")
    }
    let seconds = Int(Moment.now.milliseconds(since: began) / 1_000)
    // It waits for a writer, and not for ever: `Pending.patience` is 30 s.
    #expect((20..<45 * Sanitizer.slowness).contains(seconds))
    #expect(try watched.indexed()["n.md"] != nil)
    Fault.figure("W10", "never closed, written all the time: read after \(seconds) s")
  }
}
