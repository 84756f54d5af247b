import Memory
public import Plumbing

/// What an agent shows its model of the skills it has: a line for each, within a budget.
///
/// A skill whose description is cut away there cannot be chosen for what it no longer says. The figures are those of the
/// agents' own defaults, at the windows of the models that they usually run; users can raise them.
public struct Listing: Sendable {
  public struct Agent: Equatable, Sendable {
    public let name: String
    /// Where it looks, below the home folder or a project's.
    public let folders: [String]
    /// Characters of a description that are shown at most.
    public let perSkill: Int
    /// Characters of the whole listing, and of what that is a share, for a sentence.
    public let total: Int, share: String
    /// Characters of a line beside name and description.
    let frame: Int
    /// Whether a line names the file as well.
    let namesFile: Bool
    /// What gives way when the budget is spent.
    public let overflow: Overflow
  }

  public enum Overflow: Equatable, Sendable {
    /// The descriptions of those that are used least go, whole; which these are is known to the agent alone.
    case dropsDescriptions
    /// All descriptions are cut to one length; where even names do not fit, the last skills go.
    case shortensAll
  }

  /// Claude Code from 2.1.129 on.
  ///
  /// `skillListingMaxDescChars` is 1,536 there, and `skillListingBudgetFraction` 1 % of a window of 200,000 tokens at 4
  /// characters each. Versions from 2.1.32 allowed 2 %, those before 15,000 characters.
  public static let claudeCode = Agent(
    name: "Claude Code",
    folders: [".claude/skills"],
    perSkill: 1_536,
    total: 8_000,
    share: "1 % of 200,000 tokens",
    frame: 5,
    namesFile: false,
    overflow: .dropsDescriptions
  )

  /// Codex.
  ///
  /// Descriptions of 1,024 characters, and 2 % of a window of 272,000 tokens at 4 bytes each (8,000 characters where the
  /// window is not known). https://github.com/openai/codex/pull/18298
  public static let codex = Agent(
    name: "Codex",
    folders: [".codex/skills", ".agents/skills"],
    perSkill: 1_024,
    total: 21_760,
    share: "2 % of 272,000 tokens",
    frame: 14,
    namesFile: true,
    overflow: .shortensAll
  )

  public static let agents = [claudeCode, codex]

  /// How much of a description is shown, in characters.
  public struct Visibility: Equatable, Sendable {
    public let shown: Int
    public let length: Int
    /// False when the skill itself is left out.
    public let isListed: Bool
    /// False when it depends on how often the skill is used.
    public let isCertain: Bool

    public var isWhole: Bool { isListed && isCertain && shown >= length }
  }

  public let agent: Agent
  /// Addresses of the skills in it, in order.
  public let skills: [String]
  /// Characters that it would take to show all of it, cuts of single descriptions made.
  public let needed: Int
  private let visibilities: [String: Visibility]

  /// Works out what an agent shows.
  ///
  /// - Parameters:
  ///   - agent: Whose listing it is.
  ///   - skills: All there are; those that the agent has are chosen.
  ///   - places: Folders that the agent takes skills from, beside those whose path says so: see `places(of:below:)`.
  public init(of agent: Agent, _ skills: [Skill], places: Set<FilePath> = []) {
    self.agent = agent
    let listed = skills.filter { Self.lists(agent, $0, places) }
    self.skills = listed.map(\.address)
    let lengths = listed.map { ($0.document.description ?? "").unicodeScalars.count }
    let frames = listed.map { skill in
      agent.frame + skill.name.unicodeScalars.count + (agent.namesFile ? skill.file.bytes.count : 0)
    }
    let wanted = lengths.map { min($0, agent.perSkill) }
    needed = zip(frames, wanted).reduce(0) { $0 + $1.0 + $1.1 }
    let shares = Self.shares(agent, frames: frames, wanted: wanted)
    let isCertain = needed <= agent.total || agent.overflow == .shortensAll
    var visibilities: [String: Visibility] = [:]
    for (index, skill) in listed.enumerated() {
      visibilities[skill.address] = Visibility(
        shown: shares[index].shown,
        length: lengths[index],
        isListed: shares[index].isListed,
        isCertain: isCertain
      )
    }
    self.visibilities = visibilities
  }

  /// The listings of all agents that have any of `skills`, whose folders lie below `bases`: home and project.
  public static func all(of skills: [Skill], below bases: [FilePath]) -> [Listing] {
    agents.map { Listing(of: $0, skills, places: places(of: $0, below: bases)) }.filter { !$0.skills.isEmpty }
  }

  /// Folders that an agent's folders are, or hold links to.
  public static func places(of agent: Agent, below bases: [FilePath]) -> Set<FilePath> {
    var places: Set<FilePath> = []
    for folder in bases.flatMap({ base in agent.folders.map { base.appending($0) } }) {
      guard let real = Files.realPath(folder) else { continue }
      places.insert(real)
      places.formUnion(links(in: folder))
    }
    return places
  }

  /// Where the links in a folder lead.
  public static func links(in folder: FilePath) -> [FilePath] {
    Files.names(in: folder).filter { FileStatus.of(folder.appending($0))?.kind == .link }
      .compactMap { Files.realPath(folder.appending($0)) }
  }

  /// What the agent shows of a skill; nil when it does not have it.
  public func visibility(of skill: Skill) -> Visibility? { visibilities[skill.address] }

  /// Whether everything fits.
  public var isWhole: Bool { needed <= agent.total }

  private static func lists(_ agent: Agent, _ skill: Skill, _ places: Set<FilePath>) -> Bool {
    let path = skill.file.text
    if agent.folders.contains(where: { path.contains("/\($0)/") }) { return true }
    guard !places.isEmpty else { return false }
    var folder = Files.realPath(skill.folder) ?? skill.folder
    while folder.components.count > 1 {
      if places.contains(folder) { return true }
      folder = folder.parent
    }
    return false
  }

  private static func shares(
    _ agent: Agent,
    frames: [Int],
    wanted: [Int]
  ) -> [(shown: Int, isListed: Bool)] {
    let bare = frames.reduce(0, +)
    var left = agent.total - bare
    guard left < wanted.reduce(0, +) else { return wanted.map { ($0, true) } }
    switch agent.overflow {
    case .dropsDescriptions:
      return wanted.map { _ in (0, true) }
    case .shortensAll where left < 0:
      var spent = 0
      return frames.map { frame in
        spent += frame
        return (0, spent <= agent.total)
      }
    case .shortensAll:
      // The length at which all are cut: short ones leave what they do not need to the others.
      var length = 0
      var waiting = wanted.sorted()
      while let shortest = waiting.first {
        length = left / waiting.count
        guard shortest <= length else { break }
        left -= shortest
        waiting.removeFirst()
      }
      return wanted.map { (min($0, length), true) }
    }
  }
}
