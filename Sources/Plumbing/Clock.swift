import Glibc

/// A moment of the monotonic clock, in nanoseconds: a changed wall clock must not move delays and deadlines.
public struct Moment: Hashable, Comparable, Sendable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  public static var now: Moment {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  public func advanced(milliseconds: UInt64) -> Moment {
    Moment(nanoseconds: nanoseconds + milliseconds * 1_000_000)
  }

  /// Milliseconds from `earlier` to here; 0 when `earlier` is later.
  public func milliseconds(since earlier: Moment) -> Double {
    nanoseconds < earlier.nanoseconds ? 0 : Double(nanoseconds - earlier.nanoseconds) / 1_000_000
  }

  public static func < (one: Moment, other: Moment) -> Bool { one.nanoseconds < other.nanoseconds }
}

/// A moment of the wall clock, in nanoseconds since 1970: for people and for files.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

  public static var now: Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Whole seconds, rounded down also before 1970.
  public var seconds: Int64 { (nanoseconds - fraction) / 1_000_000_000 }

  /// Nanoseconds since the last whole second.
  private var fraction: Int64 {
    let rest = nanoseconds % 1_000_000_000
    return rest < 0 ? rest + 1_000_000_000 : rest
  }

  /// `2026-11-22T09:30:00.123Z`.
  public var iso8601: String {
    let milliseconds = String(fraction / 1_000_000 + 1000).dropFirst()
    return format("%Y-%m-%dT%H:%M:%S", utc: true) + ".\(milliseconds)Z"
  }

  /// By strftime(3), in the user's time zone unless `utc`.
  public func format(_ pattern: String, utc: Bool = false) -> String {
    var second = time_t(seconds)
    var parts = unsafe tm()
    if utc { unsafe gmtime_r(&second, &parts) } else { unsafe localtime_r(&second, &parts) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
      count = unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe strftime($0.baseAddress, 128, pattern, &parts)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  public static func < (one: Timestamp, other: Timestamp) -> Bool { one.nanoseconds < other.nanoseconds }
}
