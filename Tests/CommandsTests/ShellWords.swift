/// A command line as it is typed.
enum ShellWords {
  /// Words as a shell makes them of a line with quotes in it.
  static func of(_ line: some StringProtocol) -> [String] {
    var words: [String] = [], word = "", isWord = false
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character == " " {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    return !isWord ? words : words + [word]
  }
}
