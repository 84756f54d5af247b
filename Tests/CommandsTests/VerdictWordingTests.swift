import Teaching
import Testing

@testable import Commands

struct VerdictWordingTests {
  @Test(
    arguments: [
      (0.34, "+34%"), (-0.12, "−12%"), (0.004, "<1%"), (-0.004, "−<1%"), (0, "0%"), (1, "alone"),
      (-1, "−100%"),
    ]
  )
  func `a lead as people read it`(margin: Double, text: String) {
    #expect(Wording.lead(MadeAudit.kept("x", margin: margin)) == text)
  }

  @Test func `what is not found has no lead`() {
    #expect(Wording.lead(MadeAudit.lost("x", rank: nil, to: nil, .notIndexed, "")) == "–")
  }

  @Test func `a failure says where it came, and where it was wanted`() {
    func said(_ verdict: Verdict) -> String { Wording.failure(verdict) }
    #expect(said(MadeAudit.lost("x", rank: 4, to: "y", .outranked, "")) == "comes 4th; wanted first")
    #expect(
      said(MadeAudit.lost("x", rank: nil, to: nil, .notIndexed, "")) == "does not come up; wanted first"
    )
    #expect(
      said(MadeAudit.lost("x", rank: 1, to: nil, .abstained, ""))
        == "comes first, with a score that says nothing fits"
    )
    #expect(said(MadeAudit.forbidden("x", isKept: false)) == "comes first, and must not")
    var third = Verdict(query: Contract.Query("x", rank: 3))
    third.rank = 12
    #expect(said(third) == "comes 12th; wanted among the first 3")
  }

  @Test(
    arguments: zip(
      [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111, 1001],
      [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th", "1,001st",
      ]
    )
  )
  func `places in words`(number: Int, text: String) { #expect(Wording.ordinal(number) == text) }
}
