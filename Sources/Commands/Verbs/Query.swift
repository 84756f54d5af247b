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
        + " stand there, and at most one intent:. Without an embedding model only words are searched."
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
    let document = try QueryDocument(call.typed.words.joined(separator: " "))
    call.say("by words only: no embedding model is set up")
    return try Finding.run(call, text: document.words)
  }
}

/// A query of typed lines: `lex: words`, `vec: a question`, `hyde: an answer`, `intent: what it is for`.
struct QueryDocument {
  /// What is searched by words: the lex lines, or else all that was asked.
  let words: String

  init(_ text: String) throws {
    let lines = Lines.of(text).map { String($0.trimmed) }.filter { !$0.isEmpty }
    let typed = lines.map(Self.typed)
    guard typed.contains(where: { $0.kind != nil }) else {
      words = text
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
    for line in typed where line.kind == "lex" && line.text.filter({ $0 == "\"" }).count % 2 == 1 {
      throw Failure("A quote is not closed in 'lex: \(line.text)' — add the second \"")
    }
    let exact = typed.filter { $0.kind == "lex" }
    words = (exact.isEmpty ? typed.filter { $0.kind != "intent" } : exact).map(\.text).joined(separator: " ")
  }

  /// The question that it asks.
  func request(limit: Int?) -> SearchRequest { SearchRequest(words, limit: limit) }

  private static func typed(_ line: String) -> (kind: String?, text: String) {
    guard let colon = line.firstIndex(of: ":") else { return (nil, line) }
    let kind = line[..<colon].lowercased()
    guard ["lex", "vec", "hyde", "intent", "expand"].contains(kind) else { return (nil, line) }
    return (kind, String(line[line.index(after: colon)...].trimmed))
  }
}
