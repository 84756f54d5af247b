import Memory

/// Skills whose name, description and keywords speak of the same things: those that could be taken for one another.
public enum Neighbours {
  /// The nearest ones, best first: cosine of their words, each weighted by how few skills use it.
  public static func of(_ skill: Skill, in skills: [Skill], count: Int) -> [Skill] {
    let others = skills.filter { $0.file != skill.file && $0.hash != skill.hash }
    let bags = others.map(words)
    let own = words(of: skill)
    var holders: [String: Double] = [:]
    for word in bags.joined() { holders[word, default: 0] += 1 }
    func weight(_ word: String) -> Double {
      // Squared inverse share of holders, without a logarithm: only the order counts.
      let share = (holders[word, default: 0] + 1) / Double(others.count + 2)
      return (1 - share) * (1 - share) / share
    }
    let likeness = bags.map { bag in
      let shared = bag.intersection(own).reduce(0) { $0 + weight($1) }
      let all = bag.reduce(0) { $0 + weight($1) }
      return all > 0 ? shared / all.squareRoot() : 0
    }
    return others.indices.filter { likeness[$0] > 0 }
      .sorted { (-likeness[$0], others[$0].address) < (-likeness[$1], others[$1].address) }
      .prefix(count).map { others[$0] }
  }

  private static func words(of skill: Skill) -> Set<String> {
    let text = [skill.name, skill.document.description ?? "", skill.document.keywords.joined(separator: " ")]
    return Set(
      text.joined(separator: " ").lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    )
  }
}
