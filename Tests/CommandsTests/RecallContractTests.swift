import Foundation
import Support
import Testing

@Suite(.temporaryHouse) struct RecallContractTests {
  private let house = TemporaryHouse.current

  init() throws {
    for (name, text) in [
      ("late-invoice", "Writes the reminder for an overdue invoice. Use when a customer has not paid."),
      (
        "bank-change", "Checks new bank details on an invoice. Use when a supplier writes of another account."
      ),
      ("trip-pack", "Packs for a trip of two days. Not for holidays."),
    ] {
      try house.write(
        "---\nname: \(name)\ndescription: \(text)\n---\n# \(name)\n\n## Count the days\n\nThe steps.\n",
        to: "skills/\(name)/SKILL.md"
      )
    }
    let added = try house.qmd("collection", "add", house.memories.path)
    precondition(added.status == 0, added.error)
  }

  private func recall(_ name: String) throws -> String {
    try String(
      contentsOf: house.memories.appending(path: "skills/\(name)/evals/recall.json"),
      encoding: .utf8
    )
  }

  @Test func `a new contract is a scaffold that says what to do, and is never written over`() throws {
    let outcome = try house.qmd("contract", "new", "late-invoice")
    #expect(outcome.status == 0, "\(outcome.error)")
    try expectGolden(house.stable(outcome.output) + "\n" + recall("late-invoice"), "contract-new.txt")
    let again = try house.qmd("contract", "new", "late-invoice")
    #expect(again.status == 1)
    #expect(again.error.contains("is there already, and is never written over"))
    let checked = try house.qmd("contract", "check", "late-invoice")
    #expect(checked.status == 0)
    #expect(checked.output.contains("queries repeat the skill's own description"))
  }

  @Test func `a trigger set is taken in, and what contradicts is named`() throws {
    let mine = "[\n  {\"query\": \"they will not pay\", \"should_trigger\": true,   \"note\": \"mine\"}\n]\n"
    try house.write(mine, to: "skills/late-invoice/evals/recall.json")
    let set = #"""
      {"skill_name": "late-invoice", "evals": [{"query": "chase the money", "should_trigger": true},
      {"query": "They will not pay", "should_trigger": false}]}
      """#
    try house.write(set, to: "triggers.json")
    let outcome = try house.qmd("contract", "import", "memories/triggers.json")
    #expect(outcome.output == "✓ late-invoice: 1 query added, 0 there already, 1 left out\n")
    #expect(
      outcome.error
        == "memories/triggers.json, entry 2, \"They will not pay\", should not trigger, and an entry before it says the opposite — it was left out\n"
    )
    #expect(outcome.status == 1)
    let after = try recall("late-invoice")
    #expect(
      after == mine.dropLast(3) + ",\n  {\"query\": \"chase the money\", \"should_trigger\": true}\n]\n"
    )
    let again = try house.qmd("contract", "import", "memories/triggers.json", "bank-change")
    #expect(again.output.hasPrefix("✓ bank-change: 2 queries added"))
    #expect(again.status == 0)
  }

  @Test func `a trigger set that lies in a skill is for that skill`() throws {
    try house.write(
      #"[{"query": "pack my bag", "should_trigger": true}]"#,
      to: "skills/trip-pack/evals/set.json"
    )
    try house.write(#"[{"query": "pack my bag", "should_trigger": true}]"#, to: "set.json")
    #expect(try house.qmd("contract", "import", "memories/skills/trip-pack/evals/set.json").status == 0)
    #expect(try recall("trip-pack").contains("pack my bag"))
    let unnamed = try house.qmd("contract", "import", "memories/set.json")
    #expect(unnamed.status == 1)
    #expect(unnamed.error.contains("name it: qmd contract import FILE SKILL"))
    #expect(try house.qmd("contract", "import", "memories/set.json", "trip-pack", "--skill").status == 0)
  }

  @Test func `what cannot be taken in changes nothing`() throws {
    let broken = "[{\"query\": \"x\", \"should_trigger\": true}"
    try house.write(broken, to: "skills/late-invoice/evals/recall.json")
    try house.write(#"[{"query": "y", "should_trigger": true}]"#, to: "set.json")
    let outcome = try house.qmd("contract", "import", "memories/set.json", "late-invoice")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("nothing was changed"))
    #expect(try recall("late-invoice") == broken)
    for (name, words) in [
      ("gone.json", "There is no file at"), ("skills", "cannot be read (is a directory)"),
    ] {
      let outcome = try house.qmd("contract", "import", "memories/\(name)", "late-invoice")
      #expect(outcome.status == 1)
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
  }

  @Test func `broken contracts are each one sentence, and the others are still checked`() throws {
    try house.write("\u{0}\u{1}\u{2}", to: "skills/late-invoice/evals/recall.json")
    try house.write(String(repeating: "[", count: 200_000), to: "skills/bank-change/evals/recall.json")
    let huge = house.memories.appending(path: "skills/trip-pack/evals/recall.json")
    try house.write("", to: "skills/trip-pack/evals/recall.json")
    let handle = try FileHandle(forWritingTo: huge)
    try handle.truncate(atOffset: 1 << 34)
    try handle.close()
    let outcome = try house.qmd("contract", "check")
    #expect(outcome.status == 1)
    #expect(outcome.output.components(separatedBy: "error: ").count == 4, "\(outcome.output)")
    #expect(outcome.output.contains("larger than 16 MB"))
    #expect(outcome.output.hasSuffix("3 contracts: 3 broken, 0 sound\n"))
  }

  @Test func `no contract is written where a link leads away`() throws {
    let outside = house.root.appending(path: "outside")
    try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: house.memories.appending(path: "skills/trip-pack/evals"),
      withDestinationURL: outside
    )
    let outcome = try house.qmd("contract", "new", "trip-pack")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("is a link or no folder, so nothing is written there"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
  }
}
