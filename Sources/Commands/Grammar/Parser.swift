/// Reads a command line by the table of verbs.
///
/// Flags may stand anywhere, also before the verb; `--flag=value`, `-n5` and `--` mean what they mean elsewhere.
struct Parser {
  private let verbs: [Verb]
  /// A flag has the same shape in every verb, so it can be read before the verb is known.
  private let known: [Flag]

  init(_ verbs: [Verb]) {
    self.verbs = verbs
    var known = Flag.everywhere
    for verb in verbs {
      for flag in verb.flags + verb.subverbs.flatMap(\.flags) where !known.contains(flag) {
        known.append(flag)
      }
    }
    self.known = known
  }

  /// What a command line without any verb comes to.
  enum Outcome {
    case verb(Typed)
    /// Only flags, or nothing: the help screen, or the version.
    case none(flags: [Flag])
  }

  func parse(_ arguments: [String]) throws(UsageError) -> Outcome {
    var words: [String] = []
    var flags: [(flag: Flag, spelling: String, value: String)] = []
    var strangers: [String] = []
    var rest = arguments[...]
    /// How many words were typed before `--`.
    var verbWords: Int?
    while let argument = rest.popFirst() {
      if argument == "--" {
        verbWords = words.count
        words += rest
        break
      } else if argument.hasPrefix("--") {
        try readLong(argument, &rest, &flags, &strangers)
      } else if argument.hasPrefix("-"), argument.utf8.count > 1 {
        try readShort(argument, &rest, &flags, &strangers)
      } else {
        words.append(argument)
      }
    }
    guard !words.isEmpty else {
      if let stranger = strangers.first {
        throw .unknownFlag(
          stranger,
          verb: nil,
          nearest: NearestName.of(stranger, among: known.flatMap(\.spellings))
        )
      }
      return .none(flags: flags.map(\.flag))
    }
    var typed = Typed(try verb(&words, verbWords ?? words.count, isHelp: flags.contains { $0.flag == .help }))
    typed.words = words
    let own = typed.verb.allFlags
    if let stranger = strangers.first {
      let nearest = NearestName.of(stranger, among: own.flatMap(\.spellings))
      throw .unknownFlag(stranger, verb: typed.verb.name, nearest: nearest)
    }
    for (flag, spelling, value) in flags {
      guard own.contains(flag) else {
        let owner = (verbs + verbs.flatMap(\.subverbs)).first { $0.flags.contains(flag) }
        throw .foreignFlag(spelling, verb: typed.verb.name, owner: owner?.name ?? "help")
      }
      if !flag.choices.isEmpty, !flag.choices.contains(value) {
        throw .unknownChoice(flag: spelling, value: value, choices: flag.choices)
      }
      typed.add(flag, spelling: spelling, value: value)
    }
    return .verb(typed)
  }

  /// The verb of the first words, which it takes off.
  private func verb(_ words: inout [String], _ limit: Int, isHelp: Bool) throws(UsageError) -> Verb {
    let word = words.removeFirst()
    guard let verb = verbs.first(where: { $0.words.contains(word) }) else {
      throw .unknownVerb(word, nearest: NearestName.of(word, among: verbs.flatMap(\.words)))
    }
    guard !verb.subverbs.isEmpty, limit > 1, let next = words.first else { return verb }
    if let inner = verb.subverbs.first(where: { $0.words.contains(next) }) {
      words.removeFirst()
      return inner
    }
    if verb.takesWords || next == "help" { return verb }
    let names = verb.subverbs.flatMap(\.words)
    throw .unknownSubverb(next, of: verb.name, nearest: NearestName.of(next, among: names), known: names)
  }

  private typealias Flags = [(flag: Flag, spelling: String, value: String)]

  private func readLong(
    _ argument: String,
    _ rest: inout ArraySlice<String>,
    _ flags: inout Flags,
    _ strangers: inout [String]
  ) throws(UsageError) {
    let body = argument.dropFirst(2)
    let equals = body.firstIndex(of: "=")
    let name = String(body[..<(equals ?? body.endIndex)])
    let spelling = "--" + name
    guard let flag = known.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
      strangers.append(spelling)
      return
    }
    let given = equals.map { String(body[body.index(after: $0)...]) }
    guard let placeholder = flag.value else {
      guard given == nil else { throw .unwantedValue(flag: spelling) }
      flags.append((flag, spelling, ""))
      return
    }
    guard let value = given ?? takeValue(&rest) else {
      throw .missingValue(flag: spelling, expected: placeholder)
    }
    flags.append((flag, spelling, value))
  }

  private func readShort(
    _ argument: String,
    _ rest: inout ArraySlice<String>,
    _ flags: inout Flags,
    _ strangers: inout [String]
  ) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      let spelling = "-\(letter)"
      guard let flag = known.first(where: { $0.short == letter }) else {
        strangers.append(argument)
        return
      }
      guard let placeholder = flag.value else {
        flags.append((flag, spelling, ""))
        continue
      }
      let attached = letters.first == "=" ? letters.dropFirst() : letters
      guard let value = letters.isEmpty ? takeValue(&rest) : String(attached) else {
        throw .missingValue(flag: spelling, expected: placeholder)
      }
      flags.append((flag, spelling, value))
      return
    }
  }

  /// The next argument, unless it is plainly a flag itself.
  private func takeValue(_ rest: inout ArraySlice<String>) -> String? {
    guard let next = rest.first else { return nil }
    if next == "--" || (next.hasPrefix("-") && known.contains { $0.spellings.contains(next) }) { return nil }
    return rest.popFirst()
  }
}
