import Memory
import Plumbing

/// Tells the user what happened while nobody was looking, by the command that they have set.
///
/// `notify: notify-send qmd "$1"` in index.yml: a line for bash, whose `$1` is the sentence. A project's own file may
/// set one only once somebody has approved it.
enum Notification {
  /// Runs the command on a thread of its own, which is returned; that it failed is said in the log.
  @discardableResult
  static func send(
    _ sentence: String,
    _ places: Places,
    _ environment: [String: String],
    _ log: Log
  ) -> BlockingThread? {
    guard let command = (try? Configuration.load(places, environment))?.config.notify else { return nil }
    return BlockingThread {
      do {
        let code = try Subprocess.run("bash", ["-c", command, "qmd", sentence], in: places.home)
        if code != 0 { log(.error, "the notify command ended with status \(code)") }
      } catch {
        log(.error, "the notify command could not be started: \(error)")
      }
    }
  }
}
