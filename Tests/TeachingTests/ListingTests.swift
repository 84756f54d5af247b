import Foundation
import Memory
import Plumbing
import Support
import Teaching
import Testing

@Suite(.temporaryHouse) struct ListingTests {
  private let folder = SkillShelf()

  private func add(_ count: Int, length: Int, to path: String) throws {
    for number in 0..<count {
      let description = String(repeating: "d", count: length)
      try folder.write(
        "---\nname: s\(number + 100)\ndescription: \(description)\n---\n# S\nText \(number)\n",
        to: "\(path)/s\(number + 100)/SKILL.md"
      )
    }
  }

  @Test func `a long description is cut, a short one is whole`() throws {
    try add(1, length: 1_600, to: ".claude/skills")
    let skill = try folder.skill(".claude/skills/s100/SKILL.md")
    let listing = Listing(of: Listing.claudeCode, [skill])
    let seen = try #require(listing.visibility(of: skill))
    #expect((seen.shown, seen.length) == (1_536, 1_600))
    #expect(!seen.isWhole)
    #expect(Listing(of: Listing.codex, [skill]).visibility(of: skill) == nil, "Codex has other folders")
    try add(1, length: 1_536, to: ".claude/skills")
    let short = try folder.skill(".claude/skills/s100/SKILL.md")
    #expect(Listing(of: Listing.claudeCode, [short]).visibility(of: short)?.isWhole == true)
  }

  @Test func `Claude Code drops whole descriptions, of which skills it alone knows`() throws {
    try add(10, length: 800, to: ".claude/skills")
    let skills = try folder.library().skills
    let listing = Listing(of: Listing.claudeCode, skills)
    #expect(listing.needed == 10 * (5 + 4 + 800))
    #expect(!listing.isWhole)
    #expect(skills.allSatisfy { listing.visibility(of: $0)?.isCertain == false })
    #expect(Listing(of: Listing.claudeCode, Array(skills.prefix(9))).isWhole)
    // What depends on use is told once, and not of every skill.
    #expect(try !folder.findings(".claude/skills/s100/SKILL.md").contains { $0.rule == "listing" })
  }

  @Test func `Codex cuts all to one length, and then leaves skills out`() throws {
    try add(40, length: 900, to: ".codex/skills")
    try add(1, length: 5, to: ".codex/skills/few")
    let skills = try folder.library().skills
    let listing = Listing(of: Listing.codex, skills)
    let frames = skills.reduce(0) { $0 + 14 + $1.name.count + $1.file.bytes.count }
    let shown = skills.compactMap { listing.visibility(of: $0)?.shown }
    #expect(shown.reduce(0, +) + frames <= Listing.codex.total)
    #expect(Set(shown).count == 2, "the short one is whole, the others are alike: \(Set(shown))")
    #expect(shown.min() == 5)
    #expect(
      try folder.findings(".codex/skills/s100/SKILL.md").contains {
        $0.rule == "listing" && $0.sentence.hasPrefix("Codex shows ")
      }
    )
    let few = Listing(of: Listing.codex, Array(skills.prefix(3)))
    #expect(few.isWhole && few.visibility(of: skills[0])?.isWhole == true)

    try add(400, length: 20, to: ".codex/skills/many")
    let all = try folder.library().skills
    let full = Listing(of: Listing.codex, all)
    let listed = all.filter { full.visibility(of: $0)?.isListed == true }
    #expect(listed.count > 100 && listed.count < all.count)
    #expect(listed.reduce(0) { $0 + 14 + $1.name.count + $1.file.bytes.count } <= Listing.codex.total)
  }

  @Test func `skills that an agent reaches by links are in its list`() throws {
    try add(2, length: 10, to: "mine")
    let agent = folder.house.root.appending(path: ".claude/skills")
    try FileManager.default.createDirectory(at: agent, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: agent.appending(path: "s100"),
      withDestinationURL: folder.house.memories.appending(path: "mine/s100")
    )
    let listings = Listing.all(of: try folder.library().skills, below: [FilePath(folder.house.root.path)])
    #expect(listings.map(\.agent.name) == ["Claude Code"])
    #expect(listings.first?.skills == ["qmd://memories/mine/s100/SKILL.md"])
  }
}
