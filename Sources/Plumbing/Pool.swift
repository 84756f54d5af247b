import Synchronization

/// Things that one thread may use at a time, lent out to many threads: a new one is made when all others are in use.
public final class Pool<Element>: @unchecked Sendable {
  // fine because `idle` is touched under the lock only, and an element that left it is with one borrower
  private var idle: [Element] = []
  private let lock = Mutex<Void>(())
  private let make: @Sendable () -> Element

  public init(_ make: @escaping @Sendable () -> Element) { self.make = make }

  /// Lends an element for as long as `body` runs; it must not keep it.
  public func lend<T>(_ body: (Element) throws -> T) rethrows -> T {
    let element = lock.withLock { _ in idle.popLast() } ?? make()
    defer { lock.withLock { _ in idle.append(element) } }
    return try body(element)
  }
}
