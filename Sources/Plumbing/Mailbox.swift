import Glibc

/// A queue between threads that may block: any thread sends, one thread receives, and waits without turning.
@safe
public final class Mailbox<Message: Sendable>: @unchecked Sendable {
  // fine because `messages` is touched between lock and unlock only
  private var messages: [Message] = []
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>

  public init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe arrived = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(arrived, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(arrived)
    unsafe pthread_mutex_destroy(mutex)
    unsafe arrived.deallocate()
    unsafe mutex.deallocate()
  }

  public func send(_ message: Message) {
    unsafe pthread_mutex_lock(mutex)
    messages.append(message)
    unsafe pthread_cond_signal(arrived)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Everything that has arrived, in order; waits for the first message until `deadline`, or for ever.
  ///
  /// Empty only when the deadline has passed.
  public func receive(until deadline: Moment? = nil) -> [Message] {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while messages.isEmpty {
      guard let deadline else {
        unsafe pthread_cond_wait(arrived, mutex)
        continue
      }
      var time = timespec()
      time.tv_sec = Int(deadline.nanoseconds / 1_000_000_000)
      time.tv_nsec = Int(deadline.nanoseconds % 1_000_000_000)
      if unsafe pthread_cond_timedwait(arrived, mutex, &time) == ETIMEDOUT { break }
    }
    let received = messages
    // A burst may have made the buffer large; it is not kept.
    messages = []
    return received
  }
}
