import CLinux
import Glibc

/// The three streams of the process.
public enum Standard {
  public static let output: Int32 = 1
  public static let error: Int32 = 2
  /// Bytes that a pipe takes whole or not at all; see pipe(7).
  public static let wholeInPipe = Int(PIPE_BUF)

  /// Writes all of `bytes`; gives what kept the rest back, such as a full disk or a reader who has gone.
  @discardableResult
  public static func write(_ bytes: [UInt8], to descriptor: Int32) -> SystemError? {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[written...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return SystemError("write", on: "a stream", code: count < 0 ? errno : EIO) }
      written += count
    }
    return nil
  }

  /// Moves standard output to a number that nobody else knows; what is written to 1 from here on goes to standard error.
  ///
  /// For protocols that speak over standard output: no stray word may reach the other side.
  public static func takeOutput() -> Int32 {
    let number = fcntl(output, F_DUPFD_CLOEXEC, 3)
    guard number >= 0 else { return output }
    dup2(error, output)
    return number
  }

  /// The next bytes of standard input, as many as have come; empty at its end.
  public static func read(atMost count: Int = 1 << 16) throws(SystemError) -> [UInt8] {
    while true {
      var failure: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        let got = unsafe Glibc.read(0, buffer.baseAddress, count)
        failure = got < 0 ? errno : 0
        filled = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw SystemError("read", on: "standard input", code: failure) }
      return bytes
    }
  }

  /// All that comes on standard input until it ends, at most `limit` bytes, or until `isEnough` says so of what is there.
  public static func readInput(limit: Int, until isEnough: ([UInt8]) -> Bool = { _ in false }) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var failure: Int32 = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: min(1 << 16, limit - bytes.count)) {
        buffer,
        count in
        let got = unsafe Glibc.read(0, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(got, 0)
      }
      if failure == EINTR { continue }
      if failure == EAGAIN {
        // Whoever started us left it non-blocking.
        var waited = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        unsafe poll(&waited, 1, -1)
        continue
      }
      bytes += piece
      if piece.isEmpty || isEnough(bytes) { break }
    }
    return bytes
  }

  /// From here on nothing that is written to `descriptor` arrives anywhere.
  public static func silence(_ descriptor: Int32) {
    let nowhere = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nowhere >= 0, nowhere != descriptor else { return }
    dup2(nowhere, descriptor)
    close(nowhere)
  }

  /// Keeps the numbers of the three streams from being given to files that are opened later.
  ///
  /// A stream that was closed by whoever started us becomes one that can neither be read nor written.
  public static func occupy() {
    for descriptor in 0...error where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is the one that was found free.
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal behind `descriptor`; 80 where there is none.
  public static func columns(_ descriptor: Int32) -> Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// A line that the user types; nil at the end of input.
  public static func readLine() -> String? { Swift.readLine(strippingNewline: true) }
}

/// What the process was started with, and how it may end.
public enum Launch {
  /// The environment, as it was at the start.
  public static func environment() -> [String: String] {
    var found: [String: String] = [:]
    var entry = unsafe environ
    while let pair = unsafe entry.pointee {
      let text = unsafe String(cString: pair)
      if let equals = text.firstIndex(of: "=") {
        found[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      unsafe entry += 1
    }
    return found
  }

  /// Sets a variable of the environment, for libraries; while there is one thread, because others may read it.
  static func setVariable(_ name: String, _ path: FilePath) {
    _ = unsafe path.withCString { unsafe setenv(name, $0, 1) }
  }

  /// Files that we make are for their owner only, and a reader who goes away is an error code, not a death.
  public static func prepare() {
    umask(0o077)
    signal(SIGPIPE, SIG_IGN)
    // A file beyond the user's limit is an error code, too.
    signal(SIGXFSZ, SIG_IGN)
    Standard.occupy()
  }

  public static var workingFolder: FilePath {
    guard let path = unsafe getcwd(nil, 0) else { return FilePath("/") }
    defer { unsafe free(path) }
    return unsafe FilePath(bytes: UnsafeRawBufferPointer(start: path, count: strlen(path)))
  }

  public static var processID: Int32 { getpid() }

  /// The number of the user whose process this is.
  public static var userID: UInt32 { geteuid() }

  /// The commit that the program was built from; empty when the build did not say.
  public static var commit: String { unsafe String(cString: qmd_commit()) }

  /// What was typed after the name of the program.
  public static var arguments: [String] { Array(CommandLine.arguments.dropFirst()) }

  /// Ends the process at once: nothing is torn down, nothing that others registered is called.
  ///
  /// The kernel takes back memory and descriptors faster than destructors would.
  public static func leave(_ status: Int32) -> Never { _exit(status) }

  /// Whether a process of this number lives and is ours to signal.
  public static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  /// Whether a process that we started has ended; a dead child still has its number until somebody asks.
  public static func hasEnded(_ child: Int32) -> Bool {
    var status: Int32 = 0
    return unsafe waitpid(child, &status, WNOHANG) != 0
  }

  public static func terminate(_ process: Int32) { kill(process, SIGTERM) }

  /// From here on SIGINT, SIGTERM and SIGHUP wait for `nextSignal`, in every thread that starts later.
  public static func holdSignals() {
    var set = heldSignals()
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// The signal of a terminal that has gone, and of whoever wants a configuration read anew.
  public static let hangUp = SIGHUP

  /// Waits for one of the held signals, and gives its number.
  public static func nextSignal() -> Int32 {
    var set = heldSignals()
    var number: Int32 = 0
    unsafe sigwait(&set, &number)
    return number
  }

  private static func heldSignals() -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&set, signal) }
    return set
  }
}
