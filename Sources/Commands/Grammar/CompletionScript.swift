/// What shells need to complete verbs, flags, their values and the names of collections.
enum CompletionScript {
  enum Shell: String, CaseIterable { case bash, zsh, fish }

  static func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  /// Every verb that is typed in one or two words.
  private static var verbs: [Verb] { Verb.table.flatMap { [$0] + $0.subverbs } }

  private static func spellings(of verb: Verb) -> [String] {
    verb.allFlags.filter { !$0.isIgnored }.flatMap(\.spellings)
  }

  /// The names of collections, asked of the program itself.
  private static let collectionNames =
    "qmd collection list --json 2>/dev/null | sed -n 's/^ *\"name\": \"\\(.*\\)\",$/\\1/p'"

  // MARK: bash

  private static var bash: String {
    var lines = [
      "# bash completion for qmd; made by `qmd completions bash`",
      "_qmd() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= flags= words= i",
      "  COMPREPLY=()",
      "  case $before in",
    ]
    for flag in uniqueFlags where !flag.choices.isEmpty {
      lines.append(
        "    \(flag.spellings.joined(separator: "|"))) COMPREPLY=($(compgen -W '\(flag.choices.joined(separator: " "))' --"
          + " \"$word\")); return ;;"
      )
    }
    lines.append(
      "    \(Flag.collection.spellings.joined(separator: "|"))) COMPREPLY=($(compgen -W \"$(\(collectionNames))\" --"
        + " \"$word\")); return ;;"
    )
    lines += [
      "  esac",
      "  for ((i = 1; i < COMP_CWORD; i++)); do",
      "    [[ ${COMP_WORDS[i]} == -* ]] || verb=\"$verb${verb:+ }${COMP_WORDS[i]}\"",
      "  done",
      "  case $verb in",
      "    '') words='\(Verb.table.map(\.name).joined(separator: " "))' flags='\(Flag.everywhere.flatMap(\.spellings).joined(separator: " "))' ;;",
    ]
    // Longer names first: `collection add` is also `collection` with words.
    for verb in verbs.sorted(by: { $0.name.utf8.count > $1.name.utf8.count }) {
      let inner = verb.subverbs.map(\.lastWord).joined(separator: " ")
      let words = inner.isEmpty ? "" : " [[ $verb == '\(verb.name)' ]] && words='\(inner)';"
      lines.append(
        "    '\(verb.name)'*)\(words) flags='\(spellings(of: verb).joined(separator: " "))' ;;"
      )
    }
    lines += [
      "  esac",
      "  case $verb in",
      "    'collection '*) [[ $verb == 'collection add'* ]] || words=\"$(\(collectionNames))\" ;;",
      "  esac",
      "  if [[ $word == -* ]]; then",
      "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))",
      "  else",
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))",
      "  fi",
      "}",
      "complete -o filenames -o bashdefault -F _qmd qmd",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static var uniqueFlags: [Flag] {
    var flags = Flag.everywhere
    for flag in verbs.flatMap(\.flags) where !flags.contains(flag) { flags.append(flag) }
    return flags
  }

  // MARK: zsh

  private static var zsh: String {
    var lines = [
      "#compdef qmd", "# zsh completion for qmd; made by `qmd completions zsh`", "_qmd() {",
      "  local -a verbs flags", "  local verb=${words[2]}", "  if (( CURRENT == 2 )); then", "    verbs=(",
    ]
    for verb in Verb.table { lines.append("      '\(quoted(verb.name)):\(quoted(verb.meaning))'") }
    lines += ["    )", "    _describe verb verbs", "    return", "  fi", "  case $verb in"]
    for verb in Verb.table where !verb.subverbs.isEmpty {
      lines += ["    \(verb.name))", "      if (( CURRENT == 3 )); then", "        verbs=("]
      for inner in verb.subverbs { lines.append("          '\(inner.lastWord):\(quoted(inner.meaning))'") }
      lines += [
        "        )", "        _describe verb verbs", "        return", "      fi",
        "      verb=\"$verb ${words[3]}\" ;;",
      ]
    }
    lines += ["  esac", "  case $verb in"]
    for verb in verbs {
      lines.append("    '\(verb.name)') flags=(")
      for flag in verb.allFlags where !flag.isIgnored {
        for spelling in flag.spellings { lines.append("      '\(zshArgument(flag, spelling))'") }
      }
      lines.append("    ) ;;")
    }
    lines += ["  esac", "  _arguments -s $flags '*:file:_files'", "}", "_qmd \"$@\""]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func zshArgument(_ flag: Flag, _ spelling: String) -> String {
    let meaning = "[\(quoted(flag.meaning, also: "[]"))]"
    guard let value = flag.value else { return spelling + meaning }
    let many = flag == .collection ? "*" : ""
    let choices =
      flag == .collection
      ? "(${(f)\"$(\(quoted(collectionNames)))\"})"
      : flag.choices.isEmpty ? "" : "(\(flag.choices.joined(separator: " ")))"
    return "\(many)\(spelling)\(meaning):\(value.lowercased()):\(choices)"
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

  // MARK: fish

  private static var fish: String {
    let names = Verb.table.map(\.name).joined(separator: " ")
    var lines = [
      "# fish completion for qmd; made by `qmd completions fish`",
      "set -l verbs \(names)",
      "complete -c qmd -n \"not __fish_seen_subcommand_from $verbs\" -f",
    ]
    for verb in Verb.table {
      lines.append(
        "complete -c qmd -n \"not __fish_seen_subcommand_from $verbs\" -a \(verb.name) -d \(fishQuoted(verb.meaning))"
      )
      for inner in verb.subverbs {
        lines.append(
          "complete -c qmd -f -n \"__fish_seen_subcommand_from \(verb.name)\" -a \(inner.lastWord) -d"
            + " \(fishQuoted(inner.meaning))"
        )
      }
    }
    for verb in Verb.table {
      for flag in verb.flags + verb.subverbs.flatMap(\.flags) where !flag.isIgnored {
        lines.append(fishFlag(flag, condition: "-n \"__fish_seen_subcommand_from \(verb.name)\" "))
      }
    }
    for flag in Flag.everywhere { lines.append(fishFlag(flag, condition: "")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func fishFlag(_ flag: Flag, condition: String) -> String {
    var line = "complete -c qmd \(condition)"
    if let short = flag.short { line += "-s \(short) " }
    line += ([flag.name] + flag.aliases).map { "-l \($0) " }.joined()
    if flag == .collection {
      line +=
        "-x -a \"(\(collectionNames.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")))\" "
    } else if !flag.choices.isEmpty {
      line += "-x -a \"\(flag.choices.joined(separator: " "))\" "
    } else if flag.value != nil {
      line += "-r "
    }
    return line + "-d \(fishQuoted(flag.meaning))"
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'") + "'"
  }
}
