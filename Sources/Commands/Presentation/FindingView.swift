import Plumbing
import Teaching

/// A finding of lint in a terminal and for programs.
enum FindingView {
  static func print(_ finding: LintFinding, to output: Output) {
    let place = finding.line.map { ", line \($0)" } ?? ""
    let head = "\(finding.level.name)\(place): "
    let lines = Wording.wrapped(
      head + Wording.plain(finding.sentence) + " [\(finding.rule)]",
      HelpScreen.width - 4
    )
    for (index, line) in lines.enumerated() {
      let isLoud = index == 0 && finding.level != .advice && line.hasPrefix(head)
      output.line("    " + (isLoud ? output.yellow(head) + line.dropFirst(head.count) : line))
    }
  }

  static func json(_ finding: LintFinding) -> JSON {
    [
      "level": .string(finding.level.name),
      "rule": .string(finding.rule),
      "line": finding.line.map(JSON.integer) ?? .null,
      "message": .string(finding.sentence),
    ]
  }

  /// `1 error, 2 warnings`.
  static func summary(_ findings: [LintFinding]) -> String {
    LintFinding.Level.allCases.compactMap { level in
      let count = findings.count { $0.level == level }
      guard count > 0 else { return nil }
      return level == .advice ? "\(count) advice" : Wording.count(count, level.name)
    }.joined(separator: ", ")
  }
}
