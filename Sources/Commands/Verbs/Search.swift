import Memory
import Plumbing

extension Verb {
  static let search = Verb(
    "search",
    .find,
    operands: "WORDS…",
    "Find what answers a question, by its words.",
    details: [
      "Words are ranked, never required: ask as you would ask a person. \"Quoted words\" must stand as they are, -word"
        + " and -\"quoted words\" leave out (all in one argument: qmd search 'invoice -draft'), and word* finds what"
        + " begins with it.",
      "Files saved a moment ago are found too; nothing is written.",
    ],
    flags: Flag.finding,
    examples: [
      Example("qmd search discount prospect", "the five best answers"),
      Example("qmd search \"how do I answer an angry customer\" --json -n 3", "three, for a program"),
      Example(
        "qmd search '\"annual contract\" -partner' -c memories --full",
        "an exact phrase, in one collection, whole texts"
      ),
    ]
  ) { call in
    try Finding.run(call, text: call.typed.words.joined(separator: " "))
  }
}

/// What search, query and vsearch have in common.
enum Finding {
  /// Answers a question: for the command line, and for agents that ask over MCP.
  static func answer(_ call: Invocation, _ request: SearchRequest) throws -> SearchAnswer {
    try call.search().answer(request)
  }

  /// Puts a question, as `shape` completes it, and prints what answers.
  static func run(
    _ call: Invocation,
    text: String,
    shape: (inout SearchRequest) -> Void = { _ in },
    afterwards: (inout SearchAnswer) -> Void = { _ in }
  ) throws -> Int32 {
    _ = try call.words(atLeast: 1)
    guard !text.allSatisfy(\.isWhitespace) else {
      throw UsageError.missingWords(
        verb: call.typed.verb.name,
        operands: call.typed.verb.operands,
        example: call.typed.verb.examples.first?.command
      )
    }
    let format = Format(call.typed)
    let config = try call.config()
    var request = SearchRequest(text, limit: format == .json || format == .files ? 20 : 5)
    if let limit = try call.typed.countOrUsual(.limit) { request.limit = limit }
    if call.typed.has(.all) { request.limit = nil }
    request.collections = try call.chosenCollections().map(\.name)
    request.minimumScore = try call.typed.share(.minimumScore) ?? 0
    request.mayAbstain = !call.typed.has(.minimumScore) && !call.typed.has(.all)
    request.wantsBody = call.typed.has(.full)
    shape(&request)
    _ = try Search.scope(of: request, in: config)
    if call.typed.has(.sync), !Synchronization.run(index: call.places.index) {
      call.say(
        "no watcher answered, so files were compared with the index instead — `qmd watch` keeps it current"
      )
    }

    var answer = try answer(call, request)
    afterwards(&answer)
    let style = HitStyle(call, config, format, answer)
    call.output.write(HitPrinter(style).text(of: answer.hits))
    for remark in SearchRemarks.of(answer, request, config, isForPeople: format == .cli) { call.say(remark) }
    return 0
  }
}
