import Plumbing
import Teaching

/// An audit in the format that build servers show: a suite a skill, a case a query that counts.
///
/// https://github.com/testmoapp/junitxml
struct JUnitReport {
  let report: AuditReport

  init(_ report: AuditReport) { self.report = report }

  var xml: String {
    let kept = report.tally.kept
    var file = Markup()
    file.verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    let counts: Markup.Attributes = [
      "name": "qmd audit", "tests": "\(kept.total)", "failures": "\(kept.total - kept.hits)", "errors": "0",
      "time": "0", "timestamp": timestamp,
    ]
    file.element("testsuites", counts) { file in
      file.verbatim("\n")
      for skill in report.skills { suite(skill, &file) }
    }
    return file.string
  }

  /// In seconds and without a zone, as the format has it; UTC.
  private var timestamp: String { report.at.format("%Y-%m-%dT%H:%M:%S", utc: true) }

  private func suite(_ skill: AuditReport.SkillResult, _ file: inout Markup) {
    let kept = skill.tally.kept
    let counts: Markup.Attributes = [
      "name": skill.label, "tests": "\(kept.total)", "failures": "\(kept.total - kept.hits)", "errors": "0",
      "skipped": "0", "time": "0", "timestamp": timestamp,
    ]
    file.element("testsuite", counts) { file in
      file.verbatim("\n")
      for verdict in skill.verdicts where verdict.query.origin.counts { testCase(verdict, skill, &file) }
      if !skill.remarks.isEmpty { file.element("system-out", skill.remarks.joined(separator: "\n")) }
    }
  }

  private func testCase(_ verdict: Verdict, _ skill: AuditReport.SkillResult, _ file: inout Markup) {
    // A parser makes spaces of line breaks in attributes; so that the file says what is shown, it has spaces.
    let name = verdict.query.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    file.element("testcase", ["classname": skill.label, "name": name, "time": "0"]) { file in
      guard !verdict.isKept else { return }
      let cause = verdict.cause?.rawValue ?? "false trigger"
      var message = "\(cause): \(Wording.failure(verdict))"
      if let thief = verdict.thief { message += "; taken by \(report.label(of: thief))" }
      file.element("failure", ["type": cause, "message": message], verdict.advice ?? message)
    }
  }
}
