import Memory
import Plumbing

extension LintRule {
  /// What an agent takes in when it opens a skill, by the specification. https://agentskills.io/specification
  private static let mostLines = 500, mostTokens = 5_000

  static let size = LintRule("size", "the body has fewer than 500 lines and about 5,000 tokens") { subject in
    let body = subject.document.body
    guard body.contains(where: { $0 > 0x20 }) else {
      return [
        .warning("There is nothing below the front matter — write the steps that the agent is to follow")
      ]
    }
    var findings: [LintFinding] = []
    let lines = body.count { $0 == UInt8(ascii: "\n") } + (body.last == UInt8(ascii: "\n") ? 0 : 1)
    if lines >= mostLines {
      findings.append(
        .warning(
          "The body has \(lines) lines, and fewer than \(mostLines) are asked for — move parts to references/"
        )
      )
    }
    let tokens = tokens(in: body)
    if tokens > mostTokens {
      findings.append(
        .warning(
          "The body has about \(tokens) tokens, and \(mostTokens) are asked for — move parts to references/"
        )
      )
    }
    return findings
  }

  /// About how many tokens a text is: four ASCII characters each, or one and a half of others.
  static func tokens(in text: some Sequence<UInt8>) -> Int {
    var (plain, others) = (0, 0)
    for byte in text {
      if byte < 0x80 { plain += 1 } else if byte >= 0xC0 { others += 1 }
    }
    return plain / 4 + others * 2 / 3
  }
}
