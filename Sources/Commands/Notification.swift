import Memory
import Plumbing

/// Tells the user what happened while nobody was looking, by the command that they have set.
///
/// `notify: notify-send qmd "$1"` in index.yml: a line for bash, whose `$1` is the sentence. A project's own file may
/// set one only once somebody has approved it.
enum Notification {
  /// A process that is about to end waits so many milliseconds for the command, and not for one that hangs.
  private static let patience: UInt64 = 10_000

  /// Runs the command, for a process that has nothing else to do.
  static func sendAndWait(_ sentence: String, _ places: Places, _ environment: [String: String], _ log: Log) {
    guard let command = (try? Configuration.load(places, environment))?.config.notify else { return }
    do {
      let process = try Subprocess.start(
        FilePath("/bin/bash"),
        ["-c", command, "qmd", sentence],
        in: places.home
      )
      guard !WatchDaemon.waits(milliseconds: patience, until: { Launch.hasEnded(process) }) else { return }
      Launch.terminate(process)
      log(.error, "the notify command did not end within \(patience / 1000) s")
    } catch {
      log(.error, "the notify command could not be started: \(error)")
    }
  }

  /// Runs the command on a thread of its own; that it failed is said in the log.
  static func send(_ sentence: String, _ places: Places, _ environment: [String: String], _ log: Log) {
    guard let command = (try? Configuration.load(places, environment))?.config.notify else { return }
    _ = BlockingThread {
      do {
        let code = try Subprocess.run("bash", ["-c", command, "qmd", sentence], in: places.home)
        if code != 0 { log(.error, "the notify command ended with status \(code)") }
      } catch {
        log(.error, "the notify command could not be started: \(error)")
      }
    }
  }
}
