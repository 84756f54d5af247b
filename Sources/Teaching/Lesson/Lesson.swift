import Memory
import Plumbing
public import Providers

/// One skill's lesson: attempts of a teacher, each through the gate, until the contract holds or nothing more is gained.
public struct Lesson {
  public struct Options: Sendable {
    /// Attempts at most.
    public var rounds = 8
    /// Attempts in a row without any gain that end it.
    public var plateau = 6
    /// With fewer held-out queries nothing is proven.
    public var leastHeldOut = 5
    var shares = LessonSplit.Shares()
    /// For the twin of a measurement: lets every candidate through that keeps its bounds.
    var isGated = true

    public init() {}

    /// For a measurement: no reserve, because the claim is made on other queries; and perhaps no gate.
    public static func measured(rounds: Int, isGated: Bool) -> Options {
      var options = Options()
      options.rounds = rounds
      options.shares = LessonSplit.Shares(train: 0.5, reserve: 0)
      options.isGated = isGated
      return options
    }
  }

  /// One attempt, for the record.
  public struct Attempt: Equatable, Sendable {
    /// Nil when it was let through.
    public let rejection: Rejection?
    public let sentence: String
    public let usage: Usage
    /// Queries of the skill's contract that it won, less those that it lost; 0 where it was not let through.
    public let won: Int
  }

  public enum Outcome: Equatable, Sendable {
    /// Every query that counts is kept.
    case nothingToDo
    /// A candidate came through the gate.
    case passed(isProven: Bool)
    /// "A person is needed, because …": the reason, as a clause.
    case personNeeded(String)
  }

  /// What came of it.
  public struct Report: Sendable {
    public let address: String
    public let label: String
    public let teacher: String
    public let outcome: Outcome
    /// Against the library before the lesson; empty where nothing came through.
    public let changes: [SkillChange]
    public let attempts: [Attempt]
    /// Why no further lesson can be held with this teacher; nil where one can.
    public let endOfQueue: String?
    /// Kept queries by part: those shown, those held out, those nobody saw.
    public let before: Kept
    public let after: Kept

    public var usage: Usage { attempts.map(\.usage).reduce(Usage(), +) }
  }

  public struct Kept: Equatable, Sendable {
    public var train = Rate(0, of: 0)
    public var heldOut = Rate(0, of: 0)
    public var reserve = Rate(0, of: 0)

    public var all: Rate { train + heldOut + reserve }

    init(_ parts: [Int: LessonSplit.Part], _ state: Course.State) {
      for (index, part) in parts {
        let one = Rate(state.verdicts[index].isKept ? 1 : 0, of: 1)
        switch part {
        case .train: train = train + one
        case .heldOut: heldOut = heldOut + one
        case .reserve: reserve = reserve + one
        }
      }
    }

    /// `shown 2 → 5 of 6, held out 2 → 4 of 5, unseen 1 → 1 of 3`.
    static func change(from before: Kept, to after: Kept) -> String {
      [
        ("shown", before.train, after.train), ("held out", before.heldOut, after.heldOut),
        ("unseen", before.reserve, after.reserve),
      ]
      .filter { $0.1.total > 0 }
      .map { "\($0.0) \($0.1.hits) → \($0.2.hits) of \($0.1.total)" }.joined(separator: ", ")
    }
  }

  private let course: Course
  private let subject: Int
  private let options: Options
  private let parts: [Int: LessonSplit.Part]

  /// - Parameters:
  ///   - address: Of the skill, which must be one of the course's.
  ///   - course: The library as it is; it is not changed.
  ///   - options: How long, and how strictly.
  public init?(for address: String, in course: Course, _ options: Options = Options()) {
    guard let subject = course.skills.firstIndex(where: { $0.address == address }) else { return nil }
    self.course = course
    self.subject = subject
    self.options = options
    parts = course.parts(of: subject, options.shares)
  }

