/// A flag of the command line, declared once for parser, help, man page and completions.
struct Flag: Equatable, Sendable {
  /// After two dashes; the flag's identity.
  let name: String
  /// After one dash.
  let short: Character?
  /// Other names after two dashes.
  let aliases: [String]
  /// What stands for the value in help; nil for a flag that is on or off.
  let value: String?
  /// The values there are, where they are few: completions offer them.
  let choices: [String]
  let meaning: String
  /// Accepted so that callers of other versions need not change, and without effect here.
  let isIgnored: Bool

  init(
    _ name: String,
    short: Character? = nil,
    aliases: [String] = [],
    value: String? = nil,
    choices: [String] = [],
    isIgnored: Bool = false,
    _ meaning: String
  ) {
    self.name = name
    self.short = short
    self.aliases = aliases
    self.value = value
    self.choices = choices
    self.meaning = meaning
    self.isIgnored = isIgnored
  }

  /// As it is typed, without its value: `-n`, `--json`.
  var spelling: String { short.map { "-\($0)" } ?? "--\(name)" }

  /// Every way to type it, short ones first.
  var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + (["--\(name)"] + aliases.map { "--\($0)" }) }

  static func == (one: Flag, other: Flag) -> Bool { one.name == other.name }
}
