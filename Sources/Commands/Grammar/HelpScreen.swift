/// The help of all verbs and of each, out of the table.
enum HelpScreen {
  static let width = 80

  /// Prints the list of all verbs.
  static func printAll(to output: Output) {
    output.line("qmd: procedural memory for personal agents")
    output.line()
    output.line("Usage: qmd VERB [words] [flags]")
    for group in Verb.Group.allCases {
      let verbs = Verb.table.filter { $0.group == group }
      guard !verbs.isEmpty else { continue }
      output.line()
      output.line("\(group.rawValue):")
      let rows = verbs.flatMap { verb in
        verb.isHeading ? verb.subverbs : [verb] + verb.subverbs
      }.map { (head(of: $0), $0.meaning) }
      printTable(rows, to: output)
    }
    output.line()
    output.line("Flags of search, query and vsearch:")
    printTable(Flag.finding.filter { !$0.isIgnored }.map { (spelled($0), $0.meaning) }, to: output)
    output.line()
    output.line("Flags of every verb:")
    printTable(Flag.everywhere.map { (spelled($0), $0.meaning) }, to: output)
    output.line()
    output.line("`qmd VERB --help` shows the flags of a verb, and examples.")
  }

  /// Prints what one verb does.
  @discardableResult
  static func print(_ verb: Verb, to output: Output) -> Int32 {
    output.line("Usage: qmd \(verb.name)\(verb.operands.isEmpty ? "" : " " + verb.operands)")
    output.line()
    for (index, paragraph) in ([verb.meaning] + verb.details).enumerated() {
      if index > 0 { output.line() }
      for line in Wording.wrapped(paragraph, width) { output.line(line) }
    }
    if !verb.aliases.isEmpty { output.line("Also: \(verb.aliases.joined(separator: ", ")).") }
    if !verb.subverbs.isEmpty {
      output.line()
      output.line("Verbs:")
      printTable(verb.subverbs.map { (head(of: $0), $0.meaning) }, to: output)
    }
    let flags = verb.flags.filter { !$0.isIgnored }
    if !flags.isEmpty {
      output.line()
      output.line("Flags:")
      printTable(flags.map { (spelled($0), $0.meaning) }, to: output)
    }
    let ignored = verb.flags.filter(\.isIgnored)
    if !ignored.isEmpty {
      let names = ignored.map(\.spelling).joined(separator: ", ")
      output.line()
      for line in Wording.wrapped("Accepted, and without effect in this version: \(names).", width) {
        output.line(line)
      }
    }
    if !verb.examples.isEmpty {
      output.line()
      output.line(verb.examples.count == 1 ? "Example:" : "Examples:")
      for example in verb.examples {
        output.line("  \(example.command)")
        for line in Wording.wrapped(example.meaning, width - 6) { output.line("      \(line)") }
      }
    }
    return 0
  }

  private static func head(of verb: Verb) -> String {
    verb.operands.isEmpty ? verb.name : "\(verb.name) \(verb.operands)"
  }

  /// `-n, --limit N`.
  static func spelled(_ flag: Flag) -> String {
    flag.spellings.joined(separator: ", ") + (flag.value.map { " \($0)" } ?? "")
  }

  /// Two columns within the width of the screen; a left side that is too long stands in a line of its own.
  private static func printTable(_ rows: [(String, String)], to output: Output) {
    let left = min(30, rows.map(\.0.count).max() ?? 0)
    for (head, meaning) in rows {
      var lines = Wording.wrapped(meaning, width - left - 4)
      if head.count > left {
        output.line("  \(head)")
      } else {
        output.line("  \(Wording.padded(head, left))  \(lines.isEmpty ? "" : lines.removeFirst())")
      }
      for line in lines { output.line(String(repeating: " ", count: left + 4) + line) }
    }
  }
}