  /// Holds the lesson.
  public func run(_ teacher: some Teacher) throws -> Report {
    var state = course.state
    var attempts: [Attempt] = []
    var setbacks: [LessonBrief.Setback] = []
    var originals: [String: [UInt8]] = [:]
    var current: [String: [UInt8]] = [:]
    var fruitless = 0
    var endOfQueue: String?
    func report(_ outcome: Outcome) -> Report {
      let changes = current.keys.sorted().compactMap { address -> SkillChange? in
        guard let before = originals[address], let after = current[address], before != after,
          let skill = course.skills.first(where: { $0.address == address })
        else { return nil }
        return SkillChange(address: address, file: skill.file, before: before, after: after)
      }
      return Report(
        address: course.skills[subject].address,
        label: course.label(of: course.skills[subject].address),
        teacher: teacher.name,
        outcome: outcome,
        changes: changes,
        attempts: attempts,
        endOfQueue: endOfQueue,
        before: kept(course.state),
        after: kept(state)
      )
    }
    if let reason = obstacle { return report(reason) }
    while attempts.count < options.rounds, fruitless < options.plateau, !isLearnt(state) {
      let answer: TeacherAnswer
      do throws(TeacherError) {
        answer = try teacher.teach(try brief(state, setbacks, fruitless)) {
          edits throws(TeacherError) in try rehearsal(of: edits, state)
        }
      } catch {
        if error.endsQueue { endOfQueue = error.description }
        guard attempts.contains(where: { $0.rejection == nil }) else {
          return report(.personNeeded(error.description))
        }
        break
      }
      var ruling = Gate.Ruling(
        rejection: .unusable,
        sentence: answer.problem ?? "the teacher had nothing more to say",
        after: nil
      )
      var changes: [SkillChange] = []
      if !answer.edits.isEmpty {
        do {
          changes = try self.changes(answer.edits, state)
          ruling = try Gate(subject: subject, parts: parts).judge(changes, state, course.reader)
        } catch let refusal as SkillText.Refusal {
          attempts.append(
            Attempt(rejection: .outOfBounds, sentence: refusal.description, usage: answer.usage, won: 0)
          )
          return report(.personNeeded("\(refusal), so no line of it is changed by program"))
        }
        if !options.isGated, let after = ruling.after {
          ruling = Gate.Ruling(rejection: nil, sentence: ruling.sentence, after: after)
        }
      }
      let won = ruling.rejection == nil ? ruling.after.map { kept($0).all.hits - kept(state).all.hits } : nil
      attempts.append(
        Attempt(
          rejection: ruling.rejection,
          sentence: ruling.sentence,
          usage: answer.usage,
          won: won ?? 0
        )
      )
      if let rejection = ruling.rejection {
        setbacks.append(LessonBrief.Setback(rejection, harmed: ruling.harmed))
        fruitless += 1
        // A teacher that has nothing more to say will not have it next time.
        if answer.edits.isEmpty, answer.problem == nil { break }
      } else if let after = ruling.after {
        for change in changes {
          if originals[change.address] == nil { originals[change.address] = change.before }
          current[change.address] = change.after
        }
        state = after
        fruitless = 0
      }
    }
    guard attempts.contains(where: { $0.rejection == nil }) else {
      return report(.personNeeded(failure(attempts)))
    }
    let heldOut = parts.values.count { $0 == .heldOut }
    return report(.passed(isProven: heldOut >= options.leastHeldOut))
  }

  // MARK: Whether there is anything to teach

  /// What ends the lesson before it begins; nil where it can begin.
  private var obstacle: Outcome? {
    let verdicts = parts.keys.map { course.state.verdicts[$0] }
    let missed = verdicts.filter { !$0.isKept }
    guard !parts.isEmpty else {
      let name = course.label(of: course.skills[subject].address)
      return .personNeeded("it has no contract: `qmd contract new \(name)` begins one")
    }
    guard !missed.isEmpty else { return .nothingToDo }
    switch course.skills[subject].presence {
    case .indexed: break
    case .excluded, .unindexed:
      return .personNeeded(
        "no search sees it: \(missed.compactMap(\.advice).first ?? "it lies in no collection")"
      )
    }
    let shown = parts.filter { $0.value == .train && !course.state.verdicts[$0.key].isKept }
    guard !shown.isEmpty else {
      return .personNeeded(
        "every query that a teacher may see is kept already, and the \(missed.count) missed are kept for the proof:"
          + " add queries to its contract"
      )
    }
    let hopeless: Set<Cause> = [.contradictory, .duplicate]
    if shown.keys.allSatisfy({ course.state.verdicts[$0].cause.map(hopeless.contains) ?? false }),
      let advice = shown.keys.sorted().compactMap({ course.state.verdicts[$0].advice }).first
    {
      return .personNeeded(advice)
    }
    return nil
  }

  private func isLearnt(_ state: Course.State) -> Bool {
    parts.allSatisfy { $0.value != .train || state.verdicts[$0.key].isKept }
  }

  private func kept(_ state: Course.State) -> Kept { Kept(parts, state) }

  private func failure(_ attempts: [Attempt]) -> String {
    guard let last = attempts.last else { return "there was no attempt" }
    let count = attempts.count
    return
      "\(count) \(count == 1 ? "attempt was" : "attempts were") rejected, the last because \(last.sentence)"
  }

  // MARK: What a teacher is told

  /// What a teacher would be told first; nil where there is nothing to teach, or nothing that a teacher could do.
  public func opening() throws -> LessonBrief? {
    obstacle == nil ? try brief(course.state, [], 0) : nil
  }

  /// What these edits would do to the queries that lessons show; nil where they are out of bounds or change nothing.
  private func rehearsal(of edits: [SkillEdit], _ state: Course.State) throws(TeacherError) -> Rehearsal? {
    do {
      let changes = try self.changes(edits, state)
      guard !changes.isEmpty,
        changes.allSatisfy({ EditBounds.violation($0.before, $0.after, at: $0.file) == nil })
      else { return nil }
      let shown = course.shown(options.shares)
      let after = try state.supposing(changes, course.reader, judging: shown)
      var (won, lost) = (0, 0)
      var harmed: [Int: [Int]] = [:]
      for index in shown where state.verdicts[index].isKept != after.verdicts[index].isKept {
        let skill = state.audit.questions[index].skill
        switch (skill == subject, after.verdicts[index].isKept) {
        case (true, true): won += 1
        case (true, false): lost += 1
        case (false, false): harmed[skill, default: []].append(index)
        case (false, true): break
        }
      }
      let spread = try course.spread()
      let order = harmed.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      return Rehearsal(
        won: won,
        lost: lost,
        harmed: try order.compactMap { skill, questions in
          try rival(state.audit.skills[skill].address, state, spread).map { rival in
            let words = questions.flatMap { state.audit.snapshot.matterWords(of: $0).map(\.stem) }
            return Rehearsal.Harm(rival: rival, stems: Set(words))
          }
        }
      )
    } catch {
      throw TeacherError("the library could not be read (\(error))")
    }
  }

