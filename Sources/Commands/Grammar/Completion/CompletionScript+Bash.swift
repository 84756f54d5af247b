extension CompletionScript {
  /// As the manual asks: https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html.
  static var bash: [String] {
    var lines = [
      "# bash completion for qmd; made by `qmd completions bash`",
      "_qmd() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= words= flags= files= i",
      "  local IFS=$' \\t\\n'",
      "  COMPREPLY=()",
      "  case $before in",
    ]
    for flag in flags where !flag.choices.isEmpty {
      lines.append(
        "    \(pattern(flag.spellings))) COMPREPLY=($(compgen -W '\(flag.choices.joined(separator: " "))' --"
          + " \"$word\")); return ;;"
      )
    }
    lines += [
      "    \(pattern(Flag.collection.spellings))) COMPREPLY=($(compgen -W \"$(\(collectionNames))\" -- \"$word\"));"
        + " return ;;",
      "    \(pattern(valueSpellings))) return ;;",
      "  esac",
      "  for ((i = 1; i < COMP_CWORD; i++)); do",
      "    case ${COMP_WORDS[i]} in",
      "      \(pattern(valueSpellings))) ((i++)) ;;",
      "      -*) ;;",
      "      *) verb+=${verb:+ }${COMP_WORDS[i]} ;;",
      "    esac",
      "  done",
      "  case $verb in",
      "    '') words='\(Verb.table.map(\.name).joined(separator: " "))'"
        + " flags='\(Flag.everywhere.flatMap(\.spellings).joined(separator: " "))' ;;",
    ]
    for spelled in verbs { lines.append(bashCase(spelled)) }
    lines += [
      "  esac",
      "  if [[ $word == -* ]]; then",
      "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))",
      "  else",
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))",
      "    if [[ $files ]]; then",
      "      compopt -o filenames 2>/dev/null",
      "      IFS=$'\\n'",
      "      COMPREPLY+=($(compgen -f -- \"$word\"))",
      "    fi",
      "  fi",
      "}",
      "complete -F _qmd qmd",
    ]
    return lines
  }

  private static func pattern(_ spellings: [String]) -> String { spellings.joined(separator: "|") }

  private static func bashCase(_ spelled: Spelled) -> String {
    let verb = spelled.verb
    let patterns = spelled.spellings.flatMap { ["'\($0)'", "'\($0) '*"] }
    var line = "    \(pattern(patterns))) flags='"
    line += offered(of: verb).flatMap(\.spellings).joined(separator: " ") + "'"
    switch Words(of: verb) {
    case _ where !verb.subverbs.isEmpty:
      line += " words='\(verb.subverbs.map(\.lastWord).joined(separator: " "))'"
    case .anything: break
    case .files: line += " files=1"
    case .collections: line += " words=\"$(\(collectionNames))\""
    case .choice(let words): line += " words='\(words.joined(separator: " "))'"
    }
    return line + " ;;"
  }
}
