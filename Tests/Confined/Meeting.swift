import Plumbing
import Synchronization

/// Two threads of a monitor's child meet at a lock that the monitor has held before.
///
/// The status is 0 when each had it as often as it wanted; `a watcher's threads can meet at a lock` tells why they once
/// did not.
func meet() throws -> Int32 {
  final class Count: Sendable {
    let number = Mutex(0)
    // Held for a moment, so that the other is certain to wait.
    func add() {
      number.withLock {
        $0 += 1
        Pause.nanoseconds(1_000)
      }
    }
  }
  let count = Count()
  count.add()
  let times = 1_000
  return try Monitor.run(serving: { $0 }) { _, _ in
    let other = BlockingThread { for _ in 0..<times { count.add() } }
    for _ in 0..<times { count.add() }
    other.join()
    return count.number.withLock { $0 } == 2 * times + 1 ? 0 : 1
  }
}
