public import Memory
import Plumbing

/// How a library would fare with a skill more, which nobody else sees.
public struct NewSkillTrial: Sendable {
  /// Of the new skill's own contract.
  public let own: Rate
  /// Labels of the skills that would lose a query, and how many.
  public let harmed: [(label: String, queries: Int)]

  /// - Parameters:
  ///   - skill: Where and what it would be.
  ///   - text: Its SKILL.md.
  ///   - recall: Its contract's file.
  ///   - reader: The index, in line with the files.
  ///   - config: The configuration in force.
  ///   - library: The skills there are.
  /// - Throws: `ControlFailure` where nothing that is measured could be believed.
  public init(
    _ skill: Skill,
    holding text: [UInt8],
    contract recall: [UInt8],
    _ reader: IndexReader,
    _ config: Config,
    _ library: SkillLibrary
  ) throws {
    try PositiveControl().run(Audit(reader, config, library, Audit.Options()), reader, config)
    var options = Audit.Options()
    options.contracts[skill.address] = RecallFile.parse(recall, name: "evals/recall.json")
    let whole = SkillLibrary(skills: library.skills + [skill])
    var audit = try Audit(reader, config, whole, options)
    let all = Array(audit.questions.indices)
    let before = try audit.judge(all, isExplained: false)
    guard let place = audit.skills.firstIndex(where: { $0.address == skill.address }) else {
      preconditionFailure("the library holds the skill that was added to it")
    }
    _ = try audit.suppose(place, holds: text, reader)
    let after = try audit.judge(all, isExplained: false)
    var own = Rate(0, of: 0)
    var lost: [Int: Int] = [:]
    for (index, question) in audit.questions.enumerated() where question.asked.origin.counts {
      if question.skill == place {
        own = own + Rate(after[index].isKept ? 1 : 0, of: 1)
      } else if before[index].isKept, !after[index].isKept {
        lost[question.skill, default: 0] += 1
      }
    }
    self.own = own
    harmed = lost.map { (audit.labels[audit.skills[$0.key].address] ?? "", $0.value) }
      .sorted { ($1.queries, $0.label) < ($0.queries, $1.label) }
  }
}
