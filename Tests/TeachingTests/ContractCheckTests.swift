import Foundation
import Memory
import Plumbing
import Support
import Teaching
import Testing

@Suite(.temporaryHouse) struct ContractCheckTests {
  private let folder = SkillShelf()

  private func add(_ name: String, _ contract: String?) throws {
    try folder.write(
      "---\nname: \(name)\ndescription: Does the work of \(name) every week.\n---\n# \(name)\n",
      to: "\(name)/SKILL.md"
    )
    if let contract { try folder.write(contract, to: "\(name)/evals/recall.json") }
  }

  private func result(of name: String = "one") throws -> ContractCheck.Result {
    let library = try folder.library()
    return try #require(ContractCheck(library).results(for: library.named(name)).first)
  }

  private static let sound = #"""
    [{"query": "please do one", "should_trigger": true}, {"query": "do another", "should_trigger": false}]
    """#

  @Test func `a sound contract has no faults`() throws {
    try add("one", Self.sound)
    let result = try result()
    #expect(result.faults == [])
    #expect(result.advice == [])
  }

  @Test(arguments: [
    ("{", true, "is not a JSON text"),
    (#"{"a": 1}"#, true, "is not a list of queries"),
    (#"[{"query": "a", "should_trigger": "yes"}]"#, true, "entry 1, does not say \"should_trigger\""),
    (#"[{"should_trigger": true}]"#, true, "entry 1, has no \"query\""),
    (
      #"[{"query": "a", "should_trigger": true}, {"query": "a", "should_trigger": false}]"#, true,
      "entry 2, wants the opposite"
    ),
    (#"[{"query": "a", "should_trigger": true}, {"query": "a", "should_trigger": true}]"#, false, "repeats"),
    (#"[{"query": "a", "should_trigger": true, "colour": "red"}]"#, false, "say nothing here: colour"),
    (#"[{"query": "a", "should_trigger": true, "rank": 0}]"#, false, "a place from 1 on"),
    (#"[{"query": "a", "should_trigger": false}]"#, false, "No query is to trigger"),
    (
      #"[{"query": "a", "should_trigger": false, "belongs_to": "gone"}]"#, true,
      "belongs to 'gone', which is neither a skill nor a document here"
    ),
  ])
  func `each fault is named`(contract: String, isError: Bool, words: String) throws {
    try add("one", contract)
    let fault = try result().faults.first { $0.sentence.contains(words) }
    #expect(fault?.isError == isError)
    #expect(try result().hasErrors == isError)
  }

  @Test(arguments: [
    ("finance/vat-quarter.md", true), ("vat-quarter.md", true), ("two", true), ("two/SKILL.md", true),
    ("memories/finance/vat-quarter.md", true), ("qmd://memories/finance/vat-quarter.md", true),
    ("finance/vat", false), ("t-quarter.md", false), ("other/finance/vat-quarter.md", false),
  ])
  func `a near miss belongs to a skill or to a playbook`(owner: String, isKnown: Bool) throws {
    try add("one", "[{\"query\": \"a\", \"should_trigger\": false, \"belongs_to\": \"\(owner)\"}]")
    try add("two", nil)
    let playbook = Library.Location("memories", FilePath("finance/vat-quarter.md"))
    let library = try folder.library()
    let check = ContractCheck(library, documents: [playbook])
    #expect(check.results(for: library.named("one")).first?.hasErrors == !isKnown)
  }

  @Test func `too many queries are counted, and the first are used`() throws {
    let rows = (0..<100_000).map { "{\"query\": \"q\($0)\", \"should_trigger\": true}" }
    try add("one", "[\(rows.joined(separator: ","))]")
    let result = try result()
    #expect(result.contract.queries.count(where: \.origin.counts) == RecallFile.mostQueries)
    #expect(result.faults.first?.sentence.contains("has 100000 queries; the first 1000 are used") == true)
  }

  @Test func `two skills cannot both come first, but one after the other they can`() throws {
    try add("one", #"[{"query": "Do it now!", "should_trigger": true}]"#)
    try add("two", #"[{"query": "do it now", "should_trigger": true}]"#)
    #expect(try result().faults.first?.sentence.contains("'one', 'two' cannot all stand there") == true)
    #expect(try result(of: "two").hasErrors)
    try add("two", #"[{"query": "do it now", "should_trigger": true, "rank": 2}]"#)
    #expect(try result().faults == [])
    #expect(try result(of: "two").faults == [])
    try add("three", #"[{"query": "do it now", "should_trigger": true, "rank": 2}]"#)
    #expect(try result(of: "three").hasErrors, "three skills, two places")
  }

  @Test func `queries that repeat the description are told apart`() throws {
    try add("one", #"[{"query": "does the work of one every week", "should_trigger": true}]"#)
    #expect(try result().advice.contains { $0.hasPrefix("One query repeats the skill's own description") })
  }

  @Test func `skills without a contract are counted, and named when asked for`() throws {
    try add("one", Self.sound)
    try add("two", nil)
    let library = try folder.library()
    let check = ContractCheck(library)
    #expect(check.results().map(\.skill.name) == ["one"])
    #expect(check.missing() == 1)
    #expect(
      check.results(for: library.named("two")).first?.advice.first?.contains("`qmd contract new two`") == true
    )
  }

  @Test func `nothing is read through a link that leads outside`() throws {
    try add("one", nil)
    let outside = folder.house.root.appending(path: "outside")
    try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    try Data(Self.sound.utf8).write(to: outside.appending(path: "recall.json"))
    try FileManager.default.createSymbolicLink(
      at: folder.house.memories.appending(path: "one/evals"),
      withDestinationURL: outside
    )
    let result = try result()
    #expect(!result.contract.isDeclared)
    #expect(result.faults.first?.sentence.contains("no link leads to it") == true)
    let skill = result.skill
    let place = skill.folder.appending("evals")
    #expect(throws: RecallWriteError.notOwn(place)) { try RecallFile.create(Array("[]".utf8), for: skill) }
  }

  @Test func `a contract that changed meanwhile is not written over`() throws {
    try add("one", Self.sound)
    let skill = try folder.skill("one/SKILL.md")
    let file = skill.folder.appending(RecallFile.path)
    let before = Array(Self.sound.utf8)
    #expect(throws: RecallWriteError.exists(file)) { try RecallFile.create([], for: skill) }
    #expect(throws: RecallWriteError.changed(file)) {
      try RecallFile.replace(Array("[1]".utf8), with: [], for: skill)
    }
    #expect(try RecallFile.bytes(of: skill) == before)
    #expect(try RecallFile.replace(before, with: Array("[]".utf8), for: skill) == file)
    #expect(try RecallFile.bytes(of: skill) == Array("[]".utf8))
    #expect(Files.names(in: file.parent).map(\.text) == ["recall.json"], "nothing is left beside it")
  }

  @Test func `a file made for a name that is taken leaves the other as it is`() throws {
    try folder.write("theirs", to: "x.json")
    let path = folder.root.appending("x.json")
    #expect(try !Files.create(path, with: Array("ours".utf8)))
    #expect(try Files.read(path) == Array("theirs".utf8))
    #expect(try Files.create(folder.root.appending("y.json"), with: Array("ours".utf8)))
    #expect(Files.names(in: folder.root).count == 2)
  }
}
