/// What of a user's message is searched for.
enum Question {
  /// A longer message is known by how it begins and ends: people say what they want before what they paste, or after.
  static let headBytes = 1_200
  static let tailBytes = 600

  /// Messages that a program wrote in the user's place begin with one of these.
  private static let notices = [
    "<task-notification", "<system-reminder", "<command-", "<local-command", "<bash-", "<environment_context",
  ]

  /// The words to search for; nil for what asks nothing: a command of the agent's own, or a notice of a program.
  static func text(of prompt: String) -> String? {
    let text = String(withoutCode(bounded(prompt)).trimmed)
    guard let first = text.first else { return nil }
    if first == "!" || (first == "/" && isCommand(text)) || notices.contains(where: text.hasPrefix) {
      return nil
    }
    return plain(text)
  }

  /// On bytes, because the message may have megabytes.
  private static func bounded(_ prompt: String) -> String {
    let bytes = prompt.utf8
    guard bytes.count > headBytes + tailBytes else { return prompt }
    return String(decoding: bytes.prefix(headBytes), as: UTF8.self) + "\n"
      + String(decoding: bytes.suffix(tailBytes), as: UTF8.self)
  }

  /// What stands between lines of ``` is what the message is about, seldom what it asks.
  private static func withoutCode(_ text: String) -> String {
    var kept: [Substring] = []
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.drop(while: { $0 == " " }).hasPrefix("```") {
        isCode.toggle()
      } else if !isCode {
        kept.append(line)
      }
    }
    let rest = kept.joined(separator: "\n")
    return rest.allSatisfy(\.isWhitespace) ? text : rest
  }

  /// `/compact`, `/review:pr 12`; not `/home/me/notes.md`.
  private static func isCommand(_ text: String) -> Bool {
    let word = text.dropFirst().prefix { !$0.isWhitespace }
    return !word.isEmpty && !word.contains("/") && !word.contains(".")
  }

  /// A message is words: its quotes, dashes and stars are not the language of search.
  private static func plain(_ text: String) -> String {
    var plain = ""
    var isStart = true
    for character in text {
      let isSign = "\"“”„*\0".contains(character) || (character == "-" && isStart)
      plain.append(isSign ? " " : character)
      isStart = isSign || character.isWhitespace
    }
    return plain
  }
}
