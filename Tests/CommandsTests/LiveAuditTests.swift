import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// Recall, measured while `qmd watch` runs.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct LiveAuditTests {
  private let house = TemporaryHouse.current

  private func skill(_ name: String, _ description: String, _ contract: String? = nil) throws {
    try house.write(
      "---\nname: \(name)\ndescription: \(description)\n---\n\n# \(name)\n\n1. Do it.\n",
      to: "skills/\(name)/SKILL.md"
    )
    if let contract { try house.write(contract, to: "skills/\(name)/evals/recall.json") }
  }

  /// Two skills with contracts that hold, under a watcher that has audited them.
  private func watched(config extra: String = "") throws -> WatchedHouse {
    try skill(
      "late-invoice",
      "Reminds a customer of an overdue payment.",
      #"[{"query": "overdue payment", "should_trigger": true}]"#
    )
    try skill(
      "trip",
      "Packs the bag for a train.",
      #"[{"query": "pack for the train", "should_trigger": true}]"#
    )
    let watched = try WatchedHouse(house)
    let config = try String(contentsOf: watched.config, encoding: .utf8)
    try Data((config + extra).utf8).write(to: watched.config)
    try watched.start()
    try watched.wait(for: "audited 2 skills")
    return watched
  }

  private func status(_ watched: WatchedHouse) throws -> [String: Any] {
    let outcome = try house.qmd("status", "--json", environment: watched.environment)
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(value?["recall"] as? [String: Any])
  }

  @Test func `a save that loses a query is on record with its cause before anybody asks`() throws {
    let watched = try watched()
    #expect(try status(watched)["kept"] as? Int == 2)
    // A new neighbour that claims everything.
    try skill("grabber", "Overdue payment, overdue payment: deals with every overdue payment there is.")
    try watched.wait(for: "late-invoice lost 1 query")
    let lost = try #require(try status(watched)["lost"] as? [[String: Any]])
    #expect(lost.map { $0["thief"] as? String } == ["qmd://memories/skills/grabber/SKILL.md"])
    #expect(lost.map { $0["cause"] as? String } == ["outranked"])
    let shown = try house.qmd("status", environment: watched.environment)
    #expect(shown.output.contains("Lost:     1 query since yesterday"))
    // And won back when it goes.
    try FileManager.default.removeItem(at: house.memories.appending(path: "skills/grabber"))
    try watched.wait(for: "recall: 1 query won back")
    #expect((try status(watched)["lost"] as? [[String: Any]])?.isEmpty == true)
  }

  @Test func `an edit of the skill itself is measured at once, and names the document that was saved`() throws
  {
    let watched = try watched()
    try skill("late-invoice", "Waters the flowers.")
    let said = try watched.wait(for: "late-invoice lost 1 query")
    #expect(said.contains("re-scored"))
    let lost = try #require(try status(watched)["lost"] as? [[String: Any]])
    #expect(lost.map { $0["after"] as? [String] } == [["qmd://memories/skills/late-invoice/SKILL.md"]])
    // The whole library follows when it is quiet.
    try watched.wait(for: "1 of 2 queries kept")
  }

  @Test func `a contract that is written counts without any text being saved`() throws {
    let watched = try watched()
    try house.write(
      #"[{"query": "overdue payment", "should_trigger": true}, {"query": "unsettled bill", "should_trigger": true}]"#,
      to: "skills/late-invoice/evals/recall.json"
    )
    try watched.wait(for: "2 of 3 queries kept")
    #expect(try status(watched)["queries"] as? Int == 3)
  }

  @Test func `the user's notify command is told, in one sentence without any query in it`() throws {
    let fifo = house.root.appending(path: "told")
    let made = unsafe mkfifo(fifo.path, 0o600)
    #expect(made == 0)
    let watched = try watched(config: "notify: printf '%s' \"$1\" > '\(fifo.path)'\n")
    try skill("late-invoice", "Waters the flowers.")
    // Opening it for reading waits for the command to write.
    let told = String(decoding: try FileHandle(forReadingFrom: fifo).readToEnd() ?? Data(), as: UTF8.self)
    #expect(told == "recall: late-invoice lost 1 query — `qmd audit --since yesterday` says why")
    _ = try watched.stop()
  }
}
