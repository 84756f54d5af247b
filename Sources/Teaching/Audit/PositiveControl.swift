public import Memory
import Plumbing

/// What must hold before any figure is believed: that a search which must succeed does, and one that must fail does.
///
/// A measurement that cannot tell a working search from a broken one reports 0 % for every skill, or 100 %, and nobody
/// notices. So the control comes first, by the same search and the same index, and where it fails nothing is scored.
public struct PositiveControl: Sendable {
  /// A skill that is nowhere else, under a word that nobody has ever used.
  public var plant: [UInt8]?

  public init() { plant = Array(Self.skill.utf8) }

  /// The place of the planted skill; the collection's name is none that a configuration can have.
  private static let place = Library.Location("", FilePath("control/SKILL.md"))

  private static let word = "quorblivanth"

  private static let skill = """
    ---
    name: control
    description: Files the quorblivanth of the day. Use when somebody asks for the quorblivanth.
    ---

    # Control

    1. Fetch the quorblivanth.
    """

  private static let gibberish = "zxqvorplith wuffnagstrimble"

  /// Skills of the library that are asked for by their own words, and queries that are ranked both ways.
  private static let samples = 5

  /// Runs the control against the library of an audit.
  ///
  /// - Throws: `ControlFailure`, which says what did not hold.
  public func run(_ audit: Audit, _ reader: IndexReader, _ config: Config) throws {
    let search = try Search(reader, config, isWatched: true)
    let indexed = audit.skills.filter { if case .indexed = $0.presence { true } else { false } }
    guard !indexed.isEmpty else {
      throw ControlFailure.noSkillIndexed(documents: audit.snapshot.entries.count)
    }

    let planted = plant.map { [(location: Self.place, bytes: $0)] } ?? []
    let found = try search.places(of: "please file the \(Self.word)", planting: planted, limit: 1)
    guard found.first == Self.place else { throw ControlFailure.plantNotFound }
    guard try search.places(of: Self.gibberish, planting: planted, limit: 1).isEmpty else {
      throw ControlFailure.gibberishFound
    }

    // The planted skill is found in memory; these are found only if the index itself can be searched.
    let step = max(1, indexed.count / Self.samples)
    let sampled = stride(from: 0, to: indexed.count, by: step).prefix(Self.samples).map { indexed[$0] }
    let missed = try sampled.filter { skill in
      let asked = "\(skill.name) \(skill.document.title) \(skill.document.description ?? "")"
      return try !search.places(of: asked, limit: 50).contains { $0 == skill.location }
    }
    guard missed.count * 2 <= sampled.count else {
      throw ControlFailure.ownWordsNotFound(skills: missed.map(\.name))
    }
    try compare(audit, search)
  }

  /// Ranks some of the audit's own queries by the search that people use.
  private func compare(_ audit: Audit, _ search: Search) throws {
    let step = max(1, audit.questions.count / Self.samples)
    for index in stride(from: 0, to: audit.questions.count, by: step).prefix(Self.samples) {
      let text = audit.questions[index].asked.text
      let standings = audit.snapshot.standings(of: index)
      // A query that was read as another is not what the search is given here.
      guard !standings.isCorrected, let first = standings.places.min(by: { $0.isBefore($1) }) else {
        continue
      }
      let expected = audit.snapshot.entries.first { $0.id == first.id }?.location
      guard try search.places(of: text, limit: 1).first == expected else {
        throw ControlFailure.rankingsDiffer(query: text)
      }
    }
  }
}

/// Why nothing was scored.
public enum ControlFailure: Error, Equatable, Sendable, CustomStringConvertible {
  case noSkillIndexed(documents: Int)
  case plantNotFound
  case gibberishFound
  case ownWordsNotFound(skills: [String])
  case rankingsDiffer(query: String)

  public var description: String {
    switch self {
    case .noSkillIndexed(let documents):
      documents == 0
        ? "nothing was scored: the index is empty — `qmd update` fills it"
        : "nothing was scored: none of the \(documents) documents is a skill that searches see — add a folder that holds"
          + " SKILL.md files with `qmd collection add FOLDER`"
    case .plantNotFound:
      "nothing was scored: a skill planted for the purpose was not found by its own word, so search does not work —"
        + " `qmd doctor` says more"
    case .gibberishFound:
      "nothing was scored: a made-up word that nothing holds was answered, so search does not work — `qmd doctor` says"
        + " more"
    case .ownWordsNotFound(let skills):
      "nothing was scored: \(skills.joined(separator: ", ")) cannot be found by their own names and descriptions, so the"
        + " index is not whole — `qmd doctor` checks it, `qmd update` rebuilds it"
    case .rankingsDiffer:
      "nothing was scored: the index changed during the audit, or its two ways of ranking disagree — run it again"
    }
  }
}
