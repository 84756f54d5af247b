import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// What keeps a skill from being changed without a person, and what becomes of displaced files.
@Suite(.temporaryHouse)
struct RestraintTests {
  private let folder = SkillFolder()
  private let address = "qmd://notes/skills/late/SKILL.md"
  private var file: FilePath { folder.root.appending("skills/late/SKILL.md") }
  private var ledgerPath: FilePath { FilePath(folder.house.root.path).appending("state/ledger.sqlite") }

  private func skill(_ text: String = "A") throws -> Skill {
    try folder.add("late", text)
    try folder.update()
    return try #require(try folder.library().skills.first { $0.address == address })
  }

  private func versions() throws -> Versions {
    let ledger = try Ledger(ledgerPath)
    let keep = Versions.folder(beside: ledgerPath)
    return Versions(ledger, index: "test", Adoption(keeping: keep, settle: 1_000_000))
  }

  private func text(_ description: String) -> [UInt8] {
    Array("---\nname: late\ndescription: \(description)\n---\n\n# late\n\n1. Do it.\n".utf8)
  }

  /// Puts another description in place by a proposal of its own.
  @discardableResult
  private func adopt(_ description: String, _ versions: Versions) throws -> Ledger.Proposal {
    let before = try #require(try Files.read(file))
    let number = try versions.ledger.propose(
      [SkillChange(address: address, file: file, before: before, after: text(description))],
      for: address,
      by: "scripted",
      isProven: true,
      figures: "",
      index: "test"
    )
    let proposal = try #require(try versions.ledger.proposals(of: "test").first { $0.id == number })
    try #require(try versions.adopt(proposal) == .done)
    return proposal
  }

  private func rollBack(_ versions: Versions) throws {
    let last = try #require(try versions.ledger.versions(of: address, index: "test").first)
    try #require(try versions.rollBack([last]) == .done)
  }

  @Test func `changes that are taken back count, by us or by the user's own save; three end it`() throws {
    let skill = try skill()
    let versions = try versions()
    var limits = LessonLimits()
    limits.hoursBetween = 0
    #expect(try versions.reversals(of: address) == 0)
    try adopt("B", versions)
    #expect(try versions.reversals(of: address) == 0)
    try rollBack(versions)
    #expect(try versions.reversals(of: address) == 1)
    // The user puts the old text back by hand.
    try adopt("B", versions)
    try Files.replace(file, with: text("A"))
    #expect(try versions.reversals(of: address) == 2)
    let change = SkillChange(address: address, file: file, before: text("A"), after: text("B"))
    #expect(try versions.restraint(on: skill, [change], limits) == nil)
    try adopt("C", versions)
    #expect(
      try versions.reversals(of: address) == 2,
      "the earlier ones still count, this one is not taken back"
    )
    try rollBack(versions)
    #expect(try versions.reversals(of: address) == 3)
    #expect(try versions.restraint(on: skill, [change], limits) == "its changes were taken back 3 times")
  }

  @Test func `a skill is rewritten once in so many hours, and so many lessons are held in a day`() throws {
    let skill = try skill()
    let versions = try versions()
    let now = Timestamp.now, later = Timestamp(seconds: now.seconds + 25 * 3600)
    var limits = LessonLimits()
    #expect(try versions.hindrance(toTeaching: skill, limits) == nil)
    try adopt("B", versions)
    #expect(try versions.hindrance(toTeaching: skill, limits)?.contains("within the last 24 hours") == true)
    #expect(try versions.hindrance(toTeaching: skill, limits, at: later) == nil)
    let other = SkillChange(address: address, file: file, before: text("B"), after: text("C"))
    #expect(try versions.restraint(on: skill, [other], limits)?.contains("within the last 24 hours") == true)
    for number in 0..<20 {
      try versions.ledger.add(
        Ledger.LessonEntry(
          at: later.iso8601,
          skill: "qmd://notes/\(number)/SKILL.md",
          hash: "",
          occasion: .brokenContract,
          outcome: .nothingToDo
        ),
        index: "test"
      )
    }
    #expect(try versions.hindrance(toTeaching: skill, limits, at: later)?.hasPrefix("20 lessons") == true)
    limits.perDay = 21
    #expect(try versions.hindrance(toTeaching: skill, limits, at: later) == nil)
  }

  @Test func `a text that we made is known by its hash`() throws {
    _ = try skill()
    let versions = try versions()
    let before = SHA256.hex(text("A")), after = SHA256.hex(text("B"))
    func isOurs(_ hash: String) -> Bool {
      Versions.isOurs(hash, of: address, versions.ledger, index: "test")
    }
    #expect(!isOurs(before) && !isOurs(after))
    try adopt("B", versions)
    #expect(isOurs(after) && !isOurs(before))
    try rollBack(versions)
    #expect(isOurs(before) && !isOurs(after))
  }

  @Test func `displaced files go after their days, and only when the ledger has their bytes`() throws {
    _ = try skill()
    let versions = try versions()
    try adopt("B", versions)
    try adopt("C", versions)
    let keep = Versions.folder(beside: ledgerPath)
    let kept = Files.names(in: keep).sorted()
    #expect(kept.count == 2)
    // An editor wrote into the first one after it was displaced: nothing else has that.
    try Files.replace(keep.appending(kept[0]), with: Array("unsaved elsewhere".utf8))
    #expect(versions.expire(olderThan: 30) == 0)
    let later = Timestamp(seconds: Timestamp.now.seconds + 31 * 86_400)
    #expect(versions.expire(olderThan: 30, at: later) == 1)
    #expect(Files.names(in: keep) == [kept[0]])
  }

  // MARK: Whose a file is

  @Test func `a plain file is the user's; git, a link, a second name and a plugin are told`() throws {
    let skill = try skill()
    #expect(Ownership.of(file, below: folder.root) == nil)

    let linked = folder.root.appending("skills/linked")
    try Files.createLink(linked, to: FilePath("late"))
    #expect(Ownership.of(linked.appending("SKILL.md"), below: folder.root) == .link(to: file))
    let second = folder.root.appending("second.md")
    let linking = unsafe link(file.text, second.text)
    #expect(linking == 0)
    #expect(Ownership.of(file, below: folder.root) == .link(to: file))
    Files.remove(second)

    try Files.createFolder(folder.root.appending(".git"))
    #expect(Ownership.of(file, below: folder.root) == .git(folder.root))
    let change = SkillChange(address: address, file: file, before: text("A"), after: text("B"))
    let restraint = try versions().restraint(on: skill, [change], LessonLimits())
    #expect(restraint == "it lies in the git work tree \(folder.root)")

    let plugin = FilePath(folder.house.root.path).appending(".claude/plugins/cache/x/skills/late/SKILL.md")
    #expect(Ownership.of(plugin, below: plugin.parent) == .plugin)
  }
}
