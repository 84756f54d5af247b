/// The part of the README that lists the verbs; a test compares it with the file.
enum ReadmeSection {
  static var text: String {
    var lines: [String] = []
    for group in Verb.Group.allCases {
      let verbs = Verb.table.filter { $0.group == group }.flatMap { verb in
        verb.isHeading ? verb.subverbs : [verb] + verb.subverbs
      }
      guard !verbs.isEmpty else { continue }
      lines += ["**\(group.rawValue)**", "", "| | |", "|---|---|"]
      for verb in verbs { lines.append("| `\(cell(verb))` | \(verb.meaning) |") }
      lines.append("")
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private static func cell(_ verb: Verb) -> String {
    // A bar would end the cell.
    let operands = verb.operands.split(separator: "|").joined(separator: "\\|")
    return "qmd \(verb.name)\(operands.isEmpty ? "" : " " + operands)"
  }
}
