public import Plumbing

/// How long is waited between two tries: as the server wishes, else longer each time, and never all at the same moment.
public struct Pacing: Sendable {
  private let pause: @Sendable (Double) -> Void
  private let jitter: @Sendable () -> Double

  /// - Parameters:
  ///   - pause: Waits so many seconds.
  ///   - jitter: A number from 0 to 1, by chance.
  public init(
    pause: @escaping @Sendable (Double) -> Void = { Pause.nanoseconds(UInt64($0 * 1e9)) },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    self.pause = pause
    self.jitter = jitter
  }

  /// Seconds after a try, counted from 1: half a second, then twice as long each time, and up to a quarter more so that
  /// programs that failed together do not come back together.
  func seconds(after attempt: Int, asked: Double?) -> Double {
    (asked ?? 0.25 * Double(1 << min(attempt, 6))) * (1 + 0.25 * jitter())
  }

  func wait(_ seconds: Double) { pause(seconds) }
}
