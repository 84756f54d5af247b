import Plumbing
import Testing

struct ClockTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (1_700_000_000_123_456_789, "2023-11-14T22:13:20.123Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
      (1_709_251_199_999_999_999, "2024-02-29T23:59:59.999Z"),
      (1_000_000, "1970-01-01T00:00:00.001Z"),
      (4_102_444_800_000_000_000, "2100-01-01T00:00:00.000Z"),
      (-86_400_000_000_000, "1969-12-31T00:00:00.000Z"),
      (-1_000_000, "1969-12-31T23:59:59.999Z"),
      (-1_500_000_000, "1969-12-31T23:59:58.500Z"),
    ] as [(Int64, String)]
  )
  func `a moment is written as ISO 8601 in UTC`(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).iso8601 == text)
  }

  @Test func `the present is between before and after`() {
    let before = Timestamp.now, first = Moment.now
    #expect(before <= Timestamp.now && first <= Moment.now)
    #expect(before.seconds > 1_700_000_000)
    #expect(Timestamp(seconds: before.seconds) <= before)
  }

  @Test func `delays are never negative`() {
    let early = Moment(nanoseconds: 1_000_000), late = early.advanced(milliseconds: 5)
    #expect(late.milliseconds(since: early) == 5)
    #expect(early.milliseconds(since: late) == 0)
    #expect(early < late)
  }
}
