/// A command line that cannot be followed, as data; `description` is the one place of its wording.
enum UsageError: Error, Equatable, CustomStringConvertible {
  case unknownVerb(String, nearest: String?)
  case unknownSubverb(String, of: String, nearest: String?, known: [String])
  /// Of a verb, or typed without any.
  case unknownFlag(String, verb: String?, nearest: String?)
  /// The flag exists, for another verb.
  case foreignFlag(String, verb: String, owner: String)
  case missingValue(flag: String, expected: String)
  /// The name of a collection is empty.
  case missingName(flag: String)
  case unwantedValue(flag: String)
  case notANumber(flag: String, value: String, expected: String)
  case unknownChoice(flag: String, value: String, choices: [String])
  /// Words are missing after the verb.
  case missingWords(verb: String, operands: String, example: String?)
  case surplusWord(String, verb: String)

  var description: String {
    switch self {
    case .unknownVerb(let verb, let nearest):
      "Unknown command: \(verb)" + Self.hint(nearest, else: "`qmd --help` lists all")
    case .unknownSubverb(let word, let verb, let nearest, let known):
      "Unknown command: \(verb) \(word)"
        + Self.hint(nearest, else: "there are: \(known.joined(separator: ", "))")
    case .unknownFlag(let flag, let verb, let nearest):
      "Unknown flag: \(flag)"
        + Self.hint(
          nearest,
          else:
            "`\(verb.map { "qmd \($0)" } ?? "qmd") --help` lists all; what begins with a dash and is no flag comes after --"
        )
    case .foreignFlag(let flag, let verb, let owner):
      "Unknown flag: \(flag) belongs to `qmd \(owner)`, not to `qmd \(verb)` — `qmd \(verb) --help` lists its flags"
    case .missingValue(let flag, let expected):
      "\(flag) needs a value — give it as \(flag) \(expected)"
    case .missingName(let flag):
      "\(flag) needs a name — `qmd collection list` shows those there are"
    case .unwantedValue(let flag):
      "\(flag) takes no value — leave out what follows the ="
    case .notANumber(let flag, let value, let expected):
      "\(flag) needs \(expected), not '\(value)'"
    case .unknownChoice(let flag, let value, let choices):
      "\(flag) cannot be '\(value)' — choose one of \(choices.joined(separator: ", "))"
    case .missingWords(let verb, let operands, let example):
      "Usage: qmd \(verb) \(operands)" + (example.map { " — for example: \($0)" } ?? "")
    case .surplusWord(let word, let verb):
      "`qmd \(verb)` does not know what to do with '\(word)' — `qmd \(verb) --help` shows what it takes"
    }
  }

  private static func hint(_ nearest: String?, else otherwise: String) -> String {
    nearest.map { " — did you mean '\($0)'?" } ?? " — \(otherwise)"
  }
}
