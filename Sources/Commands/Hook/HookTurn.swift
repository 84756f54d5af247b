import Memory
import Plumbing
import Teaching

/// One run of `qmd hook AGENT`: the agent's JSON in, its form of an answer out, or nothing.
///
/// An agent waits for this, so it never waits itself: one deadline over everything, and exit status 0 whatever happens
/// (2 would erase the user's message in most agents). The answer is made whole before any of it is written, and written
/// at once; what was asked is put on record afterwards.
enum HookTurn {
  /// Over everything, in milliseconds; the start of the process before `main` is allowed for.
  static let deadline = 150
  private static let start = 10

  /// A message of this many bytes is read; of a longer one, which ends in the middle, nothing can be known.
  private static let largestInput = 16 << 20

  /// Whether these arguments are an agent's, and not a person's who wants to know about the verb.
  static func isAsked(_ arguments: [String]) -> Bool {
    guard arguments.count >= 2, arguments[0] == "hook", HookAgents.named(arguments[1]) != nil else {
      return false
    }
    return !arguments.contains { ["-h", "--help", "help"].contains($0) }
  }

  /// From here on the process ends in time and with status 0, and nobody is told why.
  ///
  /// QMD_HOOK_DEADLINE sets other milliseconds: for a machine that is slower than any agent's patience, and for
  /// measurements that must not depend on what else the machine does.
  static func begin() {
    let asked = Launch.environment()["QMD_HOOK_DEADLINE"].flatMap { Int($0) } ?? deadline
    Deadline.leaveQuietly(after: max(start, min(asked, 60_000)) - start + 1)
    Standard.silence(Standard.error)
  }

  static func run(_ agent: any HookAgent, _ call: Invocation) throws -> Int32 {
    var limits = Recall.Limits()
    if let entries = try call.typed.count(.entries) { limits.entries = entries }
    if let characters = try call.typed.count(.characters) { limits.characters = characters }
    if let score = try call.typed.share(.minimumScore) { limits.score = score }
    let input = input(agent, call)
    if let beginning = agent.beginning(input) {
      if AgentReload.isDue(beginning, call.places) { Standard.write(agent.reloading, to: Standard.output) }
      return 0
    }
    guard let turn = turn(agent, input, call), let question = Question.text(of: turn.prompt) else { return 0 }
    var environment = call.environment
    if let folder = turn.folder { environment["PWD"] = folder.text }
    let recall = Recall(question, in: HookLibrary.all(environment, index: call.indexName), limits)
    let answer = RecallText(home: call.places.home, limit: limits.characters).text(of: recall.entries)
    let shown = answer?.shown ?? []
    if call.typed.has(.json) {
      call.output.write(payload(shown, recall.best))
      call.output.flush()
    } else if let answer {
      let bytes = agent.answer(answer.text)
      // Written in one piece, or not at all.
      guard bytes.count <= Standard.wholeInPipe else { return 0 }
      Standard.write(bytes, to: Standard.output)
    }
    LookupRecord.add(turn, question: question, agent: agent.name, recall.best, shown, call)
    return 0
  }

  /// What the agent tells; nothing where the words stand on the command line.
  private static func input(_ agent: any HookAgent, _ call: Invocation) -> [UInt8] {
    if agent is PlainHook, !call.typed.words.isEmpty { return [] }
    // Some agents leave our input open: an object that is whole is enough.
    return Standard.readInput(limit: largestInput, until: isWholeObject)
  }

  /// The words on the command line, where there are some, or what came on standard input.
  private static func turn(_ agent: any HookAgent, _ input: [UInt8], _ call: Invocation) -> AgentTurn? {
    if agent is PlainHook, !call.typed.words.isEmpty {
      return AgentTurn(prompt: call.typed.words.joined(separator: " "))
    }
    return agent.turn(input)
  }

  /// Whether every bracket is closed again; whether it is JSON is seen later.
  static func isWholeObject(_ bytes: [UInt8]) -> Bool {
    guard bytes.last(where: { $0 > 0x20 }) == UInt8(ascii: "}") else { return false }
    var depth = 0
    var isText = false, isEscaped = false
    for byte in bytes {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return depth == 0 && !isText
  }

  private static func payload(_ entries: [Recall.Entry], _ best: Double) -> JSON {
    [
      "best": .number(Wording.decimals(best, 4)),
      "entries": .array(
        entries.map { entry in
          [
            "file": .string(entry.address), "kind": entry.isSkill ? "skill" : "memory",
            "score": .number(Wording.decimals(entry.score, 4)), "title": .string(entry.title),
            "line": .integer(entry.line),
          ]
        }
      ),
    ]
  }
}
