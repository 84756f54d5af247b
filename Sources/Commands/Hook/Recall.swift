import Memory
import Plumbing

/// What an agent should read before it answers: the one right skill, and notes; or nothing.
struct Recall {
  /// Something to read.
  struct Entry {
    let address: String
    /// The file, for agents that read files.
    let file: FilePath?
    let isSkill: Bool
    let title: String
    /// Headings above the place, outermost first.
    let headings: [String]
    let line: Int
    /// The words of the message that were found in it, the most telling first.
    let words: [String]
    let score: Double
  }

  /// The least score that is worth an agent's attention: how likely the text is to answer.
  ///
  /// Chosen on development queries by `Benchmarks/silence.py`, which draws what other choices would cost: the lowest
  /// tenth at which at most one in twenty questions that are meant for another library gets an entry. A score on another
  /// scale needs another choice. docs/decisions/0011 has the figures.
  static let leastScore = 0.10

  struct Limits {
    var entries = 3
    var characters = 1_200
    var score = Recall.leastScore
  }

  /// Best first, the skill before all others.
  private(set) var entries: [Entry] = []
  /// The score of the best text there was, whether it was good enough or not.
  private(set) var best = 0.0

  /// Asks each of the libraries.
  init(_ question: String, in libraries: [HookLibrary], _ limits: Limits) {
    var found: [Entry] = []
    for library in libraries {
      // One that cannot be asked does not silence the other.
      guard let hits = try? library.hits(question, limit: limits.entries) else { continue }
      found += hits.map { Self.entry($0, library) }
    }
    best = found.map(\.score).max() ?? 0
    var good = found.filter { $0.score >= limits.score && InertText.isInert($0.address) }
    // Libraries were ranked each by itself; the score is the same scale for all.
    if libraries.count > 1 { good.sort { $0.score > $1.score } }
    // Of two libraries each may have a skill: one is right.
    let skill = good.first(where: \.isSkill)
    entries = Array(([skill].compactMap(\.self) + good.filter { !$0.isSkill }).prefix(limits.entries))
  }

  private static func entry(_ hit: Hit, _ library: HookLibrary) -> Entry {
    let telling = hit.explanation.parts.filter { $0.points > 0 }.sorted { $0.points > $1.points }
    return Entry(
      address: library.address(hit.collection, hit.path),
      file: library.file(hit.collection, hit.path),
      isSkill: hit.kind == .skill,
      title: hit.title,
      headings: hit.passage.headings,
      line: hit.passage.line,
      words: telling.prefix(5).map(\.term),
      score: hit.score
    )
  }
}
