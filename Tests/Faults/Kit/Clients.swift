import Memory
import Plumbing
import Support
import Synchronization

/// Others at the same index: each runs the program again and again, as agents do, until they are told to end.
final class Clients: Sendable {
  private struct State {
    var runs = 0
    var failures: [String] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let threads = Mutex<[BlockingThread]>([])

  /// Starts one client for each of `commands`, which makes the arguments of its next run.
  init(
    of house: TemporaryHouse,
    _ environment: [String: String],
    _ commands: [@Sendable (inout SplitMix) -> [String]],
    failing hasFailed: @escaping @Sendable (Outcome) -> Bool = { $0.status != 0 }
  ) {
    let started = commands.enumerated().map { number, command in
      BlockingThread { [self] in
        var random = SplitMix(UInt64(number))
        while !state.withLock({ $0.isOver }) {
          let arguments = command(&random)
          guard let outcome = try? house.run(arguments, environment: environment) else { continue }
          state.withLock {
            $0.runs += 1
            if hasFailed(outcome) { $0.failures.append("\(arguments): \(outcome)") }
          }
        }
      }
    }
    threads.withLock { $0 = started }
  }

  /// Ends them; how often they ran, and which runs failed.
  @discardableResult
  func end() -> (runs: Int, failures: [String]) {
    state.withLock { $0.isOver = true }
    let running = threads.withLock { running in
      defer { running = [] }
      return running
    }
    for thread in running { thread.join() }
    return state.withLock { ($0.runs, $0.failures) }
  }
}
