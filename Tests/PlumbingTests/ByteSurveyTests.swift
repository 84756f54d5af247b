import Plumbing
import Testing

struct ByteSurveyTests {
  @Test(arguments: 0..<24)
  func `one odd byte is seen wherever it stands`(position: Int) {
    var text = [UInt8](repeating: UInt8(ascii: "a"), count: 24)
    #expect(ByteSurvey(text).isASCII)
    #expect(!ByteSurvey(text).hasControls)
    text[position] = 0x0D
    #expect(ByteSurvey(text).hasCarriageReturns)
    #expect(!ByteSurvey(text).hasControls)
    text[position] = 0
    #expect(ByteSurvey(text).hasControls)
    #expect(!ByteSurvey(text).hasCarriageReturns)
    text[position] = 0xE2
    #expect(ByteSurvey(text).largest == 0xE2)
    #expect(!ByteSurvey(text).isASCII)
  }
}
