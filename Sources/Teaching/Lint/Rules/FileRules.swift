import Memory
import Plumbing

extension LintRule {
  static let fileName = LintRule("file-name", "the file is called SKILL.md") { subject in
    let name = subject.skill.file.lastComponent.text
    guard name != "SKILL.md" else { return [] }
    return [.warning("The file is called \(name), and some agents look for SKILL.md only — rename it")]
  }

  static let encoding = LintRule("encoding", "the file is plain UTF-8 that begins with its front matter") {
    subject in
    let oddities = subject.document.oddities
    var findings: [LintFinding] = []
    if oddities.contains(.utf16) {
      findings.append(.error("The file is UTF-16, which agents do not read — save it as UTF-8"))
    } else if oddities.contains(.byteOrderMark) {
      findings.append(
        .warning(
          line: 1,
          "The file begins with a byte order mark, before which strict readers see no front matter — save it without"
        )
      )
    }
    if oddities.contains(.invalidUTF8) {
      findings.append(.error("The file is not valid UTF-8, so parts of it are lost — save it as UTF-8"))
    }
    if oddities.contains(.nulBytes) { findings.append(.error("The file has NUL bytes — take them out")) }
    if oddities.contains(.truncated) {
      findings.append(
        .error("The file is so long that only its beginning is read — move parts to references/")
      )
    }
    if oddities.contains(.carriageReturns) {
      findings.append(.advice("The lines end with CRLF, which shows as ^M in some tools — save it with LF"))
    }
    return findings
  }

  static let frontMatter = LintRule("front-matter", "the file begins with YAML between two lines ---") {
    subject in
    let document = subject.document
    guard let frontMatter = document.frontMatter else { return [missing(document.text)] }
    if let problem = frontMatter.problem {
      return [
        .error(
          line: Self.line(in: problem),
          "\(problem.dropLast()); agents that insist on YAML refuse the skill — correct the line; a value with a colon goes in quotes"
        )
      ]
    }
    let inside = Array(document.text[frontMatter.inside])
    if let line = inside.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .firstIndex(where: { $0.containsThreeDashes })
    {
      return [
        .error(
          line: line + 2,
          "The front matter has --- within it, where the reference reader ends it — write the dashes otherwise"
        )
      ]
    }
    return []
  }

  private static func missing(_ text: [UInt8]) -> LintFinding {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.firstIndex { !$0.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } } ?? 0
    guard lines[first].isRule else {
      return .error(
        line: 1,
        "The file has no front matter, so agents skip it — begin it with ---, name:, description: and ---"
      )
    }
    guard first == 0 else {
      return .error(
        line: first + 1,
        "The front matter begins on line \(first + 1), and agents look for it on line 1 — delete what is above it"
      )
    }
    return lines.dropFirst().contains { $0.isRule }
      ? .error(
        line: 1,
        "What stands between the first two --- are no `key: value` lines — write name: and description:"
      )
      : .error(line: 1, "The front matter is never closed, so agents skip the file — end it with a line ---")
  }

  /// The line that a sentence names.
  private static func line(in problem: String) -> Int? {
    let words = problem.split { !$0.isLetter && !$0.isNumber }
    return words.firstIndex(of: "line").flatMap { $0 + 1 < words.count ? Int(words[$0 + 1]) : nil }
  }
}

extension ArraySlice<UInt8> {
  /// Whether it is a line of `---`.
  fileprivate var isRule: Bool {
    starts(with: "---".utf8) && dropFirst(3).allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  fileprivate var containsThreeDashes: Bool {
    var run = 0
    for byte in self {
      run = byte == UInt8(ascii: "-") ? run + 1 : 0
      if run == 3 { return true }
    }
    return false
  }
}
