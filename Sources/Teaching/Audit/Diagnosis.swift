import Memory
import Plumbing

/// Finds out why a query missed its skill, and what would help.
struct Diagnosis: Sendable {
  private let skills: [Skill]
  private let labels: [String: String]
  private let listings: [Listing]

  init(skills: [Skill], labels: [String: String]) {
    self.skills = skills
    self.labels = labels
    listings = Listing.agents.map { Listing(of: $0, skills) }
  }

  /// What is known of one miss.
  struct Evidence {
    let skill: Int
    /// The best other skill.
    let rival: Int?
    /// Whether it stands where it should, and only the score is too low.
    let isFound: Bool
    /// Other skills whose contracts want the same query.
    let claimants: [Int]
    /// The words that rank, and what each brought to the skill (nil where it does not match) and to the rival.
    let terms: [String]
    let own: [Double]?
    let ownCoverage: Double
    let rivals: [Double]

    /// Words that the skill lacks, most telling first: those that helped the rival, then the others.
    var missing: [String] {
      let lacking = terms.indices.filter { (own?[$0] ?? 0) == 0 && Self.isWord(terms[$0]) }
      return lacking.sorted { rival(of: $0) > rival(of: $1) }.map { terms[$0] }
    }

    /// Pieces of "they'd" and of "14:00" are terms of a query, and no help to anybody.
    private static func isWord(_ term: String) -> Bool {
      !term.contains(" ") && term.count > 2 && term.contains(where: \.isLetter)
        || term.unicodeScalars.contains { $0.value > 0x2E80 }
    }

    private func rival(of index: Int) -> Double { rivals.isEmpty ? 0 : rivals[index] }

    /// Points of both on the words that the skill holds.
    var shared: (own: Double, rival: Double) {
      guard let own else { return (0, 0) }
      let held = own.indices.filter { own[$0] > 0 }
      return (held.reduce(0) { $0 + own[$1] }, held.reduce(0) { $0 + rival(of: $1) })
    }

    /// Words of which the rival makes more, most first.
    var lost: [String] {
      guard let own, !rivals.isEmpty else { return [] }
      return own.indices.filter { rivals[$0] > own[$0] && Self.isWord(terms[$0]) }.sorted {
        rivals[$0] - own[$0] > rivals[$1] - own[$1]
      }
      .map { terms[$0] }
    }
  }

  /// A skill that holds less than this share of a query's rarity lacks its words, whatever else is true of it.
  private static let halfKnown = 0.5

  func explain(_ verdict: inout Verdict, _ evidence: Evidence) {
    let skill = skills[evidence.skill]
    verdict.missingWords = evidence.missing
    switch skill.presence {
    case .indexed: break
    case .excluded(let location):
      verdict.cause = .notIndexed
      verdict.advice =
        "the collection '\(location.collection)' is searched only by name: `qmd collection include \(location.collection)`"
      return
    case .unindexed:
      verdict.cause = .notIndexed
      verdict.advice = "no collection holds it: `qmd collection add \(skill.root)`"
      return
    }
    if evidence.isFound {
      verdict.cause = .abstained
      verdict.advice = "its score says that nothing fits: put rarer words of such requests among its keywords"
    } else if let claimant = evidence.claimants.first {
      verdict.cause = .contradictory
      verdict.advice =
        "\(label(claimant)) claims the same query: decide whose it is, and take it out of the other's recall.json"
    } else if let rival = evidence.rival, similarity(evidence.skill, rival) >= Similarity.nearDuplicate {
      verdict.cause = .duplicate
      verdict.advice =
        "\(label(rival)) is almost the same text: merge the two, or say in both what each is not for"
    } else if let reason = invisibility(of: skill, evidence) {
      verdict.cause = .invisible
      verdict.advice = reason
    } else if isGap(evidence) {
      verdict.cause = .vocabularyGap
      verdict.advice =
        "it lacks \(quoted(evidence.missing)): put such words among its keywords or in its description"
    } else {
      verdict.cause = .outranked
      verdict.advice = evidence.rival.map { rival in
        "\(label(rival)) makes more of \(quoted(evidence.lost)): say in the description what sets them apart"
      }
    }
  }

  func explainFalseTrigger(_ verdict: inout Verdict, _ index: Int, terms: [String], own: [Double]) {
    let strongest = own.indices.sorted { own[$0] > own[$1] }.prefix(3).filter { own[$0] > 0 }.map {
      terms[$0]
    }
    verdict.advice =
      "it comes first by \(quoted(strongest)): take such words out of its description, or give them to the skill that should answer"
  }

  /// Whether it loses for want of words: it lacks most of them, or wins on those it holds.
  private func isGap(_ evidence: Evidence) -> Bool {
    guard !evidence.missing.isEmpty else { return false }
    guard evidence.own != nil, evidence.ownCoverage >= Self.halfKnown else { return true }
    return evidence.shared.own >= evidence.shared.rival
  }

  /// Why agents do not see what the query asks for; nil where they do, or would not by seeing all of it.
  private func invisibility(of skill: Skill, _ evidence: Evidence) -> String? {
    guard let description = skill.document.description else {
      return
        "it has no description, so no agent lists it: say in the front matter what it does and when to use it"
    }
    let shown = listings.compactMap { $0.visibility(of: skill) }.filter(\.isCertain)
    if let hidden = shown.first(where: { !$0.isListed }) {
      return "agents leave it out of their list, which is too long for all \(hidden.length) characters of it:"
        + " `qmd skills lint` shows what to shorten"
    }
    let most = min(shown.map(\.shown).min() ?? .max, Listing.agents.map(\.perSkill).min() ?? .max)
    let scalars = description.unicodeScalars
    guard scalars.count > most, let own = evidence.own else { return nil }
    let cut = scalars.index(scalars.startIndex, offsetBy: most)
    let visible = Self.beginnings(of: skill.name + " " + String(scalars[..<cut]))
    let hidden = Self.beginnings(of: String(scalars[cut...])).subtracting(visible)
    // By what it is found at all: words that only the hidden part says.
    let held = evidence.terms.indices.filter { own[$0] > 0 }
    let unseen = held.filter { !Self.beginnings(of: evidence.terms[$0]).isDisjoint(with: hidden) }
    guard unseen.reduce(0, { $0 + own[$1] }) * 2 > held.reduce(0, { $0 + own[$1] }) else { return nil }
    return
      "\(quoted(unseen.map { evidence.terms[$0] })) stand behind the first \(most) characters of its description,"
      + " where agents cut it: move them to the front"
  }

  /// The first five letters of each word, so that a word and its inflections are one.
  private static func beginnings(of text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0.prefix(5)) })
  }

  private func similarity(_ one: Int, _ other: Int) -> Double {
    // What two texts share is no more than the shorter one, so far unlike lengths need no comparison; half of the bound,
    // because bytes stand for runs of words only roughly.
    let sizes = [skills[one], skills[other]].map { Double($0.document.body.count) }.sorted()
    guard sizes[0] >= sizes[1] * Similarity.nearDuplicate / 2 else { return 0 }
    return Similarity.between(Similarity(skills[one].document), Similarity(skills[other].document))
  }

  private func label(_ index: Int) -> String { labels[skills[index].address] ?? skills[index].address }

  private func quoted(_ words: [String]) -> String {
    words.isEmpty ? "these words" : words.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
  }
}
