import Memory
import Plumbing

/// Tells the user what happened while nobody was looking, by the command that they have set.
///
/// `notify: notify-send qmd "$1"` in index.yml: a line for bash, whose `$1` is the sentence. A project's own file may
/// set one only once somebody has approved it.
enum Notification {
  /// A sentence that somebody else made up is at most so long, in bytes.
  private static let longest = 1_000
  /// Milliseconds for the command; one that hangs is ended.
  private static let patience: UInt64 = 10_000

  /// Runs the command, and waits for it; that it failed is said in the log.
  ///
  /// In a process that has nothing else to do, and that a confined watcher asks: so the sentence is taken for data, and
  /// the command only from the file itself, because the last good configuration lies in the index, which the watcher
  /// can write.
  static func send(_ sentence: [UInt8], _ places: Places, _ environment: [String: String], _ log: Log) {
    guard let configuration = try? Configuration.load(places, environment), configuration.problem == nil,
      let command = configuration.config.notify
    else { return }
    let said = String(decoding: sentence.prefix(longest).filter { $0 >= 0x20 }, as: UTF8.self)
    do {
      let process = try Subprocess.start(
        FilePath("/bin/bash"),
        ["-c", command, "qmd", said],
        in: places.home
      )
      guard !WatchDaemon.waits(milliseconds: patience, until: { Launch.hasEnded(process) }) else { return }
      Launch.terminate(process)
      log(.error, "the notify command did not end within \(patience / 1000) s")
    } catch {
      log(.error, "the notify command could not be started: \(error)")
    }
  }
}
