public import Memory
import Plumbing

/// The library as lessons find it: measured, with its words, and advanced by each candidate that is accepted.
///
/// The positive control is run first; where it fails there is no course.
public final class Course {
  /// A library, and how every query of every contract fares in it.
  struct State {
    var audit: Audit
    /// In the order of the audit's questions.
    var verdicts: [Verdict]
    /// What skills hold that the index does not know of, by address.
    var texts: [String: [UInt8]] = [:]

    /// The words of a skill's front matter.
    func stems(of address: String?, _ course: Course) throws -> Set<[UInt8]> {
      try audit.skills.first { $0.address == address }.map(course.stems) ?? []
    }

    /// Judges every query anew.
    mutating func judgeAll() throws { verdicts = try audit.judge(Array(audit.questions.indices)) }

    /// The same with other texts, and the queries judged that share a word with the old or the new ones.
    ///
    /// With `chosen` only these questions are judged, and it is not said why they are missed.
    func supposing(
      _ changes: [SkillChange],
      _ reader: IndexReader,
      judging chosen: Set<Int>? = nil
    ) throws -> State {
      var next = self
      var touched: Set<Int> = []
      for change in changes {
        guard let skill = audit.skills.firstIndex(where: { $0.address == change.address }) else { continue }
        touched.formUnion(try next.audit.suppose(skill, holds: change.after, reader))
        next.texts[change.address] = change.after
      }
      // Texts that were copies of each other may be rivals now, for every question of theirs.
      if Set(audit.skills.map(\.hash)).count != Set(next.audit.skills.map(\.hash)).count {
        touched.formUnion(audit.questions.indices)
      }
      if chosen == nil { next.audit.studyListings() }
      let order = touched.filter { chosen?.contains($0) ?? true }.sorted()
      for (index, verdict) in zip(order, try next.audit.judge(order, isExplained: chosen == nil)) {
        next.verdicts[index] = verdict
      }
      return next
    }
  }

  private(set) var state: State
  let reader: IndexReader
  private var vocabulary: [[UInt8]: Int]?
  private var visible: Set<Int>?
  /// By word: the skills that are asked for by it.
  private var asked: [[UInt8]: Set<Int>]?
  private lazy var bySkill = Dictionary(grouping: state.audit.questions.indices) {
    state.audit.questions[$0].skill
  }

  /// Measures the library as the index has it.
  ///
  /// - Throws: `ControlFailure` where nothing that is measured could be believed.
  public init(_ reader: IndexReader, _ config: Config, _ library: SkillLibrary, threads: Int = 2) throws {
    var options = Audit.Options()
    options.threads = threads
    let audit = try Audit(reader, config, library, options)
    try PositiveControl().run(audit, reader, config)
    state = State(audit: audit, verdicts: try audit.judge(Array(audit.questions.indices)))
    self.reader = reader
  }

  public var skills: [Skill] { state.audit.skills }

  public func label(of address: String) -> String { state.audit.labels[address] ?? address }

  /// How a skill's contract fares, by the queries that count.
  public func figures(of address: String) -> RecallFigures {
    RecallFigures(
      state.audit.questions.indices.filter {
        state.audit.skills[state.audit.questions[$0].skill].address == address
          && state.audit.questions[$0].asked.origin.counts
      }.map { state.verdicts[$0] }
    )
  }

  /// How all contracts fare.
  public var figures: RecallFigures { RecallFigures(state.verdicts.filter(\.query.origin.counts)) }

  /// Addresses of the skills whose contract does not hold, the worst first.
  public var failing: [String] {
    var missed: [Int: Int] = [:]
    for (question, verdict) in zip(state.audit.questions, state.verdicts)
    where question.asked.origin.counts && !verdict.isKept {
      missed[question.skill, default: 0] += 1
    }
    return missed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      state.audit.skills[$0.key].address
    }
  }

  /// Whether the library would keep everything that the gate asks for with these texts; nil when it would.
  ///
  /// For a proposal that was proven in a library which has changed since. A candidate of several rounds is judged as one.
  public func objection(to changes: [SkillChange], of subject: String) throws -> String? {
    guard let skill = skills.firstIndex(where: { $0.address == subject }) else { return "the skill is gone" }
    let gate = Gate(subject: skill, parts: parts(of: skill, LessonSplit.Shares()))
    let ruling = try gate.judge(changes, state, reader)
    return ruling.rejection.map { "\($0.rawValue): \(ruling.sentence)" }
  }

  /// Goes on with these texts in the library.
  public func accept(_ changes: [SkillChange]) throws {
    state = try state.supposing(changes, reader)
    vocabulary = nil
  }

  /// The parts of a skill's queries that count, by question.
  func parts(of skill: Int, _ shares: LessonSplit.Shares) -> [Int: LessonSplit.Part] {
    let own = (bySkill[skill] ?? []).filter { state.audit.questions[$0].asked.origin.counts }
    let split = LessonSplit(own.map { state.audit.questions[$0].asked }, shares: shares)
    return Dictionary(uniqueKeysWithValues: zip(own, split.parts))
  }

  /// The questions that lessons show, of all skills.
  func shown(_ shares: LessonSplit.Shares) -> Set<Int> {
    if let visible { return visible }
    var found: Set<Int> = []
    for skill in skills.indices {
      for (question, part) in parts(of: skill, shares) where part == .train { found.insert(question) }
    }
    visible = found
    return found
  }

  // MARK: Words

  /// The words of a skill that its front matter says, as the index holds them.
  func stems(of skill: Skill) throws -> Set<[UInt8]> {
    let said = [skill.name, skill.document.title, skill.document.description ?? ""] + skill.document.keywords
    return try reader.stems(of: said.joined(separator: "\n"))
  }

  /// How many other skills are asked for by each word, by the queries that their own lessons may see.
  func demand(besides subject: Int, _ shares: LessonSplit.Shares) -> [[UInt8]: Int] {
    let askers: [[UInt8]: Set<Int>]
    if let asked {
      askers = asked
    } else {
      var found: [[UInt8]: Set<Int>] = [:]
      for skill in skills.indices {
        for (question, part) in parts(of: skill, shares) where part == .train && isPositive(question) {
          for word in state.audit.snapshot.matterWords(of: question) {
            found[word.stem, default: []].insert(skill)
          }
        }
      }
      asked = found
      askers = found
    }
    return askers.mapValues { $0.count - ($0.contains(subject) ? 1 : 0) }
  }

  private func isPositive(_ question: Int) -> Bool { state.audit.questions[question].asked.shouldTrigger }

  /// In how many skills' front matter each word stands.
  func spread() throws -> [[UInt8]: Int] {
    if let vocabulary { return vocabulary }
    var counts: [[UInt8]: Int] = [:]
    for skill in skills { for stem in try stems(of: skill) { counts[stem, default: 0] += 1 } }
    vocabulary = counts
    return counts
  }
}
