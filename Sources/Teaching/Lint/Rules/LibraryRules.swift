import Memory
import Plumbing

extension LintRule {
  private static let mostNamed = 3

  static let duplicates = LintRule("duplicates", "no other skill has the same text, or nearly") { subject in
    let surroundings = subject.surroundings
    let address = subject.skill.address
    var findings: [LintFinding] = []
    if let copies = surroundings.copies[address] {
      findings.append(
        .warning(
          "\(named(copies, surroundings)) the very same text — keep one, and link to it from elsewhere"
        )
      )
    }
    let near = (surroundings.nearby[address] ?? []).sorted { $0.likeness > $1.likeness }
    if let nearest = near.first {
      findings.append(
        .warning(
          "\(named(near.map(\.address), surroundings)) nearly the same text (\(Int(nearest.likeness * 100)) % shared)"
            + " — merge them, or say in each what it is not for"
        )
      )
    }
    if let namesakes = surroundings.namesakes[address], !namesakes.isEmpty {
      let others = namesakes.filter { other in !near.contains { $0.address == other } }
      if !others.isEmpty {
        findings.append(
          .advice(
            "\(named(others, surroundings)) the same name and another text — rename one if an agent has both"
          )
        )
      }
    }
    return findings
  }

  private static func named(_ addresses: [String], _ surroundings: LintSurroundings) -> String {
    let names = addresses.prefix(mostNamed).map { "'\(surroundings.label($0))'" }
    let more = addresses.count - names.count
    let list = names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    return "\(list) \(addresses.count == 1 ? "has" : "have")"
  }

  static let listing = LintRule("listing", "agents show the whole description when they list their skills") {
    subject in
    let line = subject.line(of: "description")
    return subject.surroundings.listings.compactMap { listing in
      guard let visibility = listing.visibility(of: subject.skill), !visibility.isWhole else { return nil }
      let agent = listing.agent
      if !visibility.isListed {
        return .error(
          line: line,
          "\(agent.name) leaves the skill out of its list, which is full — remove skills that are not used"
        )
      }
      // Which descriptions go depends on what is used; the report on the whole listing tells of it.
      guard visibility.isCertain else { return nil }
      return .warning(
        line: line,
        "\(agent.name) shows \(visibility.shown) of the description's \(visibility.length) characters — put what it is for first, and shorten the rest"
      )
    }
  }

  static let playbook = LintRule("playbook", "the playbook that the skill came from is there, and unchanged")
  {
    subject in
    switch PlaybookDrift.of(subject.skill, in: subject.surroundings.collections) {
    case .none, .same: []
    case .changed(let playbook, _, let now):
      [
        .warning(
          "\(playbook) has changed since the skill was made of it — bring the skill in line, then write metadata.distils-sha256: \"\(now)\""
        )
      ]
    case .unpinned(let playbook, let now):
      [
        .advice(
          "Whether \(playbook) changes cannot be told — write metadata.distils-sha256: \"\(now)\" once the skill is in line with it"
        )
      ]
    case .vanished(let playbook):
      [.warning("The playbook \(playbook) is gone — correct metadata.distils, or take it out")]
    case .outside(let playbook):
      [
        .warning(
          "The playbook \(playbook) lies in no collection, so it is not read — name it as qmd://COLLECTION/PATH"
        )
      ]
    case .unreadable(let playbook, let reason):
      [
        .warning(
          "The playbook \(playbook) cannot be read (\(reason)) — check its rights, and that it is no link"
        )
      ]
    }
  }
}
