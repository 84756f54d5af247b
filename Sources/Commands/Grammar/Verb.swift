/// A verb of the command line, declared once for parser, help, man page, completions and README.
struct Verb: Sendable {
  /// Under which heading the help screen lists it.
  enum Group: String, CaseIterable, Sendable {
    case find = "Find and read"
    case keep = "Say what is kept"
    case skills = "Skills and recall"
    case agents = "For agents"
    case tend = "Keep it current"
    case about = "About qmd"
  }

  /// A command that works when it is pasted, and what it does.
  struct Example: Sendable {
    let command: String
    let meaning: String

    init(_ command: String, _ meaning: String) {
      self.command = command
      self.meaning = meaning
    }
  }

  /// The words that name it: `search`, `collection add`.
  let name: String
  let aliases: [String]
  let group: Group
  /// What may follow the name, as the usage line shows it.
  let operands: String
  /// One line.
  let meaning: String
  /// Further sentences, a paragraph each.
  let details: [String]
  let flags: [Flag]
  let examples: [Example]
  /// Verbs that begin with this one's name.
  let subverbs: [Verb]
  /// Whether what follows its name may be a word of the user's as well as one of the subverbs.
  let takesWords: Bool
  let run: @Sendable (Invocation) throws -> Int32

  init(
    _ name: String,
    aliases: [String] = [],
    _ group: Group,
    operands: String = "",
    _ meaning: String,
    details: [String] = [],
    flags: [Flag] = [],
    examples: [Example] = [],
    subverbs: [Verb] = [],
    takesWords: Bool = false,
    run: @escaping @Sendable (Invocation) throws -> Int32
  ) {
    self.name = name
    self.aliases = aliases
    self.group = group
    self.operands = operands
    self.meaning = meaning
    self.details = details
    self.flags = flags
    self.examples = examples
    self.subverbs = subverbs
    self.takesWords = takesWords
    self.run = run
  }

  /// The last word of its name.
  var lastWord: String { String(name.split(separator: " ").last ?? "") }

  /// The words by which it is typed after what comes before.
  var words: [String] { [lastWord] + aliases }

  /// Whether it does nothing by itself but head its subverbs.
  var isHeading: Bool { !subverbs.isEmpty && !operands.isEmpty && !takesWords }

  /// Those of its own, then those of every verb.
  var allFlags: [Flag] { flags + Flag.everywhere.filter { !flags.contains($0) } }
}
