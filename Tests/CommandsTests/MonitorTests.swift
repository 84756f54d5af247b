import Foundation
import Support
import Testing

/// The process that does the work is a copy of its monitor, and as good as one that was started.
@Suite(.temporaryHouse) struct MonitorTests {
  /// Found under ThreadSanitizer: a thread whose number Swift's runtime had kept from before fork(2) locked in its
  /// parent's name, and where another thread waited, both turned for ever: a watcher that took a whole processor, and
  /// answered no more.
  @Test func `a watcher's threads can meet at a lock`() throws {
    let program = TemporaryHouse.program.deletingLastPathComponent().appending(path: "confined")
    let outcome = try TemporaryHouse.current.start(
      URL(filePath: "/usr/bin/timeout"),
      ["--signal=KILL", "120", program.path, "--meet"]
    )
    #expect(outcome.status == 0, "\(outcome.error)")
  }
}
