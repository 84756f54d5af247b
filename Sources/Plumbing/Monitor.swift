import CLinux
import Glibc
import Synchronization

/// Privilege separation: the work is done by a child process, which gives up its rights; the process that was started
/// stays as its monitor, with all of its own, and does nothing by itself.
///
/// A process that gave up rights never gets them back, whatever it executes: more rights need another process. So when
/// a child ends with `renewal`, the monitor makes the next one, a copy of itself as it was before any work began.
/// Who asks or kills the one reaches the other: signals are passed on, and a child does not outlive its monitor.
public enum Monitor {
  /// The status by which a child asks to be followed by one with the rights that are due now: EX_TEMPFAIL.
  public static let renewal: Int32 = 75

  /// Does the work in a child, and what it asks for in others, until one ends otherwise than by `renewal`.
  ///
  /// To be called while there is one thread, and nothing is open that must not be in two processes, such as a database.
  ///
  /// - Parameters:
  ///   - serve: runs in a process of its own with all rights, for each request that the child makes.
  ///   - work: runs in the child; its result is the child's status. It is told whether it is the first.
  /// - Throws: the call that failed, where no child could be made.
  /// - Returns: the status of the last child, 128 + n for signal n.
  public static func run(
    serving serve: (_ request: [UInt8]) -> [UInt8],
    _ work: (_ line: Line, _ isFirst: Bool) -> Int32
  ) throws(SystemError) -> Int32 {
    var before = sigset_t()
    let signals = try heldSignals(&before)
    defer { setMask(before) }
    var isFirst = true
    while true {
      let began = Moment.now
      let status = try runOnce(signals, before, serve) { work($0, isFirst) }
      guard status == renewal else { return status }
      isFirst = false
      // Whatever keeps asking must not keep the processor.
      if Moment.now.milliseconds(since: began) < 50 { Pause.nanoseconds(50_000_000) }
    }
  }

  private static func runOnce(
    _ signals: borrowing Descriptor,
    _ before: sigset_t,
    _ serve: ([UInt8]) -> [UInt8],
    _ work: (Line) -> Int32
  ) throws(SystemError) -> Int32 {
    let (mine, theirs) = try pair()
    let monitor = getpid(), heard = signals.number
    var outcome = Result<Int32, SystemError>.success(1)
    // Attended to where it was copied: to a child, the death of that thread is the death of its parent.
    copyFreshThread { child in
      if child == 0 {
        // A monitor that is killed takes its child along, also when it died before this line.
        _ = qmd_die_with_parent(SIGKILL)
        guard getppid() == monitor else { _exit(1) }
        close(mine)
        close(heard)
        setMask(before)
        _exit(work(Line(theirs)))
      }
      let failure = SystemError("fork", on: "this process")
      close(theirs)
      let line = Descriptor(owning: mine)
      outcome = child > 0 ? .success(attend(child, line, heard, before, serve)) : .failure(failure)
    }
    return try outcome.get()
  }

  /// fork(2) of a thread that has run nothing yet; `body` is told by both what it returned, and waited for.
  ///
  /// Swift's runtime, once it has asked for a thread's number, keeps it (`ulock.h`, `_SynchronizationShims.h`) and
  /// locks by it with FUTEX_LOCK_PI. The copy of such a thread locks in its parent's name: the kernel refuses with
  /// EPERM as soon as another thread of the child waits, and both ask for ever.
  private static func copyFreshThread(_ body: (_ child: Int32) -> Void) {
    withoutActuallyEscaping(body) { body in
      let copied = unsafe Unmanaged.passRetained(Copied(body))
      var thread = pthread_t()
      let code = unsafe pthread_create(
        &thread,
        nil,
        { argument in
          // Before anything that could ask for the thread's number.
          let child = qmd_fork()
          if let argument = unsafe argument {
            unsafe Unmanaged<Copied>.fromOpaque(argument).takeUnretainedValue().body(child)
          }
          return nil
        },
        copied.toOpaque()
      )
      if code == 0 {
        pthread_join(thread, nil)
      } else {
        errno = code
        body(-1)
      }
      unsafe copied.release()
    }
  }

  private final class Copied {
    let body: (Int32) -> Void
    init(_ body: @escaping (Int32) -> Void) { self.body = body }
  }

