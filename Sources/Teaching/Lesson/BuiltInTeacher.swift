/// The teacher that needs no model: it adds words that people ask by to the keywords of the skill they mean.
///
/// First all words of the queries it was shown; after a rejection the same with words that set the robbed skills apart on
/// their side; then only words by which no other skill is asked for; in the end one query's at a time, so that one that
/// harms a neighbour does not keep back the others.
public struct BuiltInTeacher: Teacher {
  public let name = "built-in"

  /// Words that one attempt adds to a skill.
  private static let mostWords = 24
  /// Skills besides the taught one that one attempt changes.
  private static let mostNeighbours = 2
  /// Words of a single query.
  private static let fewWords = 4

  public init() {}

  public func teach(_ brief: LessonBrief) throws(TeacherError) -> TeacherAnswer {
    let failing = brief.failing.filter(\.shouldTrigger)
    let falselyFound = brief.failing.filter { !$0.shouldTrigger }
    var edits: [SkillEdit] = []
    var words: [LessonBrief.Word]
    let all = Self.ordered(brief.examples.filter(\.shouldTrigger))
    switch brief.rejections.count {
    case 0, 1: words = all
    case 2, 3: words = all.filter { $0.demand == 0 }
    case 4: words = Self.ordered(failing).filter { $0.demand == 0 && $0.spread == 0 }
    default:
      let turn = brief.rejections.count - 5
      words = turn < failing.count ? Array(Self.ordered([failing[turn]]).prefix(Self.fewWords)) : []
    }
    if failing.isEmpty { words = [] }
    let room = max(0, EditBounds.mostKeywords - brief.keywordCount)
    if !words.isEmpty, room > 0 {
      edits.append(SkillEdit(brief.address, keywords: words.prefix(min(room, Self.mostWords)).map(\.text)))
    }
    // A theft has two sides: who would be robbed by these words is given what sets it apart.
    if brief.rejections.count % 2 == 1, brief.harmed.count <= Self.mostNeighbours {
      let own = Set(words.map(\.stem))
      for rival in brief.rivals where brief.harmed.contains(rival.address) {
        let apart = rival.words.filter { !own.contains($0.stem) || $0.demand <= 1 }
        let room = max(0, EditBounds.mostKeywords - rival.keywordCount)
        guard !apart.isEmpty, room > 0 else { continue }
        edits.append(SkillEdit(rival.address, keywords: apart.prefix(min(room, Self.mostWords)).map(\.text)))
      }
    }
    // What comes up for another's request: the other is given the words of it.
    for (address, examples) in Dictionary(
      grouping: falselyFound.filter { $0.rival != nil },
      by: { $0.rival ?? "" }
    )
    .sorted(by: { $0.key < $1.key })
    where !edits.contains(where: { $0.address == address }) {
      guard let rival = brief.rivals.first(where: { $0.address == address }) else { continue }
      let room = max(0, EditBounds.mostKeywords - rival.keywordCount)
      let words = Self.ordered(examples).prefix(min(room, Self.mostWords)).map(\.text)
      if !words.isEmpty { edits.append(SkillEdit(address, keywords: words)) }
    }
    return TeacherAnswer(edits)
  }

  /// The words of these queries, each once: first those by which few others are asked for, of these those that several
  /// of the queries have, and then those that few skills say.
  private static func ordered(_ examples: [LessonBrief.Example]) -> [LessonBrief.Word] {
    var counts: [[UInt8]: Int] = [:]
    var words: [LessonBrief.Word] = []
    for example in examples {
      for word in example.words {
        if counts[word.stem] == nil { words.append(word) }
        counts[word.stem, default: 0] += 1
      }
    }
    return words.enumerated().sorted { one, other in
      let (a, b) = (one.element, other.element)
      let (countA, countB) = (counts[a.stem] ?? 0, counts[b.stem] ?? 0)
      return (a.demand, countB, a.spread, one.offset) < (b.demand, countA, b.spread, other.offset)
    }.map(\.element)
  }
}
