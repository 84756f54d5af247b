import Foundation
import Memory
import Plumbing
import Support
import Teaching
import Testing

@Suite(.temporaryHouse) struct PlaybookDriftTests {
  private let folder = SkillShelf()
  private static let hash = SHA256.hex(Array("the playbook\n".utf8))

  private func drift(_ distils: String, _ hash: String? = hash, root: String = "") throws -> PlaybookDrift {
    try folder.write("the playbook\n", to: "sales/book.md")
    let pin = hash.map { "  distils-sha256: \"\($0)\"\n" } ?? ""
    try folder.write(
      "---\nname: one\ndescription: One\nmetadata:\n  distils: \(distils)\n\(pin)---\n# One\n",
      to: "skills/one/SKILL.md"
    )
    return PlaybookDrift.of(try folder.skill("skills/one/SKILL.md"), in: [folder.collection])
  }

  @Test(arguments: [
    "../../sales/book.md", "qmd://memories/sales/book.md", "qmd://memories/sales/book.md?index=x",
  ])
  func `a playbook is found by path and by address`(named: String) throws {
    #expect(try drift(named) == .same(named))
    #expect(try drift(named, Self.hash.uppercased()) == .same(named))
    let other = String(repeating: "0", count: 64)
    #expect(try drift(named, other) == .changed(named, was: other, now: Self.hash))
    #expect(try drift(named, nil) == .unpinned(named, now: Self.hash))
  }

  @Test func `what is gone or lies elsewhere is not read`() throws {
    #expect(try drift("../../sales/gone.md") == .vanished("../../sales/gone.md"))
    #expect(try drift("qmd://nowhere/book.md") == .vanished("qmd://nowhere/book.md"))
    #expect(try drift("../../../book.md") == .outside("../../../book.md"))
    #expect(try drift("/etc/hostname") == .outside("/etc/hostname"))
    #expect(try drift("qmd://memories/../secret.md") == .outside("qmd://memories/../secret.md"))
    #expect(try drift("../../sales") == .unreadable("../../sales", reason: "it is not a plain file"))
  }

  @Test func `a link to outside is not followed`() throws {
    let secret = folder.house.root.appending(path: "secret.md")
    try Data("secret".utf8).write(to: secret)
    try FileManager.default.createSymbolicLink(
      at: folder.house.memories.appending(path: "link.md"),
      withDestinationURL: secret
    )
    guard case .unreadable = try drift("../../link.md") else {
      Issue.record("\(try drift("../../link.md"))")
      return
    }
  }

  @Test func `a skill may name none`() throws {
    try folder.write("---\nname: two\ndescription: Two\n---\n# Two\n", to: "two/SKILL.md")
    #expect(PlaybookDrift.of(try folder.skill("two/SKILL.md"), in: []) == .none)
  }

  @Test func `front matter that is no YAML still names it`() throws {
    try folder.write("the playbook\n", to: "book.md")
    try folder.write(
      "---\nname: two\ndescription: Use when: x\nmetadata:\n  distils: ../book.md\n  distils-sha256: \(Self.hash)\n---\n# Two\n",
      to: "two/SKILL.md"
    )
    #expect(
      PlaybookDrift.of(try folder.skill("two/SKILL.md"), in: [folder.collection]) == .same("../book.md")
    )
  }
}
