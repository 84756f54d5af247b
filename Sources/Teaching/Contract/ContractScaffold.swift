import Memory
import Plumbing

/// A first `recall.json` for a skill, for a person to rewrite in their own words.
///
/// What must trigger is drawn from the skill's own words, and so proves nothing yet; what must not is drawn from its
/// nearest neighbours, whose requests are the ones it could steal.
public struct ContractScaffold: Sendable {
  public let bytes: [UInt8]
  public let positives: Int
  public let negatives: Int

  private static let mostHeadings = 4, mostNeighbours = 5

  /// Draws it up.
  ///
  /// - Parameters:
  ///   - skill: The skill that has none yet.
  ///   - library: All skills, among them its neighbours.
  ///   - labels: How skills are called: see `SkillLibrary.labels()`.
  public init(for skill: Skill, in library: SkillLibrary, labels: [String: String]) {
    var entries: [JSON] = []
    var seen: Set<String> = []
    func add(_ query: String, _ members: [JSON.Member]) {
      guard seen.insert(Contract.Query.key(of: query)).inserted else { return }
      entries.append(.object([.init("query", .string(query))] + members))
    }
    let own = Contract.derived(from: skill).map { ($0, "from name and description") }
    let headings = skill.document.headings.filter {
      $0.level >= 2 && $0.text.split(separator: " ").count >= 2
    }
    .prefix(Self.mostHeadings).map { ($0.text, "from a heading") }
    for (query, source) in own + headings {
      add(
        query,
        [
          .init("should_trigger", true), .init("rank", 1),
          .init("note", .string("\(source): rewrite as you would ask it")),
        ]
      )
    }
    positives = entries.count
    for neighbour in Neighbours.of(skill, in: library.skills, count: Self.mostNeighbours) {
      // The first is its name; what it says it does is nearer to what somebody would ask.
      let derived = Contract.derived(from: neighbour)
      guard let query = derived.dropFirst().first ?? derived.first else { continue }
      add(
        query,
        [
          .init("should_trigger", false),
          .init("belongs_to", .string(labels[neighbour.address] ?? neighbour.name)),
          .init("note", "of a neighbour: rewrite as a near miss"),
        ]
      )
    }
    negatives = entries.count - positives
    bytes = RecallMerge.file(of: entries)
  }
}
