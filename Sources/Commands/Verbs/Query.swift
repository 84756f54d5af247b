import Memory
import Plumbing

extension Verb {
  static let query = Verb(
    "query",
    aliases: ["deep-search"],
    .find,
    operands: "WORDS…|DOCUMENT",
    "Find what answers a question, by words and meaning.",
    details: [
      "A document of several lines says how each is meant: lex: words, vec: a question, hyde: an answer as it might"
        + " stand there, and at most one intent:. The first vec: or hyde: line counts double.",
      "Vectors are computed on this machine (`qmd pull`, `qmd embed`); without them only words are searched. No language"
        + " model takes part, so nothing is expanded or ranked again.",
    ],
    flags: Flag.finding,
    examples: [
      Example("qmd query \"how much discount may a prospect get\"", "one question"),
      Example(
        "qmd query $'lex: \"annual contract\" discount\\nvec: what may a prospect be offered'",
        "words and meaning"
      ),
    ]
  ) { call in
    let typed = call.typed.words.joined(separator: " ")
    let document = try QueryDocument(typed)
    return try Finding.run(call, text: typed) { request in
      request.text = document.words
      request.meanings = document.meanings
      request.usesWords = document.usesWords
      request.intent = document.intent ?? call.typed.value(.intent)
    }
  }
}

/// A query of typed lines: `lex: words`, `vec: a question`, `hyde: an answer`, `intent: what it is for`.
struct QueryDocument {
  /// What is searched by words: the lex lines, or else all that was asked.
  let words: String
  /// What is searched by meaning: the vec and hyde lines; a plain question is both.
  let meanings: [String]
  /// Whether words count although there are meanings: not when every line is vec: or hyde:.
  let usesWords: Bool
  let intent: String?

  private init(words: String, meanings: [String], usesWords: Bool, intent: String?) {
    self.words = words
    self.meanings = meanings
    self.usesWords = usesWords
    self.intent = intent
  }

  init(_ text: String) throws {
    let lines = Lines.of(text).map { String($0.trimmed) }.filter { !$0.isEmpty }
    let typed = lines.map(Self.typed)
    guard typed.contains(where: { $0.kind != nil }) else {
      self.init(words: text, meanings: [text], usesWords: true, intent: nil)
      return
    }
    guard typed.allSatisfy({ $0.kind != nil }) || lines.count == 1 else {
      let plain = typed.first { $0.kind == nil }?.text ?? ""
      throw Failure(
        "The line '\(plain.prefix(40))' has no type — begin each line with lex:, vec:, hyde: or intent:, or ask one plain"
          + " line"
      )
    }
    let intents = typed.filter { $0.kind == "intent" }
    guard intents.count <= 1 else { throw Failure("There are \(intents.count) intent: lines — keep one") }
    guard intents.count < typed.count else {
      throw Failure("An intent: line alone asks nothing — add a lex: or vec: line")
    }
    if let empty = typed.first(where: { $0.text.isEmpty }) {
      throw Failure("The line '\(empty.kind ?? ""):' says nothing — write what to look for after it")
    }
    for line in typed where line.kind == "lex" && line.text.filter({ $0 == "\"" }).count % 2 == 1 {
      throw Failure("A quote is not closed in 'lex: \(line.text)' — add the second \"")
    }
    // An expand: line is a plain question.
    let exact = typed.filter { $0.kind == "lex" || $0.kind == "expand" }.map(\.text)
    let meanings = typed.filter { $0.kind != "lex" && $0.kind != "intent" }.map(\.text)
    self.init(
      words: (exact.isEmpty ? meanings : exact).joined(separator: " "),
      meanings: meanings,
      usesWords: !exact.isEmpty,
      intent: intents.first?.text
    )
  }

  private static func typed(_ line: String) -> (kind: String?, text: String) {
    guard let colon = line.firstIndex(of: ":") else { return (nil, line) }
    let kind = line[..<colon].lowercased()
    guard ["lex", "vec", "hyde", "intent", "expand"].contains(kind) else { return (nil, line) }
    return (kind, String(line[line.index(after: colon)...].trimmed))
  }
}
