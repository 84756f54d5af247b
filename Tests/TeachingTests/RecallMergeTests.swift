import Plumbing
import Teaching
import Testing

struct RecallMergeTests {
  private static let names = (source: "new.json", contract: "one/evals/recall.json")

  private func merge(_ source: String, into contract: String?) throws(RecallMerge.Failure) -> RecallMerge {
    try RecallMerge(of: Array(source.utf8), into: contract.map { Array($0.utf8) }, names: Self.names)
  }

  private static let source = #"[{"query":"new one","should_trigger":true,"mine":[1,{"a":"]"}]}]"#
  private static let line = #"{"query": "new one", "should_trigger": true, "mine": [1,{"a":"]"}]}"#

  @Test(arguments: [
    ("[]", "[\n  LINE\n]"),
    ("[\n]\n", "[\n  LINE\n]\n"),
    (
      #"[{"query": "a ] \" b", "should_trigger": true}]"#,
      #"[{"query": "a ] \" b", "should_trigger": true},"# + "\n  LINE\n]"
    ),
    (
      "[\n\t{\"query\" : \"x\", \"should_trigger\":false , \"note\":\"kept\"}\n]\n",
      "[\n\t{\"query\" : \"x\", \"should_trigger\":false , \"note\":\"kept\"},\n  LINE\n]\n"
    ),
    (
      #"{"skill_name": "one", "queries": [{"query": "x", "should_trigger": true}], "z": [1, 2]}"#,
      #"{"skill_name": "one", "queries": [{"query": "x", "should_trigger": true},"# + "\n  LINE\n"
        + #"], "z": [1, 2]}"#
    ),
    (
      #"{"a": {"queries": [0]}, "evals": [ ], "b": "queries"}"#,
      #"{"a": {"queries": [0]}, "evals": ["# + "\n  LINE ], \"b\": \"queries\"}"
    ),
    ("\u{FEFF}[1, 2.5, null]", "\u{FEFF}[1, 2.5, null,\n  LINE\n]"),
  ])
  func `what is written down stays byte for byte`(before: String, after: String) throws {
    let merge = try merge(Self.source, into: before)
    #expect(String(decoding: merge.bytes, as: UTF8.self) == after.replacing("LINE", with: Self.line))
    #expect(merge.added == 1)
  }

  @Test func `a first contract is one line for each query`() throws {
    let merge = try merge(Self.source, into: nil)
    #expect(String(decoding: merge.bytes, as: UTF8.self) == "[\n  \(Self.line)\n]\n")
  }

  @Test func `what is known is not added, and what contradicts is left out and named`() throws {
    let merge = try merge(
      """
      {"skill_name": "one", "evals": [{"query": "Same, as before!", "should_trigger": true},
      {"query": "same as before", "should_trigger": false}, {"query": "twice", "should_trigger": true},
      {"query": "twice", "should_trigger": false}, {"should_trigger": true}, {"query": "undecided"}]}
      """,
      into: #"[{"query": "same as before", "should_trigger": true}]"#
    )
    #expect(merge.added == 1)
    #expect(merge.known == 1)
    #expect(
      merge.refused == [
        #"new.json, entry 2, "same as before", should not trigger, and an entry before it says the opposite"#,
        #"new.json, entry 4, "twice", should not trigger, and an entry before it says the opposite"#,
        #"new.json, entry 5, has no "query""#,
        #"new.json, entry 6, does not say "should_trigger": true or false"#,
      ]
    )
  }

  @Test func `nothing new leaves every byte`() throws {
    let contract = "[ {\"query\":\"new one\",\"should_trigger\":true} ]  \n"
    #expect(try merge(Self.source, into: contract).bytes == Array(contract.utf8))
  }

  @Test(arguments: ["", "{", "{}", "[1", "\u{0}\u{1}", #"{"qu\u0065ries": []}"#])
  func `a contract that cannot be added to is left as it is`(contract: String) throws {
    let error = #expect(throws: RecallMerge.Failure.self) { try merge(Self.source, into: contract) }
    #expect(error?.description.hasPrefix("one/evals/recall.json ") == true)
    #expect(error?.description.hasSuffix("nothing was changed") == true)
  }

  @Test func `a trigger set that is none is said`() throws {
    let deep = String(repeating: "[", count: 100_000)
    for source in ["", "{}", "no", deep] {
      let error = #expect(throws: RecallMerge.Failure.self) { try merge(source, into: nil) }
      #expect(error?.description.hasPrefix("new.json is not a") == true)
    }
  }
}
