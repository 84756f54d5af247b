/// Why a candidate was not let through: all that the next attempt is told of it.
///
/// A class and never a query, so that what is held out stays unseen however often a teacher tries.
public enum Rejection: String, Error, Sendable, CaseIterable {
  case unusable = "no usable answer"
  case unchanged = "nothing changed"
  case outOfBounds = "out of bounds"
  case brokenSpecification = "specification broken"
  case noGain = "no gain"
  case lostHeldOut = "a held-out query lost"
  case harmedNeighbour = "a neighbour harmed"

  /// What it means, for a teacher and for people.
  public var sentence: String {
    switch self {
    case .unusable: "the answer had no edit that could be read"
    case .unchanged: "the edit changed nothing"
    case .outOfBounds:
      "the edit touched what must stay, or brought in a link, a command, a tool or hidden characters"
    case .brokenSpecification: "the skill would no longer be valid by the specification"
    case .noGain: "no query of those that were shown came up better"
    case .lostHeldOut: "a query of this skill that was not shown came up before and would not any more"
    case .harmedNeighbour: "a query of another skill came up before and would not any more"
    }
  }
}
