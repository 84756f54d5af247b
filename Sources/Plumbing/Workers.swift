import Synchronization

/// Work dealt out among a few threads.
public enum Workers {
  /// Calls `body` with 0..<count, each once, on up to `threads` threads of which the caller's is one.
  ///
  /// It returns when all is done. Each thread makes a `State` of its own, which no other sees.
  public static func run<State>(
    _ count: Int,
    threads: Int,
    state: @escaping @Sendable () -> State,
    _ body: @escaping @Sendable (Int, State) -> Void
  ) {
    let next = Next()
    let work: @Sendable () -> Void = {
      let own = state()
      while let index = next.take(below: count) { body(index, own) }
    }
    let helpers = (1..<max(1, min(threads, count))).map { _ in BlockingThread(work) }
    work()
    for helper in helpers { helper.join() }
  }

  public static func run(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
    run(count, threads: threads, state: {}) { index, _ in body(index) }
  }

  private final class Next: Sendable {
    private let value = Atomic<Int>(0)

    func take(below count: Int) -> Int? {
      let index = value.wrappingAdd(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }
  }
}
