import Memory
import Plumbing

/// Where the lessons are held that a watcher asks for: never in its own process, which may become unable to do more than
/// read the files and write the index.
///
/// Under systemd a unit of its own waits for the files that ask; see `ServiceUnit`. Else a process that is started here,
/// first of all, waits for our word and ends when we end.
struct LessonsBeside: Sendable {
  private let attendant: Attendant?

  init(_ call: Invocation) {
    guard !Self.isHeldByUnit(call) else {
      attendant = nil
      return
    }
    let index = call.typed.value(.index).map { ["--index", $0] } ?? []
    do throws(SystemError) {
      attendant = try Attendant(Subprocess.ourselves, ["teach", "--attend"] + index)
    } catch {
      attendant = nil
      call.say(
        "no lessons are held while this watcher runs (\(error.reason.lowercased())) — `qmd teach` holds them"
      )
    }
  }

  /// Something was asked for.
  var wake: @Sendable () -> Void { { [attendant] in attendant?.wake() } }

  /// Whether systemd started this very process, and knows the unit for lessons.
  ///
  /// systemd.exec(5): SYSTEMD_EXEC_PID is the process that the manager started; its children inherit the variable and
  /// have another number.
  private static func isHeldByUnit(_ call: Invocation) -> Bool {
    call.environment["SYSTEMD_EXEC_PID"] == "\(Launch.processID)"
      && FileStatus.of(ServiceUnit(call).lessonPath) != nil
  }
}
