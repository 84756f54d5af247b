import Glibc

/// A thread for work that blocks: reading inotify, running a watcher, walking a tree beside a query.
@safe
public final class BlockingThread: @unchecked Sendable {
  // fine because it is written once, before the object is handed out, and read by `join` only
  private var thread = pthread_t()

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  public init(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let code = unsafe pthread_create(
      &thread,
      nil,
      { argument in
        if let work = unsafe argument { unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
        return nil
      },
      work
    )
    precondition(code == 0, "no thread could be started: error \(code)")
  }

  /// Waits until the work is done; to be called once.
  public func join() { pthread_join(thread, nil) }
}
