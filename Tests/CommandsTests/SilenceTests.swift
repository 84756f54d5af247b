import Foundation
import Glibc
import Support
import Testing

/// Keys in the environment are no consent: everything works as it does without them, and nobody is called.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct SilenceTests {
  private let house = TemporaryHouse.current

  /// Made up, in the shapes of real ones.
  private static let keys = [
    "ANTHROPIC_API_KEY": "sk-ant-api03-made-up", "OPENAI_API_KEY": "sk-made-up", "GEMINI_API_KEY": "made-up",
  ]

  /// What a person and an agent ask for in a day, in this order, with its status and words of its answer.
  private static let day: [(command: [String], status: Int32, says: String)] = [
    (["update"], 0, "Indexed"),
    (["search", "dunning", "letter"], 0, "late-invoice"),
    (["query", "who sends the dunning letter?"], 0, "late-invoice"),
    // Its contract is broken before the lesson, and that is said by the status.
    (["audit"], 1, "late-invoice"),
    (["hook", "plain", "Who sends the dunning letter?"], 0, "late-invoice"),
    (["teach", "late-invoice"], 0, "late-invoice: proposed as #1"),
    (["proposals"], 0, "late-invoice  open"),
    (["proposals", "adopt", "1"], 0, "adopted"),
    (["audit"], 0, "late-invoice"),
    (["status"], 0, "memories"),
    (["providers"], 0, "Available, and not used: the variable"),
  ]

  /// A skill that describes itself poorly, with a contract, among notes.
  private func fill() throws {
    try house.write(
      """
      ---
      name: late-invoice
      description: Helps with stuff.
      ---

      # Late invoice

      1. Write a dunning letter.
      """,
      to: "skills/late-invoice/SKILL.md"
    )
    let queries = [
      "dunning letter for an unpaid bill", "send a dunning reminder", "overdue bill reminder",
      "bill overdue since march", "dunning after thirty overdue days", "unpaid bill dunning",
      "overdue dunning reminder", "second dunning reminder", "dunning the overdue", "unpaid and overdue bill",
    ]
    let rows = queries.map { #"{"query": "\#($0)", "should_trigger": true}"# }
    try house.write("[\(rows.joined(separator: ","))]", to: "skills/late-invoice/evals/recall.json")
    for number in 0..<12 {
      try house.write("# Note \(number)\n\nWeather and bicycle \(number).\n", to: "notes/\(number).md")
    }
    let added = try house.qmd("collection", "add", house.memories.path, "--name", "memories")
    try #require(added.status == 0, "\(added.error)")
  }

  private func run(_ command: [String], through wrapper: [String]) throws -> Outcome {
    let whole = wrapper + [TemporaryHouse.program.path] + command
    return try house.start(
      URL(filePath: whole[0]),
      Array(whole.dropFirst()),
      environment: Self.keys.merging(HookHouse.patient) { $1 }
    )
  }

  private func live(through wrapper: [String], after each: (_ command: [String]) throws -> Void) throws {
    try fill()
    for (command, status, says) in Self.day {
      let outcome = try run(command, through: wrapper)
      #expect(outcome.status == status, "\(command): \(outcome.error)")
      #expect(outcome.output.contains(says), "\(command): \(outcome.output)")
      #expect(!(outcome.output + outcome.error).contains("made-up"), "\(command) says a key")
      try each(command)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root may make a namespace without a network"))
  func `a day without any network is a day like any other`() throws {
    let wrapper = ["/usr/bin/unshare", "--net"]
    let devices = try house.start(
      URL(filePath: wrapper[0]),
      Array(wrapper.dropFirst()) + ["/bin/cat", "/proc/net/dev"]
    )
    // The loopback is down, too: not even this machine answers.
    let named = devices.output.split(separator: "\n").filter { $0.contains(":") }
    try #require(named.allSatisfy { $0.contains(" lo:") } && !named.isEmpty, "\(devices.output)")
    try live(through: wrapper) { _ in }
  }

  @Test func `with a network nobody beyond this machine is called`() throws {
    let trace = house.root.appending(path: "trace")
    let wrapper = ["/usr/bin/strace", "-f", "-o", trace.path, "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
    var calls: [Substring] = []
    try live(through: wrapper) { _ in
      calls += try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
        .filter { $0.contains("AF_INET") }
    }
    // Whether an Ollama runs here is asked before a lesson; that this is seen shows that a call would be.
    let isHere = calls.map { $0.contains(#"inet_addr("127.0.0.1")"#) }
    #expect(isHere.contains(true))
    #expect(!isHere.contains(false), "\(calls.joined(separator: "\n"))")
  }
}
