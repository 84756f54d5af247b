import Glibc
import Synchronization

/// A thread for work that blocks: reading inotify, running a watcher, walking a tree beside a query.
@safe
public final class BlockingThread: @unchecked Sendable {
  // fine because it is written once, before the object is handed out, and read by `join` and the end of the object only
  private var thread = pthread_t()
  private let isJoined = Atomic(false)

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

  /// From now on the calling thread runs only while nobody else wants the processor or the disk: sched(7), SCHED_IDLE.
  public static func becomeIdle() {
    var parameters = sched_param()
    parameters.sched_priority = 0
    // The constant is one of GNU's extensions, which are not imported. Where it is refused, the thread is merely nice.
    if unsafe sched_setscheduler(0, 5, &parameters) != 0 {
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    }
  }

  /// Waits until the work is done; to be called once.
  public func join() {
    isJoined.store(true, ordering: .relaxed)
    pthread_join(thread, nil)
  }

  // Nobody waits for it any more: when it ends, its stack is to go with it. A server has many.
  deinit { if !isJoined.load(ordering: .relaxed) { pthread_detach(thread) } }
}
