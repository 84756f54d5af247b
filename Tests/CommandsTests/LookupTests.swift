import Foundation
import Memory
import Plumbing
import Support
import Teaching
import Testing

@testable import Commands

/// What agents ask is put on record on this machine, as digests until the user says otherwise, and goes when told to.
@Suite(.temporaryHouse) struct LookupTests {
  private let house = TemporaryHouse.current
  private static let found = "A prospect wants a discount on the annual plan"
  private static let notFound = "How do I sharpen a xylophonesaw?"

  init() throws { try HookHouse.settle(house) }

  private var state: URL { house.root.appending(path: ".local/state/qmd") }
  private var spool: URL { state.appending(path: "lookups.spool") }

  private func ask(_ message: String) throws {
    let outcome = try house.run(["hook", "plain"], input: message, environment: HookHouse.patient)
    try #require(outcome.status == 0)
  }

  private func lookups(_ flags: String...) throws -> [JSON] {
    let outcome = try house.run(["lookups", "--json"] + flags)
    return try #require(JSON(parsing: Array(outcome.output.utf8)).items, "\(outcome.error)")
  }

  /// Whether any file of the state folder holds these letters.
  private func isKept(_ text: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(at: state, includingPropertiesForKeys: nil)
      .contains { try Data(contentsOf: $0).range(of: Data(text.utf8)) != nil }
  }

  @Test func `without consent no word is kept, and what was shown is known all the same`() throws {
    try ask(Self.found)
    try ask(Self.notFound)
    try ask(Self.notFound + "  ")
    #expect(try !isKept("xylophone") && !isKept("prospect"))
    let rights = try FileManager.default.attributesOfItem(atPath: spool.path)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    let all = try lookups()
    #expect(all.count == 2 && all[0]["times"]?.int == 2 && all[0]["text"] == .null)
    #expect(
      all[1]["entries"]?.items?.first?["file"]?.text == "qmd://memories/skills/discount-prospect/SKILL.md"
    )
    #expect(try !isKept("xylophone") && !isKept("prospect"))
    #expect(try lookups("--unanswered").count == 1 && lookups("--ignored").count == 1)
    #expect(try Data(contentsOf: spool).isEmpty)
  }

  @Test func `a watcher takes over what hooks have spooled`() throws {
    let watched = try WatchedHouse(house)
    try house.write("# Discounts\n\nA prospect wants a discount.\n", to: "discounts.md")
    try #require(try house.run(["update"], environment: watched.environment).status == 0)
    let hook = try house.run(
      ["hook", "plain"],
      input: Self.notFound,
      environment: watched.environment.merging(HookHouse.patient) { $1 }
    )
    try #require(hook.status == 0)
    let spool = house.root.appending(path: "state/qmd/lookups.spool")
    try #require(try !Data(contentsOf: spool).isEmpty)
    try watched.start()
    try watched.wait(for: "took over 1 lookup of agents")
    #expect(try Data(contentsOf: spool).isEmpty)
  }

  @Test func `what was read is no longer ignored`() throws {
    try ask(Self.found)
    try house.qmd("get", "qmd://memories/skills/discount-prospect/SKILL.md")
    #expect(try lookups("--ignored").isEmpty)
    #expect(try lookups()[0]["read"]?.truth == true)
  }

  @Test func `reading is put on record only where a hook is in use`() throws {
    try house.qmd("get", "qmd://memories/sales/discount.md")
    #expect(!FileManager.default.fileExists(atPath: spool.path))
  }

  @Test func `with consent the words are kept, in the user's own configuration only`() throws {
    #expect(try house.qmd("lookups", "keep", "text").status == 0)
    try ask(Self.notFound)
    #expect(try lookups("--unanswered")[0]["text"]?.text == Self.notFound)
    #expect(try house.qmd("lookups", "keep", "nothing").status == 0)
    try ask("another question of mine")
    #expect(try lookups().count == 1)
    // A checkout that asks for the words does not get them.
    try house.write("lookups: text\ncollections:\n  theirs:\n    path: .\n", to: "../checkout/.qmd/index.yml")
    let outcome = try house.run(
      ["hook", "plain"],
      input: "yet another one",
      environment: HookHouse.patient,
      in: house.root.appending(path: "checkout")
    )
    #expect(try outcome.status == 0 && lookups().count == 1)
  }

  @Test func `what is forgotten leaves no byte behind`() throws {
    try house.qmd("lookups", "keep", "text")
    try ask(Self.notFound)
    try ask(Self.found)
    #expect(try lookups().count == 2)
    try ask(Self.notFound + " Please.")
    #expect(try house.qmd("lookups", "forget").status == 1)
    #expect(try house.qmd("lookups", "forget", "--yes", "xylophonesaw").output.contains("2 lookups"))
    #expect(try !isKept("xylophone") && lookups().count == 1)
    let address = "qmd://memories/skills/discount-prospect/SKILL.md"
    #expect(try isKept(address))
    #expect(try house.qmd("forget", address).status == 0)
    #expect(try !isKept(address) && !isKept(Lookup.digest(address)))
    #expect(try house.qmd("lookups", "forget", "--yes").status == 0)
    #expect(try lookups().isEmpty && !isKept("prospect"))
  }

  @Test func `a line is taken over once, and broken ones are passed over`() throws {
    try ask(Self.notFound)
    let line = try Data(contentsOf: spool)
    #expect(try lookups().count == 1)
    try (line + Data("{\"asked\":\nnonsense\n{\"asked\":7}\n".utf8) + line.dropLast(9)).write(to: spool)
    #expect(try lookups()[0]["times"]?.int == 1)
  }

  @Test func `hooks that end at the same time lose nothing to each other or to the import`() async throws {
    let spool = LookupSpool(state: FilePath(state.path))
    let ledger = try Ledger(FilePath(state.appending(path: "ledger.sqlite").path))
    let count = 200
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for turn in 0..<count {
            let added = spool.add(
              Lookup(
                "\(writer) \(turn)",
                at: Timestamp(nanoseconds: Int64(writer * count + turn)),
                agent: "plain",
                session: nil,
                keepsText: true,
                best: 0,
                entries: []
              )
            )
            #expect(added)
          }
        }
      }
      for _ in 0..<20 { try ledger.takeOver(spool) }
      try await group.waitForAll()
    }
    try ledger.takeOver(spool)
    #expect(try Set(ledger.lookups().compactMap(\.text)).count == 4 * count)
  }
}
