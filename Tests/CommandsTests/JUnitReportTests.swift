import Support
import Teaching
import Testing

@testable import Commands

struct JUnitReportTests {
  @Test func `a small audit as JUnit`() throws {
    let xml = JUnitReport(MadeAudit.small.report).xml
    try expectGolden(xml, "audit.junit.xml")
    let elements = try Elements(xml)
    #expect(
      elements.named("testsuite").map { $0.attributes["name"] } == MadeAudit.small.report.skills.map(\.label)
    )
    // Keywords and derived queries are no cases.
    #expect(elements.named("testcase").count == 8)
    #expect(elements.named("failure").count == 3)
    #expect(elements.named("testsuites").first?.attributes["failures"] == "3")
  }

  @Test(arguments: AuditPageTests.hostile)
  func `what others wrote stays text, and the file valid`(text: String) throws {
    let skill = AuditReport.SkillResult(
      address: "qmd://x/\(text)",
      label: text,
      hash: "",
      verdicts: [
        MadeAudit.kept(text), MadeAudit.lost(text, rank: nil, to: text, .vocabularyGap, "it lacks \(text)"),
      ],
      remarks: [text]
    )
    let elements = try Elements(JUnitReport(MadeAudit([skill]).report).xml)
    #expect(
      elements.all.map(\.name) == [
        "testsuites", "testsuite", "testcase", "testcase", "failure", "system-out",
      ]
    )
    #expect(elements.named("failure").first?.attributes["type"] == "vocabulary gap")
  }

  @Test func `a library without skills is a file without suites`() throws {
    let elements = try Elements(JUnitReport(MadeAudit([]).report).xml)
    #expect(elements.all.map(\.name) == ["testsuites"])
    #expect(elements.all.first?.attributes["tests"] == "0")
  }
}
