import Foundation
import Support
import Testing

/// A proposal meets an edit that the user made since.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct RebaseTests {
  private let house = TemporaryHouse.current
  private var skill: URL { house.memories.appending(path: "skills/ops-helper/SKILL.md") }

  /// The sample library with an open proposal for its one poor skill.
  private func propose() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "memories-sample")
    try FileManager.default.removeItem(at: house.memories)
    try FileManager.default.copyItem(at: sample, to: house.memories)
    try #require(house.qmd("collection", "add", house.memories.path, "--name", "memories").status == 0)
    try #require(house.qmd("teach", "ops-helper").output.contains("proposed as #1\n"))
  }

  private func save(_ change: (String) -> String) throws -> String {
    let text = change(try String(contentsOf: skill, encoding: .utf8))
    try text.write(to: skill, atomically: true, encoding: .utf8)
    return text
  }

  @Test func `where the edits still apply the proposal is re-based, and the user's words stay`() throws {
    try propose()
    _ = try save {
      $0.replacingOccurrences(of: "Helps with stuff.", with: "Helps with the books.") + "\nMy own line.\n"
    }
    let status = try house.qmd("status")
    #expect(status.output.contains("Conflict: 1 proposal met by an edit of yours: ops-helper"))
    #expect(try house.qmd("status", "--json").output.contains(#""proposal": 1"#))

    let listed = try house.qmd("proposals")
    #expect(listed.error.contains("Proposal #1 is re-based as #2: ops-helper was edited since"))
    #expect(listed.output.contains("#2") && listed.output.contains("ops-helper  open\n"))
    #expect(listed.output.contains("ops-helper  stale\n") && listed.output.contains("re-based as #2"))
    #expect(!(try house.qmd("status")).output.contains("Conflict"))

    #expect(try house.qmd("proposals", "adopt", "2").status == 0)
    let adopted = try String(contentsOf: skill, encoding: .utf8)
    #expect(adopted.contains("Helps with the books.") && adopted.hasSuffix("\nMy own line.\n"))
    #expect(adopted.contains("\n  keywords: "))
  }

  @Test func `adopting the old number adopts the re-based one`() throws {
    try propose()
    let mine = try save { $0 + "\nMy own line.\n" }
    let adopted = try house.qmd("proposals", "adopt", "1")
    #expect(adopted.status == 0, "\(adopted.error)")
    #expect(adopted.output.contains("ops-helper: adopted #2\n"))
    #expect(try house.qmd("skills", "rollback", "ops-helper").status == 0)
    #expect(try String(contentsOf: skill, encoding: .utf8) == mine)
  }

  @Test(arguments: [
    // Nothing is left to gain: the user has written the words themselves.
    "month-end close: books, deferred revenue, bank, page, forecast, VAT, credits, signed by day five",
    // The front matter cannot be followed.
    "\"open quote",
  ])
  func `where they do not it is stale, says why, and the user's text stays`(description: String) throws {
    try propose()
    let mine = try save {
      let better = $0.replacingOccurrences(of: "Helps with stuff.", with: description)
      return description.hasPrefix("\"")
        ? better
        : better.replacingOccurrences(
          of: "  distils-sha256",
          with: "  keywords: \"gross margin\"\n  distils-sha256"
        )
    }
    let shown = try house.qmd("proposals", "show", "1")
    let isStale = shown.error.contains("Proposal #1 is stale")
    let isRebased = shown.error.contains("re-based as #2")
    #expect(isStale || (isRebased && !description.hasPrefix("\"")), "\(shown.error)")
    if isStale { #expect(shown.output.contains("ops-helper  stale\n")) }
    #expect(try String(contentsOf: skill, encoding: .utf8) == mine)
    if isStale {
      let adopted = try house.qmd("proposals", "adopt", "1")
      #expect(adopted.status == 1 && adopted.error.contains("Proposal #1 is stale ("))
      #expect(try String(contentsOf: skill, encoding: .utf8) == mine)
    }
  }
}
