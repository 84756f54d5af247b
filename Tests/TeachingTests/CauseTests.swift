import Foundation
import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// Misses whose cause is known because they were made: ten libraries for each of the seven causes.
@Suite(.temporaryHouse)
struct CauseTests {
  private let folder = SkillFolder()

  /// What a skill is about, and how people ask for it: words of the text, and words that it lacks.
  struct Matter: Sendable {
    let name: String
    /// A sentence that says what the skill does.
    let description: String
    /// A request in the text's own words.
    let plain: String
    /// The same request in words that are not in the text.
    let everyday: String
    /// A word that no other text has.
    let rare: String
  }

  static let matters = [
    Matter(
      name: "dunning",
      description: "Reminds a customer of an overdue invoice and books the late fee.",
      plain: "overdue invoice of a customer",
      everyday: "they still owe us money since spring",
      rare: "overdue"
    ),
    Matter(
      name: "itinerary",
      description: "Plans a train journey with hotel and seat reservation.",
      plain: "train journey with hotel",
      everyday: "how do I get to Bremen next Tuesday",
      rare: "reservation"
    ),
    Matter(
      name: "rebate",
      description: "Answers a prospect who wants a rebate before signing.",
      plain: "prospect wants a rebate",
      everyday: "the newcomer finds us too expensive",
      rare: "rebate"
    ),
    Matter(
      name: "outage",
      description: "Writes the status message while the service is unavailable.",
      plain: "status message service unavailable",
      everyday: "everything broke, what do we tell people",
      rare: "unavailable"
    ),
    Matter(
      name: "payroll",
      description: "Prepares the monthly salaries and the wage tax return.",
      plain: "monthly salaries and wage tax",
      everyday: "when does everybody get their pay",
      rare: "salaries"
    ),
    Matter(
      name: "interview",
      description: "Scores an applicant after a conversation with the scorecard.",
      plain: "scorecard for an applicant",
      everyday: "we met three candidates today, who is best",
      rare: "scorecard"
    ),
    Matter(
      name: "newsletter",
      description: "Publishes the weekly newsletter to all subscribers.",
      plain: "publish the weekly newsletter",
      everyday: "send my piece to the readers",
      rare: "subscribers"
    ),
    Matter(
      name: "backup",
      description: "Restores a deleted database from the nightly archive.",
      plain: "restore a deleted database",
      everyday: "somebody wiped our records, undo that",
      rare: "nightly"
    ),
    Matter(
      name: "contract-filing",
      description: "Files a countersigned agreement in the folder of the year.",
      plain: "file a countersigned agreement",
      everyday: "where does the paper go that both of us put our names on",
      rare: "countersigned"
    ),
    Matter(
      name: "onboarding",
      description: "Creates accounts and a desk for a new colleague.",
      plain: "accounts for a new colleague",
      everyday: "Joris starts on Monday, what must be ready",
      rare: "desk"
    ),
  ]

  /// The other skills, so that a query always has something to find.
  private func addOthers(than matter: Matter) throws {
    for other in Self.matters where other.name != matter.name {
      try folder.add(other.name, other.description)
    }
    try folder.add(
      "weather",
      "Tells what to wear when it rains, at home and still in spring, for people who get wet."
    )
  }

  private func cause(
    _ matter: Matter,
    _ query: String,
    _ options: Audit.Options = Audit.Options()
  ) throws -> Cause? {
    let verdict = try folder.report(options).verdict(matter.name, query)
    #expect(verdict.cause == nil || verdict.advice?.isEmpty == false, "a cause calls for a fix")
    if verdict.cause == nil { Issue.record("kept: \(verdict)") }
    return verdict.cause
  }

