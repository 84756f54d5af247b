/// The manual page, in the man macros of roff.
///
/// https://man7.org/linux/man-pages/man7/groff_man.7.html
enum ManPage {
  static var text: String {
    var lines = [
      ".TH QMD 1 \"\" \"qmd \(Version.number)\" \"User Commands\"",
      ".SH NAME",
      "qmd \\- procedural memory for personal agents",
      ".SH SYNOPSIS",
      ".B qmd",
      ".I verb",
      "[words] [flags]",
      ".SH DESCRIPTION",
      escaped(
        "Keeps folders of Markdown files indexed and answers questions from them in milliseconds. Flags may stand"
          + " anywhere; what begins with a dash and is no flag comes after --."
      ),
      ".SH VERBS",
    ]
    for group in Verb.Group.allCases {
      lines.append(".SS \"\(escaped(group.rawValue))\"")
      for verb in Verb.table where verb.group == group {
        lines += entry(verb)
        for subverb in verb.subverbs { lines += entry(subverb) }
      }
    }
    lines.append(".SH \"FLAGS OF EVERY VERB\"")
    for flag in Flag.everywhere { lines += entry(flag) }
    lines +=
      files + environment + exitStatus
    return lines.joined(separator: "\n") + "\n"
  }

  private static func entry(_ verb: Verb) -> [String] {
    var lines = [
      ".TP", ".B qmd \(escaped(verb.name)) \\fI\(escaped(verb.operands))\\fP", escaped(verb.meaning),
    ]
    for paragraph in verb.details { lines += [".IP", escaped(paragraph)] }
    if !verb.aliases.isEmpty { lines += [".IP", "Also: \(escaped(verb.aliases.joined(separator: ", ")))."] }
    lines.append(".RS")
    for flag in verb.flags where !flag.isIgnored { lines += entry(flag) }
    let ignored = verb.flags.filter(\.isIgnored).map(\.spelling)
    if !ignored.isEmpty {
      lines += [
        ".PP", escaped("Accepted, and without effect in this version: \(ignored.joined(separator: ", "))."),
      ]
    }
    for example in verb.examples {
      lines += [".PP", escaped(example.meaning) + ":", ".br", "\\fB\(escaped(example.command))\\fP"]
    }
    return lines + [".RE"]
  }

  private static func entry(_ flag: Flag) -> [String] {
    let value = flag.value.map { " \\fI\(escaped($0))\\fP" } ?? ""
    return [
      ".TP", "\\fB\(escaped(flag.spellings.joined(separator: ", ")))\\fP\(value)", escaped(flag.meaning),
    ]
  }

  private static let files = [
    ".SH FILES",
    ".TP", ".I \\(ti/.config/qmd/index.yml", "the collections; yours to edit",
    ".TP", ".I \\(ti/.cache/qmd/index.sqlite", "the index; a cache, which is rebuilt when it is deleted",
    ".TP", ".I \\(ti/.local/state/qmd/ledger.sqlite",
    "audits, proposals, every change of a skill, and what agents asked; it must not be lost",
    ".TP", ".I \\(ti/.local/state/qmd/displaced/",
    "skills that a change displaced, for 30 days; their texts are in the ledger, too",
    ".TP", ".I \\(ti/.local/state/qmd/watch.log", "what the watcher in the background says",
    ".TP", ".I \\(ti/.local/share/qmd/models/", "models that qmd pull fetched",
    ".TP", ".I .qmd/index.yml", "a project's own collections, with its index beside it",
  ]

  private static let environment = [
    ".SH ENVIRONMENT",
    ".TP", ".B QMD_CONFIG_DIR\\fR, \\fBXDG_CONFIG_HOME", "where index.yml lies",
    ".TP", ".B INDEX_PATH\\fR, \\fBXDG_CACHE_HOME", "where the index lies",
    ".TP", ".B XDG_STATE_HOME", "where ledger, displaced files and logs lie",
    ".TP", ".B XDG_DATA_HOME", "where models lie",
    ".TP", ".B XDG_RUNTIME_DIR", "where marks lie by which \\-\\-sync and \\-\\-wait are answered",
    ".TP", ".B QMD_SQLITE_BUSY_TIMEOUT",
    "for how many milliseconds an index that another program holds is waited for (two minutes for its lock, five seconds"
      + " for SQLite)",
    ".TP", ".B QMD_RECONCILE_SECONDS",
    "how often the watcher compares everything with the disk (900), for folders of a network that tell of no change",
    ".TP", ".B QMD_LOG",
    "from which level on the watcher says what it does: debug, info, error or fault (info)",
    ".TP", ".B QMD_HOST", "the address at which qmd mcp \\-\\-http listens (localhost)",
    ".TP", ".B QMD_ALLOWED_HOSTS",
    "further names by which that server may be asked, with commas between them",
    ".TP", ".B QMD_ALLOWED_ORIGINS", "web pages that may ask it, with commas between them",
    ".TP", ".B QMD_HOOK_DEADLINE",
    "after how many milliseconds qmd hook ends without an answer (\(HookTurn.deadline))",
    ".TP", ".B OLLAMA_HOST", "where an Ollama on this machine listens, which then teaches (127.0.0.1:11434)",
    ".TP", ".B QMD_SKILLS_DIR", "the skills that qmd skills shows, in place of the one that is brought along",
    ".TP", ".B NO_COLOR", "no colours and links",
    ".TP", ".B QMD_EDITOR_URI", "what links open, such as vscode://file/{path}:{line}:{col}",
    ".TP", ".B QMD_TRUST_LOCAL_CONFIG\\fR, \\fBQMD_TRUST_UPDATE_HOOKS",
    "1 approves what any project's own configuration asks for, or only its update commands",
  ]

  private static let exitStatus = [
    ".SH \"EXIT STATUS\"",
    ".TP", ".B 0", "done, also when nothing was found",
    ".TP", ".B 1", "a mistake, or a check found something",
    ".TP", ".B 2", "qmd audit, or a lesson, could not measure",
    ".PP",
    escaped(
      "`qmd hook AGENT` always ends with 0, and `qmd update` with the status of an update command that failed."
    ),
  ]

  /// What roff would take for syntax: backslashes, dashes of flags, and a dot or quote that begins a line.
  private static func escaped(_ text: String) -> String {
    var escaped = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "~": escaped += "\\(ti"
      case "^": escaped += "\\(ha"
      case "…": escaped += "..."
      case "—": escaped += "\\(em"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
