import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

@Suite(.temporaryHouse)
struct AuditTests {
  private let folder = SkillFolder()

  @Test func `a query that finds its skill first is kept, with the lead over the runner-up`() throws {
    try folder.addFiller()
    try folder.add(
      "late-invoice",
      "Reminds a customer of an unpaid invoice.",
      contract: [.wants("unpaid invoice reminder")]
    )
    try folder.add(
      "trip-pack",
      "Packs the bag for a trip by train.",
      contract: [.wants("pack for the train")]
    )
    let report = try folder.report()
    let verdict = try report.verdict("late-invoice", "unpaid invoice reminder")
    #expect(verdict.rank == 1)
    #expect(verdict.mixedRank == 1)
    #expect(verdict.isKept)
    #expect(verdict.margin == 1, "no other skill holds any of its words")
    #expect(report.tally.kept == Rate(2, of: 2))
    #expect(report.confusion.isEmpty)
  }

  @Test func `a miss names the thief, which is the skill that a search puts first`() throws {
    try folder.addFiller()
    try folder.add(
      "refund",
      "Pays money back to a customer.",
      contract: [.wants("customer wants a discount")]
    )
    try folder.add("discount", "Answers a customer who wants a discount.", contract: [])
    let report = try folder.report()
    let verdict = try report.verdict("refund", "customer wants a discount")
    #expect(verdict.rank == 2)
    #expect(verdict.thief == "qmd://notes/skills/discount/SKILL.md")
    #expect(verdict.margin < 0)
    #expect(!verdict.isKept)
    #expect(
      report.confusion
        == ["qmd://notes/skills/refund/SKILL.md": ["qmd://notes/skills/discount/SKILL.md": 1]]
    )
  }

  @Test func `a playbook may outrank the skill that distils it`() throws {
    try folder.addFiller()
    try folder.add("invoice", "Sends an invoice.", contract: [.wants("overdue invoice dunning letter")])
    try folder.house.write(
      "# Overdue invoice dunning letter\n\nThe overdue invoice dunning letter.",
      to: "finance/dunning.md"
    )
    let verdict = try folder.report().verdict("invoice", "overdue invoice dunning letter")
    #expect(verdict.rank == 1)
    #expect(verdict.mixedRank == 2)
    #expect(verdict.isKept)
  }

  @Test func `rank in a contract is the last place that will do`() throws {
    try folder.addFiller()
    try folder.add("alpha", "Deals with an invoice.", contract: [.wants("invoice dunning", rank: 2)])
    try folder.add("beta", "Invoice dunning and more invoice dunning.", contract: [.wants("invoice dunning")])
    let report = try folder.report()
    #expect(try report.verdict("alpha", "invoice dunning").rank == 2)
    #expect(try report.verdict("alpha", "invoice dunning").isKept)
    #expect(try report.verdict("beta", "invoice dunning").isKept)
    #expect(report.tally.first == Rate(1, of: 2))
  }

  @Test func `a query that must not trigger is broken only when the skill comes first`() throws {
    try folder.addFiller()
    try folder.add(
      "prospect",
      "A discount for a prospect.",
      contract: [.refuses("discount at renewal"), .refuses("discount prospect")]
    )
    try folder.add("renewal", "A discount at renewal of a contract.", contract: [])
    let report = try folder.report()
    #expect(try report.verdict("prospect", "discount at renewal").isKept)
    let broken = try report.verdict("prospect", "discount prospect")
    #expect(broken.isFalseTrigger)
    #expect(broken.advice != nil)
    #expect(report.tally.falseTriggers == Rate(1, of: 2))
  }

  @Test func `identical copies are one skill`() throws {
    try folder.addFiller()
    for place in ["a", "b", "c"] {
      try folder.add("deploy", "Deploys the server.", in: place, contract: [.wants("deploy the server")])
    }
    try folder.add("other", "Restarts a server.", contract: [.wants("restart")])
    let report = try folder.report()
    for skill in report.skills where skill.address.contains("deploy") {
      #expect(skill.verdicts.allSatisfy { $0.rank == 1 }, "\(skill.label)")
    }
    #expect(Set(report.skills.map(\.label)) == ["a/deploy", "b/deploy", "c/deploy", "other"])
  }

  @Test func `keywords and derived queries are shown apart and never counted`() throws {
    try folder.addFiller()
    try folder.add(
      "declared",
      "Waters the plants.",
      frontMatter: "metadata:\n  keywords: \"watering, plants\"",
      contract: [.wants("my plants are dry")]
    )
    try folder.add("plain", "Feeds the cat when nobody is at home. Not for dogs.")
    let report = try folder.report()
    #expect(report.tally.kept.total == 1)
    let declared = try #require(report.skills.first { $0.label == "declared" })
    #expect(declared.tally(of: .keyword).first == Rate(2, of: 2))
    #expect(declared.tally(of: .derived).first.total == 0)
    let plain = try #require(report.skills.first { $0.label == "plain" })
    #expect(
      plain.verdicts.map(\.query.text) == ["plain", "Feeds the cat when nobody is at home"],
      "what it is not for asks nothing"
    )
    #expect(report.undeclared.map(\.label) == ["plain"])
  }

  @Test func `many questions on two threads come out as on one`() throws {
    try folder.addFiller()
    let words = "invoice train discount renewal plant server letter budget".split(separator: " ").map(
      String.init
    )
    for number in 0..<24 {
      let own = [words[number % 8], words[(number * 3 + 1) % 8], "thing\(number)"]
      try folder.add(
        "skill-\(number)",
        "Handles \(own.joined(separator: " and ")).",
        contract: (0..<6).map { .wants("\(own[$0 % 3]) \(words[($0 + number) % 8])") }
      )
    }
    try folder.update()
    var one = Audit.Options()
    one.threads = 1
    let single = try folder.audit(one).report(), double = try folder.audit().report()
    #expect(single.skills.map(\.verdicts) == double.skills.map(\.verdicts))
    #expect(single.fingerprint == double.fingerprint)
    #expect(single.tally.kept.total > 100)
  }

  @Test func `the fingerprint changes with a text and with a contract, and with nothing else`() throws {
    try folder.addFiller()
    try folder.add("one", "Handles one.", contract: [.wants("one")])
    let first = try folder.report().fingerprint
    #expect(try folder.report().fingerprint == first)
    try folder.add("one", "Handles one.", contract: [.wants("one"), .wants("handles")])
    let second = try folder.report().fingerprint
    #expect(second != first)
    try folder.house.write("# Another text", to: "new.md")
    #expect(try folder.report().fingerprint != second)
  }

  @Test func `a skill whose folder disappears is gone from the next audit, and the others are measured`()
    throws
  {
    try folder.addFiller()
    try folder.add("one", "Handles apples.", contract: [.wants("apples")])
    try folder.add("two", "Handles pears.", contract: [.wants("pears")])
    try folder.update()
    let library = try folder.library()
    Files.remove(folder.root.appending("skills/one/SKILL.md"))
    Files.remove(folder.root.appending("skills/one/evals/recall.json"))
    // The index still has the text, and no contract is left beside it.
    let report = try Audit(IndexReader(folder.index), folder.config, library, Audit.Options()).report()
    #expect(try report.verdict("two", "pears").isKept)
    #expect(report.undeclared.map(\.label) == ["one"])
  }

  // MARK: Wilson

  /// Values of R's binom::binom.confint(method = "wilson").
  @Test(arguments: [
    (9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962),
    (1, 1, 0.2065, 1.0),
  ])
  func `the interval is Wilson's`(hits: Int, total: Int, low: Double, high: Double) {
    let interval = Rate(hits, of: total).interval
    #expect(abs(interval.lowerBound - low) < 0.0002)
    #expect(abs(interval.upperBound - high) < 0.0002)
  }

  @Test func `nothing measured says nothing`() {
    #expect(Rate(0, of: 0).interval == 0...1)
    #expect(Rate(0, of: 0).share == 0)
  }
}
