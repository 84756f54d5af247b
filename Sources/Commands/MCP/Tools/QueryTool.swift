import Memory
import Plumbing

extension Tool {
  static let query = Tool(
    name: "query",
    title: "Query",
    description: """
      Finds the user's playbooks, notes and skills that answer a question, best first. Give `query`, a plain sentence or \
      a few words; or `searches`, up to ten typed ones, when it matters how each is meant:

      - lex: words. None is required, more of them rank higher; "quoted words" must stand as they are, -word leaves out, \
      word* finds what begins with it.
      - vec: a question whose meaning is looked for.
      - hyde: a passage as it might stand in the answer.

      `line` of a result is where it matches best: get(file, fromLine = line - 20, maxLines = 80) shows what stands \
      around it. An empty list means that nothing fits.
      """,
    properties: [
      .init("query", .property("string", "A question or a few words. Either this or 'searches'.")),
      .init(
        "searches",
        [
          "type": "array",
          "description": "Typed searches, the strongest first. Either this or 'query'.",
          "maxItems": 10,
          "items": [
            "type": "object",
            "properties": [
              "type": [
                "type": "string",
                "enum": ["lex", "vec", "hyde"],
                "description":
                  "lex: words; vec: a question, by meaning; hyde: an answer as it might stand there",
              ],
              "query": .property("string", "What to look for."),
            ],
            "required": ["type", "query"],
          ],
        ]
      ),
      .init("limit", .property("number", "At most so many results.", standard: 10)),
      .init(
        "minScore",
        .property("number", "Only results of at least this score, from 0 to 1.", standard: 0)
      ),
      .init(
        "candidateLimit",
        .property("number", "How many results a model ranks again, where one is set up.")
      ),
      .init(
        "collections",
        [
          "type": "array", "items": ["type": "string"],
          "description": "Only these collections; without it those that are searched by default.",
        ]
      ),
      .init("intent", .property("string", "What the question is for; it is not looked for itself.")),
      .init(
        "rerank",
        .property("boolean", "Whether a model ranks again, where one is set up.", standard: true)
      ),
    ]
  ) { call, arguments in
    let question = try ToolQuestion(arguments, call)
    let answer = try Finding.answer(call, question.request)
    let config = try call.config()
    let results = answer.hits.map { QueryResult.json($0, config, call, fullAddress: false) }
    return Result(
      question.summary(of: answer),
      structured: ["results": .array(results)],
      freshness: FreshnessNote.json(answer, call)
    )
  }
}

/// A question as agents put it, over MCP and by POST /query.
struct ToolQuestion {
  /// As it is repeated to whoever asked.
  let label: String
  let request: SearchRequest

  /// Results in one answer; who wants all lists them.
  private static let mostResults = 100
  private static let mostSearches = 10
  private static let kinds = ["lex", "vec", "hyde"]

  init(_ arguments: Tool.Arguments, _ call: Invocation) throws {
    let plain = try arguments.text("query")
    let searches = try arguments.objects("searches")
    let document: QueryDocument
    switch (plain, searches) {
    case (let plain?, nil):
      guard !plain.trimmed.isEmpty else {
        throw Failure("'query' is empty — ask a question or give a few words")
      }
      label = plain
      document = try QueryDocument(plain)
    case (nil, let searches?):
      guard !searches.isEmpty else { throw Failure("'searches' is empty — give one search, or 'query'") }
      guard searches.count <= Self.mostSearches else {
        throw Failure("There are \(searches.count) searches — give at most \(Self.mostSearches)")
      }
      let lines = try searches.map(Self.line)
      label = lines.map(\.text).joined(separator: " ")
      document = try QueryDocument(lines.map { "\($0.kind): \($0.text)" }.joined(separator: "\n"))
    default: throw Failure("Give either 'query', a plain question, or 'searches', a list of {type, query}")
    }
    var request = SearchRequest("", limit: min(try arguments.count("limit") ?? 10, Self.mostResults))
    document.shape(&request)
    if request.intent == nil { request.intent = try arguments.text("intent") }
    request.mayAbstain = true
    if let least = try arguments.number("minScore") {
      guard (0...1).contains(least) else { throw Failure("'minScore' must be a number from 0 to 1") }
      request.minimumScore = least
      // Whoever sets a measure, and be it 0, decides what fits.
      request.mayAbstain = false
    }
    request.collections = try arguments.texts("collections").map { try call.collection($0).name }
    self.request = request
  }

  private static func line(_ search: JSON) throws -> (kind: String, text: String) {
    guard let kind = search["type"]?.text, kinds.contains(kind) else {
      throw Failure("Each search has a 'type': lex, vec or hyde")
    }
    guard let text = search["query"]?.text, !text.trimmed.isEmpty else {
      throw Failure("The \(kind) search says nothing — give its 'query'")
    }
    return (kind, inOneLine(text))
  }

  private static func inOneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  func summary(of answer: SearchAnswer) -> String {
    guard !answer.hits.isEmpty else { return "No results found for \"\(label)\"" }
    let head = "Found \(answer.hits.count) result\(answer.hits.count == 1 ? "" : "s") for \"\(label)\":\n\n"
    return head
      + answer.hits.map {
        "\($0.docid) \(Wording.decimals($0.score * 100, 0))% \($0.collection)/\($0.path) - \($0.title)"
      }.joined(separator: "\n")
  }
}

/// A hit as agents read it.
enum QueryResult {
  /// Characters of a snippet.
  private static let longestSnippet = 500

  static func json(_ hit: Hit, _ config: Config, _ call: Invocation, fullAddress: Bool) -> JSON {
    [
      "docid": .string(hit.docid),
      "file": .string(fullAddress ? call.address(hit.collection, hit.path) : "\(hit.collection)/\(hit.path)"),
      "title": .string(hit.title),
      "score": .number(HitPrinter.shortest(hit.score)),
      "context": config.context(collection: hit.collection, path: hit.path).map { .string($0) } ?? .null,
      "line": .integer(hit.passage.line),
      "snippet": .string(Snippet.text(of: hit.passage, limit: longestSnippet, isNumbered: true)),
    ]
  }
}
