/// What shells need to complete verbs, flags, their values, files and the names of collections.
enum CompletionScript {
  enum Shell: String, CaseIterable { case bash, zsh, fish }

  static func text(for shell: Shell) -> String {
    let lines =
      switch shell {
      case .bash: bash
      case .zsh: zsh
      case .fish: fish
      }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A verb in every way to type it: `collection rm` is `collection remove`.
  struct Spelled {
    let verb: Verb
    let spellings: [String]
  }

  /// Those of two words first, because `collection add` also begins like `collection`.
  static var verbs: [Spelled] {
    Verb.table.flatMap { outer in
      outer.subverbs.map { inner in
        Spelled(
          verb: inner,
          spellings: outer.words.flatMap { first in inner.words.map { "\(first) \($0)" } }
        )
      }
    } + Verb.table.map { Spelled(verb: $0, spellings: $0.words) }
  }

  /// What may stand where a verb has its words.
  enum Words: Equatable {
    case anything, files, collections
    case choice([String])

    /// By the first name in the verb's usage.
    init(of verb: Verb) {
      let operands = verb.operands
      let choices = operands.split(separator: "|").map(String.init)
      if verb.name == "help" {
        self = .choice(Verb.table.map(\.name))
      } else if choices.count > 1, choices.allSatisfy({ $0.allSatisfy(\.isLowercase) }) {
        self = .choice(choices)
      } else {
        switch operands.drop(while: { $0 == "[" }).prefix(while: \.isUppercase) {
        case "COLLECTION": self = .collections
        case "FOLDER", "PATH", "FILE", "NAME", "PATTERN": self = .files
        default: self = .anything
        }
      }
    }
  }

  /// The names of collections, one a line, asked of the program itself.
  static let collectionNames = "qmd completions collections 2>/dev/null"

  /// Every flag of every verb, once.
  static var flags: [Flag] {
    var flags = Flag.everywhere
    for flag in verbs.flatMap(\.verb.flags) where !flags.contains(flag) { flags.append(flag) }
    return flags
  }

  static func offered(of verb: Verb) -> [Flag] { verb.allFlags.filter { !$0.isIgnored } }

  /// After which a word is the flag's value and none of the verb's.
  static var valueSpellings: [String] { flags.filter { $0.value != nil }.flatMap(\.spellings) }
}