  @Test(arguments: matters)
  func `a skill that lies where no collection looks is not indexed`(_ matter: Matter) throws {
    try addOthers(than: matter)
    let place = FilePath(folder.house.root.appending(path: ".claude/skills/\(matter.name)").path)
    try Files.createFolder(place.appending("evals"))
    try Files.replace(
      place.appending("SKILL.md"),
      with: Array("---\nname: \(matter.name)\ndescription: \(matter.description)\n---\n\n1. Do it.\n".utf8)
    )
    try Files.replace(
      place.appending("evals/recall.json"),
      with: Array(#"[{"query": "\#(matter.plain)", "should_trigger": true}]"#.utf8)
    )
    #expect(try cause(matter, matter.plain) == .notIndexed)
  }

  @Test(arguments: matters)
  func `what stands behind an agent's cut is invisible`(_ matter: Matter) throws {
    try addOthers(than: matter)
    // Only behind the cut it says what it is for; another skill says it in front.
    let filler = (0..<160).map { "topic\($0 % 40)" }.joined(separator: " ")
    try folder.add("quiet", "\(filler). \(matter.description)", contract: [.wants(matter.plain)])
    try folder.add("front", "\(matter.description) \(matter.description)")
    let verdict = try folder.report().verdict("quiet", matter.plain)
    #expect(verdict.cause == .invisible)
    #expect(verdict.advice?.contains("move them to the front") == true)
  }

  @Test(arguments: matters)
  func `a request in other words is a vocabulary gap`(_ matter: Matter) throws {
    try addOthers(than: matter)
    try folder.add(matter.name, matter.description, contract: [.wants(matter.everyday)])
    #expect(try cause(matter, matter.everyday) == .vocabularyGap)
  }

  @Test(arguments: matters)
  func `a neighbour that says the same words more often outranks`(_ matter: Matter) throws {
    try addOthers(than: matter)
    try folder.add(
      matter.name,
      "Helps along. \(matter.description)",
      body: String(repeating: "Some other sentence stands here. ", count: 20),
      contract: [.wants(matter.plain)]
    )
    try folder.add("loud", "Also \(matter.plain), \(matter.plain).", frontMatter: "title: \(matter.plain)")
    let verdict = try folder.report().verdict(matter.name, matter.plain)
    #expect(verdict.cause == .outranked)
    #expect(verdict.thief == "qmd://notes/skills/loud/SKILL.md")
  }

  @Test(arguments: matters)
  func `a copy that was edited a little is a duplicate`(_ matter: Matter) throws {
    try addOthers(than: matter)
    let steps = (1...12).map {
      "\($0). Take step \($0) of the \(matter.name), slowly, and write down what came of it."
    }
    .joined(separator: "\n")
    try folder.add(matter.name, matter.description, body: steps, contract: [.wants(matter.plain)])
    // The copy says the request once more, so it comes first.
    try folder.add(
      "copy",
      matter.description,
      body: "\(steps)\n\n\(matter.plain)",
      frontMatter: "title: \(matter.plain)"
    )
    #expect(try cause(matter, matter.plain) == .duplicate)
  }

  @Test(arguments: matters)
  func `a query that two contracts claim is contradictory`(_ matter: Matter) throws {
    try addOthers(than: matter)
    try folder.add(matter.name, matter.description, contract: [.wants(matter.plain)])
    try folder.add(
      "loud",
      "Also \(matter.plain), \(matter.plain).",
      frontMatter: "title: \(matter.plain)",
      contract: [.wants(matter.plain.uppercased() + "?")]
    )
    #expect(try cause(matter, matter.plain) == .contradictory)
  }

  @Test(arguments: matters)
  func `a skill that comes first with too low a score was abstained from`(_ matter: Matter) throws {
    try addOthers(than: matter)
    try folder.add(
      matter.name,
      matter.description,
      contract: [.wants("\(matter.rare) zyxwvut qponmlk jihgfed")]
    )
    var options = Audit.Options()
    options.threshold = 0.3
    #expect(try cause(matter, "\(matter.rare) zyxwvut qponmlk jihgfed", options) == .abstained)
  }

  @Test func `a skill without a description is invisible`() throws {
    try addOthers(than: Self.matters[0])
    try folder.house.write("# Bare\n\nSomething else.", to: "skills/bare/SKILL.md")
    try folder.house.write(
      #"[{"query": "how do I bare it", "should_trigger": true}, {"query": "train journey", "should_trigger": true}]"#,
      to: "skills/bare/evals/recall.json"
    )
    #expect(try folder.report().verdict("bare", "train journey").cause == .invisible)
  }
}
