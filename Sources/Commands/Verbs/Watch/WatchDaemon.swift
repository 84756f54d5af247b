import Memory
import Plumbing

/// A watcher in the background: the same program once more, in a session of its own, with a log file.
struct WatchDaemon {
  let call: Invocation

  init(_ call: Invocation) { self.call = call }

  /// A log beyond this many bytes is set aside when a new watcher starts.
  private static let largestLog: Int64 = 1 << 20

  var log: FilePath {
    let name = call.typed.value(.index).map { "-" + $0.map { $0 == "/" ? "_" : $0 } } ?? ""
    return call.places.state.appending("watch\(name).log")
  }

  func start() throws -> Int32 {
    if let state = WatchState.read(index: call.places.index) {
      throw WatchError.alreadyRunning(process: state.process)
    }
    try Files.createFolder(call.places.state)
    if let size = FileStatus.of(log)?.size, size > Self.largestLog {
      try Files.rename(log, to: FilePath(bytes: log.bytes + Array(".1".utf8)))
    }
    let name = call.typed.value(.index).map { ["--index", $0] } ?? []
    let process = try Subprocess.detach(Subprocess.ourselves, ["watch"] + name, log: log)
    // It may have to read a whole library first; that it holds the lock is enough.
    let index = call.places.index
    // What holds it is the watcher; the process that was started stays as its monitor.
    var state: WatchState?
    _ = Self.waits(milliseconds: 10_000) {
      state = WatchState.read(index: index)
      return state.map { $0.process > 0 } ?? false || Launch.hasEnded(process)
    }
    guard let state, state.process > 0 else {
      throw Failure("the watcher did not start — \(log) says why, or else `qmd watch` in the foreground")
    }
    call.output.line(
      "✓ Watching in the background (process \(state.process)); it says what it does in \(log)."
    )
    return 0
  }

  /// Waits until `condition` holds; false when it does not in time.
  static func waits(milliseconds: UInt64, until condition: () -> Bool) -> Bool {
    let deadline = Moment.now.advanced(milliseconds: milliseconds)
    while !condition() {
      guard Moment.now < deadline else { return false }
      Pause.nanoseconds(5_000_000)
    }
    return true
  }
}
