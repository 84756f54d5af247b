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
      "Vectors are computed on this machine (`qmd pull`, `qmd embed`); without them only words are searched. A language"
        + " model says a plain question otherwise and ranks the best hits again only where `models: search:` names one and"
        + " `qmd providers consent --for search` was given; scores stay what they were.",
    ],
    flags: Flag.asking,
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
    var part = try ModelPart(call, document)
    return try Finding.run(call, text: typed) { request in
      document.shape(&request)
      request.intent = document.intent ?? call.typed.value(.intent)
      part.expand(&request)
    } afterwards: { answer in
      part.rank(&answer)
    }
  }
}

/// The steps of a language model in one query; those that are skipped are named.
private struct ModelPart {
  private let call: Invocation
  private let question: String
  private let isPlain: Bool
  private let candidates: Int
  private let model: QueryModel?
  private var limit: Int?

  init(_ call: Invocation, _ document: QueryDocument) throws {
    self.call = call
    question = document.words
    isPlain = document.isPlain
    candidates = try call.typed.countOrUsual(.candidates) ?? QueryModel.candidates
    var request = SearchRequest("")
    request.collections = try call.chosenCollections().map(\.name)
    do {
      model = try QueryModel(call, scope: Search.scope(of: request, in: call.config()))
    } catch {
      model = nil
      call.say("not expanded or ranked again: \(error)")
    }
  }

  /// Adds what a plain question means in other words; typed lines say it themselves.
  mutating func expand(_ request: inout SearchRequest) {
    guard let model else { return }
    limit = request.limit
    if !call.typed.has(.noRerank), let limit { request.limit = max(limit, candidates) }
    guard isPlain else { return }
    do {
      request.meanings += try model.otherwise(question)
    } catch {
      call.say("not expanded: \(error)")
    }
  }

  func rank(_ answer: inout SearchAnswer) {
    guard let model else { return }
    if !call.typed.has(.noRerank) {
      let best = Array(answer.hits.prefix(candidates))
      do {
        answer.arrange(try model.order(best, for: question))
      } catch {
        call.say("not ranked again: \(error)")
      }
    }
    if let limit { answer.cut(to: limit) }
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
  /// Whether no line has a type.
  let isPlain: Bool

  private init(words: String, meanings: [String], usesWords: Bool, intent: String?, isPlain: Bool = false) {
    self.words = words
    self.meanings = meanings
    self.usesWords = usesWords
    self.intent = intent
    self.isPlain = isPlain
  }

  init(_ text: String) throws {
    let lines = Lines.of(text).map { String($0.trimmed) }.filter { !$0.isEmpty }
    let typed = lines.map(Self.typed)
    guard typed.contains(where: { $0.kind != nil }) else {
      self.init(words: text, meanings: [text], usesWords: true, intent: nil, isPlain: true)
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

  /// Makes a request ask what it asks.
  func shape(_ request: inout SearchRequest) {
    request.text = words
    request.meanings = meanings
    request.usesWords = usesWords
    request.intent = intent
  }

  private static func typed(_ line: String) -> (kind: String?, text: String) {
    guard let colon = line.firstIndex(of: ":") else { return (nil, line) }
    let kind = line[..<colon].lowercased()
    guard ["lex", "vec", "hyde", "intent", "expand"].contains(kind) else { return (nil, line) }
    return (kind, String(line[line.index(after: colon)...].trimmed))
  }
}
