/// Why a watcher does not start.
public enum WatchError: Error, Equatable, Sendable, CustomStringConvertible {
  case alreadyRunning(process: Int32)
  /// The configuration cannot be read, and there is no earlier one in force.
  case configuration(String)

  public var description: String {
    switch self {
    case .alreadyRunning(let process):
      "a watcher of this index is already running (process \(process)) — `qmd watch status` shows it,"
        + " `qmd watch stop` ends it"
    case .configuration(let sentence):
      "\(sentence) — correct it and start again"
    }
  }
}
