/// The teacher that needs no model: it adds words that people ask by to the keywords of the skill they mean.
///
/// First all words of the queries it is shown, as far as a rehearsal on the queries that teachers may see harms nobody.
/// After each rejection it leaves out what the robbed skills say and are asked by, or the commoner half; then it tries the
/// few words that bring up one query. A theft has two sides: who would still lose a query by these is given the words of
/// its own queries.
public final class BuiltInTeacher: Teacher {
  public let name = "built-in"

  /// Words that one attempt adds to a skill.
  private static let mostWords = 24
  /// Skills besides the taught one that one attempt changes.
  private static let mostNeighbours = 2
  /// Words of a single query.
  private static let fewWords = 4
  /// Fewer words than this are not tried together any more.
  private static let leastWords = 3

  /// What is tried next in the present lesson.
  private struct Plan {
    /// Words to be tried together; few or none when single queries are tried.
    var words: [LessonBrief.Word] = []
    /// Place of the next single query among those that fail.
    var turn = 0
    /// Whether those who should have come up for its false triggers were given their words.
    var hasGiven = false
  }

  private var plan = Plan()

  public init() {}

  public func teach(
    _ brief: LessonBrief,
    rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
  ) throws(TeacherError) -> TeacherAnswer {
    let failing = brief.failing.filter(\.shouldTrigger)
    if brief.sinceSuccess == 0 {
      let words = Self.ordered(brief.examples.filter(\.shouldTrigger))
      plan = Plan(words: Array(words.prefix(Self.mostWords)))
    } else if let setback = brief.setbacks.last {
      learn(from: setback, brief)
    }
    if !failing.isEmpty, plan.words.count >= Self.leastWords, let edits = try harmless(brief, rehearse) {
      return TeacherAnswer(edits)
    }
    plan.words = []
    for example in failing.dropFirst(plan.turn) {
      if let edits = try Self.least(example, brief, rehearse) { return TeacherAnswer(edits) }
      plan.turn += 1
    }
    defer { plan.hasGiven = true }
    return TeacherAnswer(plan.hasGiven ? [] : Self.given(brief.failing, brief))
  }

  /// Leaves out what the robbed skills say or are asked by; where that is nothing, the commoner half.
  private func learn(from setback: LessonBrief.Setback, _ brief: LessonBrief) {
    guard !plan.words.isEmpty else {
      plan.turn += 1
      return
    }
    let theirs = brief.rivals.filter { setback.harmed.contains($0.address) }
      .reduce(into: Set<[UInt8]>()) { $0.formUnion($1.said.union($1.words.map(\.stem))) }
    let rest = plan.words.filter { !theirs.contains($0.stem) }
    plan.words = rest.count < plan.words.count ? rest : Array(rest.prefix(rest.count / 2))
  }

  /// An edit with the plan's words, or those of them that harm nobody in a rehearsal; nil where nothing is gained by them.
  private func harmless(
    _ brief: LessonBrief,
    _ rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
  ) throws(TeacherError) -> [SkillEdit]? {
    while let own = Self.edit(brief.address, adding: plan.words, to: brief.keywordCount),
      let rehearsal = try rehearse([own])
    {
      if rehearsal.isPassed { return [own] }
      let taken = rehearsal.harmed.reduce(into: Set<[UInt8]>()) { $0.formUnion($1.stems) }
      let rest = plan.words.filter { !taken.contains($0.stem) }
      guard rest.count < plan.words.count else { return nil }
      plan.words = rest
    }
    return nil
  }

  /// The fewest words that bring up one query, with words for those who would lose one by them; nil where there are none.
  private static func least(
    _ example: LessonBrief.Example,
    _ brief: LessonBrief,
    _ rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
  ) throws(TeacherError) -> [SkillEdit]? {
    let words = ordered([example]).prefix(fewWords)
    for count in stride(from: 1, through: words.count, by: 1) {
      guard let own = edit(brief.address, adding: Array(words.prefix(count)), to: brief.keywordCount),
        let alone = try rehearse([own])
      else { return nil }
      if alone.isPassed { return [own] }
      guard alone.won > alone.lost, alone.harmed.count <= mostNeighbours else { continue }
      let edits =
        [own]
        + alone.harmed.compactMap {
          edit($0.rival.address, adding: $0.rival.words, to: $0.rival.keywordCount)
        }
      if edits.count > 1, try rehearse(edits)?.isPassed ?? false { return edits }
    }
    return nil
  }

  /// What comes up for another's request: the other is given the words of it.
  private static func given(_ falselyFound: [LessonBrief.Example], _ brief: LessonBrief) -> [SkillEdit] {
    Dictionary(grouping: falselyFound.filter { !$0.shouldTrigger && $0.rival != nil }, by: { $0.rival ?? "" })
      .sorted { $0.key < $1.key }
      .compactMap { address, examples in
        brief.rivals.first { $0.address == address }.flatMap {
          edit(address, adding: ordered(examples), to: $0.keywordCount)
        }
      }
  }

  /// As many of these words as there is room for; nil where that is none.
  private static func edit(_ address: String, adding words: [LessonBrief.Word], to count: Int) -> SkillEdit? {
    let room = max(0, EditBounds.mostKeywords - count)
    let added = words.prefix(min(room, mostWords)).map(\.text)
    return added.isEmpty ? nil : SkillEdit(address, keywords: added)
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