  /// Passes on signals and answers requests until the child has ended.
  private static func attend(
    _ child: Int32,
    _ line: borrowing Descriptor,
    _ signals: Int32,
    _ before: sigset_t,
    _ serve: ([UInt8]) -> [UInt8]
  ) -> Int32 {
    var hears = true
    while true {
      var sources = [
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hears ? line.number : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard unsafe poll(&sources, 2, -1) > 0 else { continue }
      if sources[1].revents != 0 {
        if let request = Frame.read(from: line.number) {
          answer(request, line, signals, before, serve)
        } else {
          // It has closed its end, and is about to end.
          hears = false
        }
      }
      guard sources[0].revents != 0, let signal = nextSignal(signals) else { continue }
      if signal != SIGCHLD {
        kill(child, signal)
        continue
      }
      var status: Int32 = 0
      while true {
        let ended = unsafe waitpid(-1, &status, WNOHANG)
        guard ended > 0 else { break }
        // WIFEXITED and its kin are macros: the signal is in the low seven bits.
        if ended == child { return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f) }
      }
    }
  }

  /// Answers a request in a process of its own, so that nothing keeps the monitor from attending.
  private static func answer(
    _ request: Frame,
    _ line: borrowing Descriptor,
    _ signals: Int32,
    _ before: sigset_t,
    _ serve: ([UInt8]) -> [UInt8]
  ) {
    let number = line.number
    copyFreshThread { child in
      guard child == 0 else { return }
      close(signals)
      setMask(before)
      let answer = serve(request.bytes)
      if request.wantsAnswer { Frame(bytes: answer, wantsAnswer: false).write(to: number) }
      _exit(0)
    }
  }

  // MARK: Signals

  private static let passedOn = [SIGINT, SIGTERM, SIGHUP, SIGCHLD]

  /// From here on signals are read from a descriptor; tells what was held before.
  private static func heldSignals(_ before: inout sigset_t) throws(SystemError) -> Descriptor {
    var held = sigset_t()
    unsafe sigemptyset(&held)
    for signal in passedOn { unsafe sigaddset(&held, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
    let number = qmd_signal_descriptor(passedOn.reduce(0) { $0 | 1 << UInt64($1 - 1) })
    guard number >= 0 else { throw SystemError("signalfd", on: "this process") }
    return Descriptor(owning: number)
  }

  private static func setMask(_ mask: sigset_t) {
    var mask = mask
    unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
  }

  private static func nextSignal(_ signals: Int32) -> Int32? {
    var information = [UInt8](repeating: 0, count: 128)
    let count = unsafe read(signals, &information, information.count)
    guard count == information.count else { return nil }
    return information.prefix(4).reversed().reduce(0) { $0 << 8 | Int32($1) }
  }

  private static func pair() throws(SystemError) -> (Int32, Int32) {
    var numbers: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &numbers) == 0 else {
      throw SystemError("socketpair", on: "this process")
    }
    return (numbers[0], numbers[1])
  }

  // MARK: The line between them

  /// What a child asks its monitor by.
  public final class Line: Sendable {
    private let number: Int32
    /// One request is under way at a time; false once an answer did not come: a late one would be taken for the next.
    private let isSound = Mutex(true)

    init(_ number: Int32) { self.number = number }

    /// Has something done, and does not wait for it.
    public func tell(_ request: [UInt8]) {
      isSound.withLock { _ in _ = Frame(bytes: request, wantsAnswer: false).write(to: number) }
    }

    /// Has something done and waits for the answer; nil where there is none, because whoever was to give it died.
    public func ask(_ request: [UInt8], seconds: Int32 = 60) -> [UInt8]? {
      isSound.withLock { isSound in
        guard isSound, Frame(bytes: request, wantsAnswer: true).write(to: number) else { return nil }
        var source = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&source, 1, seconds * 1000) > 0, let answer = Frame.read(from: number) {
          return answer.bytes
        }
        isSound = false
        return nil
      }
    }
  }

  /// A message between the two: whether it wants an answer, its length in four bytes, and the bytes.
  private struct Frame {
    let bytes: [UInt8]
    let wantsAnswer: Bool
    /// Either side may be somebody else's by now.
    private static let largest = 64 << 20

    init(bytes: [UInt8], wantsAnswer: Bool) {
      self.bytes = bytes
      self.wantsAnswer = wantsAnswer
    }

    @discardableResult
    func write(to number: Int32) -> Bool {
      let head = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
      return Standard.write([wantsAnswer ? 1 : 0] + head + bytes, to: number) == nil
    }

    /// Nil when the other side has gone.
    static func read(from number: Int32) -> Frame? {
      guard let head = read(5, from: number) else { return nil }
      let length = head.dropFirst().reversed().reduce(0) { $0 << 8 | Int($1) }
      guard length <= largest, let bytes = read(length, from: number) else { return nil }
      return Frame(bytes: bytes, wantsAnswer: head[0] == 1)
    }

    private static func read(_ count: Int, from number: Int32) -> [UInt8]? {
      var filled = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        while filled < count {
          let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
          let got = unsafe Glibc.read(number, rest.baseAddress, rest.count)
          if got < 0, errno == EINTR { continue }
          guard got > 0 else { break }
          filled += got
        }
        initialized = filled
      }
      return filled == count ? bytes : nil
    }
  }
}
