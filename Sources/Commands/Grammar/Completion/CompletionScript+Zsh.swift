extension CompletionScript {
  /// As the manual asks: https://zsh.sourceforge.io/Doc/Release/Completion-System.html.
  static var zsh: [String] {
    var lines = [
      "#compdef qmd", "# zsh completion for qmd; made by `qmd completions zsh`",
      "_qmd_collections() { compadd -- ${(f)\"$(\(collectionNames))\"} }",
      "_qmd() {",
      "  local -a typed verbs flags",
      "  local i",
      "  for ((i = 2; i < CURRENT; i++)); do",
      "    case ${words[i]} in",
      "      (\(valueSpellings.joined(separator: "|"))) ((i++)) ;;",
      "      (-*) ;;",
      "      (*) typed+=(\"${words[i]}\") ;;",
      "    esac",
      "  done",
      "  local rest='*: :_message word'",
      "  case \"$typed\" in",
      "    ('')",
      "      verbs=(",
    ]
    lines += Verb.table.map { "        '\(quoted($0.name)):\(quoted($0.meaning))'" }
    lines += ["      )", "      flags=("] + Flag.everywhere.flatMap(zshArguments) + ["      ) ;;"]
    for spelled in verbs { lines += zshCase(spelled) }
    lines += [
      "  esac",
      "  if (( $#verbs )) && [[ $PREFIX != -* ]]; then",
      "    _describe verb verbs",
      "  else",
      "    _arguments -s : $flags \"$rest\"",
      "  fi",
      "}",
      "if [[ $funcstack[1] == _qmd ]]; then _qmd \"$@\"; else compdef _qmd qmd; fi",
    ]
    return lines
  }

  private static func zshCase(_ spelled: Spelled) -> [String] {
    let verb = spelled.verb
    let patterns = spelled.spellings.flatMap { ["'\($0)'", "'\($0) '*"] }
    var lines = ["    (\(patterns.joined(separator: "|")))"]
    if !verb.subverbs.isEmpty {
      lines.append("      verbs=(")
      lines += verb.subverbs.map { "        '\($0.lastWord):\(quoted($0.meaning))'" }
      lines.append("      )")
    }
    switch Words(of: verb) {
    case .anything: break
    case .files: lines.append("      rest='*:file:_files'")
    case .collections: lines.append("      rest='*:collection:_qmd_collections'")
    case .choice(let words): lines.append("      rest='*:word:(\(words.joined(separator: " ")))'")
    }
    return lines + ["      flags=("] + offered(of: verb).flatMap(zshArguments) + ["      ) ;;"]
  }

  private static func zshArguments(_ flag: Flag) -> [String] {
    flag.spellings.map { spelling in
      let meaning = "[\(quoted(flag.meaning, also: "[]"))]"
      guard let value = flag.value else { return "        '\(spelling)\(meaning)'" }
      let values =
        flag == .collection
        ? "_qmd_collections" : flag.choices.isEmpty ? "" : "(\(flag.choices.joined(separator: " ")))"
      return
        "        '\(flag == .collection ? "*" : "")\(spelling)\(meaning):\(value.lowercased()):\(values)'"
    }
  }

  /// Inside single quotes, where a colon would divide.
  private static func quoted(_ text: String, also more: String = "") -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "'": quoted += "'\\''"
      case ":" where more.isEmpty: quoted += "\\:"
      case let character where more.contains(character): quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return quoted
  }
}
