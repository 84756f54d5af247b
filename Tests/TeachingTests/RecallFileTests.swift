import Plumbing
import Testing

@testable import Teaching

struct RecallFileTests {
  private func parse(_ text: String) -> Contract {
    RecallFile.parse(Array(text.utf8), name: "x/evals/recall.json")
  }

  @Test func `a trigger set of skill-creator works unchanged`() {
    let contract = parse(
      #"[{"query": "a", "should_trigger": true}, {"query": "b", "should_trigger": false}]"#
    )
    #expect(contract.queries == [Contract.Query("a"), Contract.Query("b", shouldTrigger: false)])
    #expect(contract.problems.isEmpty)
  }

  @Test func `rank and observed are read`() {
    let contract = parse(
      #"[{"query": "a", "should_trigger": true, "rank": 3}, {"query": "b", "should_trigger": true, "observed": true}]"#
    )
    #expect(contract.queries.map(\.rank) == [3, 1])
    #expect(contract.queries.map(\.origin) == [.declared, .observed])
    #expect(contract.isDeclared)
  }

  static let broken: [(text: String, kept: Int, problem: String)] = [
    ("", 0, "is not a JSON text"),
    ("[{", 0, "is not a JSON text"),
    ("\u{0}\u{1}\u{2}", 0, "is not a JSON text"),
    (#"{"a": 1}"#, 0, "is not a list of queries"),
    ("7", 0, "is not a list of queries"),
    (#"[1, "x", null, {"query": "a", "should_trigger": true}]"#, 1, "entry 1, has no \"query\""),
    (#"[{"query": "   ", "should_trigger": true}]"#, 0, "has no \"query\""),
    (#"[{"query": "a"}]"#, 0, "does not say \"should_trigger\""),
    (#"[{"query": "a", "should_trigger": "yes"}]"#, 0, "does not say \"should_trigger\""),
    (#"[{"query": "a", "should_trigger": true, "rank": 0}]"#, 1, "\"rank\" is a place from 1 on"),
    (#"[{"query": "a", "should_trigger": true, "rank": "first"}]"#, 1, "\"rank\" is a place from 1 on"),
    (
      #"[{"query": "a", "should_trigger": true}, {"query": "a", "should_trigger": true}]"#, 1,
      "repeats an earlier query"
    ),
    (
      #"[{"query": "a", "should_trigger": true}, {"query": "a", "should_trigger": false}]"#, 1,
      "wants the opposite"
    ),
    (#"[{"query": "a", "should_trigger": true, "weight": 3}]"#, 1, "keys that say nothing here: weight"),
  ]

  @Test(arguments: broken)
  func `what is amiss is said in one sentence, and the rest is used`(text: String, kept: Int, problem: String)
  {
    let contract = parse(text)
    #expect(contract.queries.count == kept)
    #expect(contract.problems.contains { $0.contains(problem) }, "\(contract.problems)")
    #expect(contract.problems.allSatisfy { !$0.contains("\n") })
  }

  @Test func `of a hundred thousand queries the first thousand are used, and that is said`() {
    let rows = (0..<100_000).map { "{\"query\": \"query \($0)\", \"should_trigger\": true}" }
    let contract = parse("[" + rows.joined(separator: ",") + "]")
    #expect(contract.queries.count == 1_000)
    #expect(
      contract.problems == [
        "x/evals/recall.json has 100000 queries; the first 1000 are used — keep those that differ"
      ]
    )
  }

  @Test func `a text longer than anybody asks is left out`() {
    let contract = parse(
      "[{\"query\": \"\(String(repeating: "word ", count: 1_000))\", \"should_trigger\": true}]"
    )
    #expect(contract.queries.isEmpty)
    #expect(contract.problems.first?.contains("more than anybody asks") == true)
  }
}
