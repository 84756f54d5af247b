import Plumbing
import Testing

/// Dates as servers write them.
struct HTTPDateTests {
  @Test(arguments: [
    ("Wed, 21 Oct 2037 07:28:00 GMT", 2_139_722_880), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ("Mon, 31 Dec 2029 00:00:00 GMT", 1_893_369_600),
  ])
  func `a date is a second`(text: String, seconds: Int64) {
    #expect(Timestamp(httpDate: text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "120", "Sunday, 06-Nov-94 08:49:37 GMT", "Wed, 21 Oct 2037 07:28:00 CET",
    "Wed, 21 Okt 2037 07:28:00 GMT",
    "Wed, 41 Oct 2037 07:28:00 GMT", "Wed, 21 Oct 2037 27:28:00 GMT", "Wed, 21 Oct 99999 07:28:00 GMT",
  ])
  func `anything else is none`(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }
}