  private func bytes(of skill: Skill, _ state: Course.State) throws -> [UInt8] {
    if let known = state.texts[skill.address] { return known }
    return try course.reader.bytes(of: skill.hash) ?? []
  }

  private func changes(_ edits: [SkillEdit], _ state: Course.State) throws -> [SkillChange] {
    var changes: [SkillChange] = []
    for edit in edits {
      guard let skill = state.audit.skills.first(where: { $0.address == edit.address }) else { continue }
      let before = try bytes(of: skill, state)
      let after = try edit.applied(to: before)
      if after != before {
        changes.append(SkillChange(address: skill.address, file: skill.file, before: before, after: after))
      }
    }
    return changes
  }

  private func brief(
    _ state: Course.State,
    _ setbacks: [LessonBrief.Setback],
    _ sinceSuccess: Int
  ) throws(TeacherError) -> LessonBrief {
    do {
      let skill = state.audit.skills[subject]
      let own = try course.stems(of: skill)
      let spread = try course.spread()
      let library = SkillLibrary(skills: state.audit.skills)
      var examples: [LessonBrief.Example] = []
      for (index, part) in parts.sorted(by: { $0.key < $1.key }) where part == .train {
        let verdict = state.verdicts[index]
        let isFalse = !verdict.query.shouldTrigger && !verdict.isKept
        var rival = verdict.rival?.address
        if isFalse, let name = verdict.query.belongsTo,
          let owner = library.named(name).first
        {
          rival = owner.address
        }
        let said = isFalse ? try state.stems(of: rival, course) : own
        examples.append(
          LessonBrief.Example(
            query: verdict.query.text,
            shouldTrigger: verdict.query.shouldTrigger,
            isKept: verdict.isKept,
            cause: verdict.cause,
            words: words(of: index, state, without: said, spread),
            rival: rival
          )
        )
      }
      let harmed = setbacks.harmed
      let others = Set(examples.filter { !$0.isKept }.compactMap(\.rival)).subtracting(harmed).sorted()
      let rivals = try (harmed + others).compactMap { try self.rival($0, state, spread) }
      return LessonBrief(
        address: skill.address,
        label: course.label(of: skill.address),
        root: skill.root,
        bytes: try bytes(of: skill, state),
        keywordCount: skill.document.keywords.count,
        examples: examples,
        rivals: rivals,
        setbacks: setbacks,
        sinceSuccess: sinceSuccess
      )
    } catch {
      throw TeacherError("the library could not be read (\(error))")
    }
  }

  private func rival(
    _ address: String,
    _ state: Course.State,
    _ spread: [[UInt8]: Int]
  ) throws -> LessonBrief.Rival? {
    guard let place = state.audit.skills.firstIndex(where: { $0.address == address }) else { return nil }
    let skill = state.audit.skills[place]
    let said = try course.stems(of: skill)
    var words: [LessonBrief.Word] = []
    // Of its own queries too only those that its own lesson may see.
    for (index, part) in course.parts(of: place, options.shares).sorted(by: { $0.key < $1.key })
    where part == .train && state.audit.questions[index].asked.shouldTrigger {
      words += self.words(of: index, state, without: said, spread)
    }
    var seen: Set<[UInt8]> = []
    return LessonBrief.Rival(
      address: address,
      label: course.label(of: address),
      root: skill.root,
      description: skill.document.description ?? "",
      keywordCount: skill.document.keywords.count,
      words: words.filter { seen.insert($0.stem).inserted },
      said: said
    )
  }

  private func words(
    of question: Int,
    _ state: Course.State,
    without said: Set<[UInt8]>,
    _ spread: [[UInt8]: Int]
  ) -> [LessonBrief.Word] {
    let demand = course.demand(besides: state.audit.questions[question].skill, options.shares)
    var words: [LessonBrief.Word] = []
    for (text, stem) in state.audit.snapshot.matterWords(of: question)
    where Self.isWord(text) && !said.contains(stem) {
      words.append(
        LessonBrief.Word(
          text: text.lowercased(),
          stem: stem,
          spread: spread[stem] ?? 0,
          demand: demand[stem] ?? 0
        )
      )
    }
    return words
  }

  /// Numbers and pieces of words are no keywords.
  private static func isWord(_ text: String) -> Bool {
    text.count > 2 && text.contains(where: \.isLetter) && !text.contains(where: \.isNumber)
      || text.unicodeScalars.contains { $0.value > 0x2E80 }
  }
}
