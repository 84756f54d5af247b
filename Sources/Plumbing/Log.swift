/// What a service says of itself: one sentence a line, to stderr or the service's file.
///
/// `fault` is our bug, `error` is trouble with the user's files or system. Paths and queries are the user's: they are
/// said at `debug` only.
public struct Log: Sendable {
  public enum Level: Int, Comparable, Sendable {
    case debug, info, error, fault

    public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
  }

  public let threshold: Level
  private let write: @Sendable (String) -> Void

  public init(from threshold: Level, _ write: @escaping @Sendable (String) -> Void) {
    self.threshold = threshold
    self.write = write
  }

  /// Lines on stderr, from the level that `QMD_LOG` names (`debug`, `info`, `error`, `fault`).
  public static func standardError(_ level: String?) -> Log {
    let threshold: Level =
      switch level?.lowercased() {
      case "debug": .debug
      case "error": .error
      case "fault": .fault
      default: .info
      }
    return Log(from: threshold) { Standard.write(Array(($0 + "\n").utf8), to: Standard.error) }
  }

  public func callAsFunction(_ level: Level, _ sentence: @autoclosure () -> String) {
    guard level >= threshold else { return }
    write("\(Timestamp.now.format("%H:%M:%S")) \(level): \(sentence())")
  }
}
