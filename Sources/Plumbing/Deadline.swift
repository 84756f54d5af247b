import Glibc

/// Ends the process at a moment, whatever its threads wait for by then.
public enum Deadline {
  /// Arms the process's one alarm: `status` must be 0, because a program that asked must not be told of a failure.
  ///
  /// An alarm, not a thread: it costs one system call, and comes also while every thread is inside a system call that
  /// can be interrupted. What was not written by then never is.
  public static func leaveQuietly(after milliseconds: Int) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGALRM)
    // Whoever started us may have it blocked or ignored, and both are inherited.
    unsafe sigprocmask(SIG_UNBLOCK, &set, nil)
    signal(SIGALRM) { _ in _exit(0) }
    var timer = itimerval()
    timer.it_value.tv_sec = milliseconds / 1_000
    timer.it_value.tv_usec = milliseconds % 1_000 * 1_000
    unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }
}
