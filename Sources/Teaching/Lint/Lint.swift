public import Memory
public import Plumbing

/// Looks at skills with every rule; nothing is changed.
public struct Lint: Sendable {
  /// What agents show of all skills.
  public let listings: [Listing]
  private let surroundings: LintSurroundings

  /// - Parameters:
  ///   - library: All skills there are: likeness and listings are about all of them.
  ///   - collections: Where playbooks may lie.
  ///   - bases: Home and project, below which agents have their folders.
  public init(_ library: SkillLibrary, collections: [Collection], below bases: [FilePath]) {
    var surroundings = LintSurroundings(collections: collections, labels: library.labels())
    surroundings.listings = Listing.all(of: library.skills, below: bases)
    let skills = Self.distinct(library.skills)
    for pair in Similarity.pairs(skills.map { Similarity($0.document) }) {
      let (one, other) = (skills[pair.one], skills[pair.other])
      for (skill, like) in [(one.address, other.address), (other.address, one.address)] {
        if one.hash == other.hash {
          surroundings.copies[skill, default: []].append(like)
        } else {
          surroundings.nearby[skill, default: []].append((like, pair.likeness))
        }
      }
    }
    for group in Dictionary(grouping: skills, by: \.name).values where group.count > 1 {
      for skill in group {
        surroundings.namesakes[skill.address] = group.filter { $0.hash != skill.hash }.map(\.address)
      }
    }
    listings = surroundings.listings
    self.surroundings = surroundings
  }

  /// Each file once, though two collections hold it.
  private static func distinct(_ skills: [Skill]) -> [Skill] {
    var seen: Set<FilePath> = []
    return skills.filter { seen.insert(Files.realPath($0.file) ?? $0.file).inserted }
  }

  /// What is amiss with a skill, as its file is now; the worst first, and by line.
  public func findings(on skill: Skill) -> [LintFinding] {
    let subject: LintSubject
    do {
      guard let found = try LintSubject(skill, surroundings) else {
        return [Self.unreadable("The file is gone — `qmd update` forgets it")]
      }
      subject = found
    } catch let problem as ReadProblem {
      return [Self.unreadable("\(problem.description.dropLast()) — write the skill anew, or remove it")]
    } catch {
      let reason = (error as? SystemError)?.reason.lowercased() ?? "\(error)"
      return [
        Self.unreadable("The file cannot be read (\(reason)) — check its rights, and that it is no link")
      ]
    }
    return Self.findings(in: subject)
  }

  /// What would be amiss with a skill that is not there yet.
  public func findings(on skill: Skill, holding bytes: [UInt8]) throws -> [LintFinding] {
    Self.findings(in: try LintSubject(skill, holding: bytes, surroundings))
  }

  private static func findings(in subject: LintSubject) -> [LintFinding] {
    LintRule.all.flatMap { $0.findings(in: subject) }.enumerated().sorted { one, other in
      (one.element.level, one.element.line ?? 0, one.offset)
        < (other.element.level, other.element.line ?? 0, other.offset)
    }.map(\.element)
  }

  private static func unreadable(_ sentence: String) -> LintFinding {
    var finding = LintFinding.error(sentence)
    finding.rule = "file"
    return finding
  }
}
