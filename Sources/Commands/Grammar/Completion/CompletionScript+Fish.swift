extension CompletionScript {
  /// As the manual asks: https://fishshell.com/docs/current/completions.html.
  static var fish: [String] {
    var lines = [
      "# fish completion for qmd; made by `qmd completions fish`",
      "function __qmd_words -d 'what is typed before the cursor, without flags and their values'",
      "  set -l isvalue 0",
      "  for token in (commandline -opc)[2..-1]",
      "    if test $isvalue = 1",
      "      set isvalue 0",
      "      continue",
      "    end",
      "    switch $token",
      "      case \(valueSpellings.joined(separator: " "))",
      "        set isvalue 1",
      "      case '-*'",
      "      case '*'",
      "        echo $token",
      "    end",
      "  end",
      "end",
      "function __qmd_at -d 'whether exactly these words are typed'",
      "  set -l typed (__qmd_words)",
      "  test \"$typed\" = \"$argv\"",
      "end",
      "function __qmd_in -d 'whether the words that are typed begin with these'",
      "  set -l typed (__qmd_words)",
      "  set -l many (count $argv)",
      "  test (count $typed) -ge $many; and test \"$typed[1..$many]\" = \"$argv\"",
      "end",
      "complete -c qmd -f",
    ]
    for verb in Verb.table {
      lines.append("complete -c qmd -n __qmd_at -a \(verb.name) -d \(fishQuoted(verb.meaning))")
    }
    for spelled in verbs { lines += fishLines(spelled) }
    lines += Flag.everywhere.map { fishFlag($0, condition: "") }
    return lines
  }

  private static func fishLines(_ spelled: Spelled) -> [String] {
    let verb = spelled.verb
    func when(_ test: String) -> String {
      "-n '\(spelled.spellings.map { "\(test) \($0)" }.joined(separator: "; or "))' "
    }
    let here = when("__qmd_at")
    // The flags of a verb that heads others are not theirs.
    let below = verb.subverbs.isEmpty ? when("__qmd_in") : here
    var lines = verb.subverbs.map {
      "complete -c qmd \(here)-a \($0.lastWord) -d \(fishQuoted($0.meaning))"
    }
    switch Words(of: verb) {
    case .anything: break
    case .files: lines.append("complete -c qmd \(below)-F")
    case .collections: lines.append("complete -c qmd \(below)-a '(\(collectionNames))'")
    case .choice(let words): lines.append("complete -c qmd \(here)-a '\(words.joined(separator: " "))'")
    }
    return lines + verb.flags.filter { !$0.isIgnored }.map { fishFlag($0, condition: below) }
  }

  private static func fishFlag(_ flag: Flag, condition: String) -> String {
    var line = "complete -c qmd \(condition)"
    if let short = flag.short { line += "-s \(short) " }
    line += ([flag.name] + flag.aliases).map { "-l \($0) " }.joined()
    if flag == .collection {
      line += "-x -a '(\(collectionNames))' "
    } else if !flag.choices.isEmpty {
      line += "-x -a '\(flag.choices.joined(separator: " "))' "
    } else if flag.value != nil {
      line += "-x "
    }
    return line + "-d \(fishQuoted(flag.meaning))"
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'") + "'"
  }
}
