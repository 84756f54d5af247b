import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// Lessons and the gate, on a library small enough to see through.
@Suite(.temporaryHouse)
struct LessonTests {
  private let folder = SkillFolder()

  /// Says what it is told to, one answer after the other, and remembers what it was shown.
  private final class Scripted: Teacher {
    let name = "scripted"
    var answers: [[SkillEdit]]
    private(set) var briefs: [LessonBrief] = []

    init(_ answers: [[SkillEdit]]) { self.answers = answers }

    func teach(
      _ brief: LessonBrief,
      rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
    ) throws(TeacherError) -> TeacherAnswer {
      briefs.append(brief)
      return TeacherAnswer(answers.isEmpty ? [] : answers.removeFirst())
    }
  }

  private let invoice = "qmd://notes/skills/late-invoice/SKILL.md"
  private let refund = "qmd://notes/skills/refund/SKILL.md"

  /// A skill that is asked for in words it does not say, and a neighbour that holds its own.
  private func fill(invoiceQueries: [String] = Self.dunning) throws {
    try folder.add(
      "late-invoice",
      "Helps with stuff.",
      contract: invoiceQueries.map { .wants($0) } + [.refuses("customer wants money returned")]
    )
    try folder.add(
      "refund",
      "Returns money to a customer who wants it returned.",
      contract: [.wants("customer wants money returned"), .wants("money returned twice")]
    )
    try folder.addFiller()
    try folder.update()
  }

  private static let dunning = [
    "dunning letter for an unpaid bill", "send a dunning reminder", "overdue bill reminder",
    "bill overdue since march",
    "reminder for the unpaid bill", "dunning after thirty overdue days", "unpaid bill dunning",
    "overdue dunning reminder",
    "bill unpaid, remind them of the overdue", "second dunning reminder", "dunning the overdue",
    "unpaid and overdue bill",
  ]

  private func course() throws -> Course {
    let reader = try IndexReader(folder.index)
    return try Course(reader, folder.config, folder.library())
  }

  private func run(_ teacher: some Teacher, _ options: Lesson.Options = .init()) throws -> Lesson.Report {
    try #require(Lesson(for: invoice, in: course(), options)).run(teacher)
  }

  // MARK: The split

  @Test func `queries are parted by their words alone, and each part has both kinds`() throws {
    let queries =
      (0..<20).map { Contract.Query("wants number \($0)") }
      + (0..<10).map { Contract.Query("refuses number \($0)", shouldTrigger: false) }
    let split = LessonSplit(queries)
    let parts = Dictionary(uniqueKeysWithValues: zip(queries.map(\.text), split.parts))
    let backwards = LessonSplit(queries.reversed())
    for (query, part) in zip(queries.reversed(), backwards.parts) { #expect(parts[query.text] == part) }
    for (label, sizes) in [(true, [8, 8, 4]), (false, [4, 4, 2])] {
      let own = zip(queries, split.parts).filter { $0.0.shouldTrigger == label }
      #expect(LessonSplit.Part.allCases.map { part in own.count { $0.1 == part } } == sizes)
    }
    // A further query moves at most one other across each border.
    let more = LessonSplit(queries + [Contract.Query("wants another")])
    #expect(zip(split.parts, more.parts).count { $0 != $1 } <= 2)
  }

  // MARK: The candidate

  @Test func `a supposed text is judged exactly as if it were saved`() throws {
    try fill()
    let course = try course()
    let before = try #require(try Files.read(folder.root.appending("skills/late-invoice/SKILL.md")))
    let edit = SkillEdit(
      invoice,
      description: "Chases an unpaid bill. Use for dunning, 催促, and a customer's money.",
      keywords: ["overdue", "reminder", "returned"]
    )
    let change = SkillChange(
      address: invoice,
      file: folder.root.appending("skills/late-invoice/SKILL.md"),
      before: before,
      after: try edit.applied(to: before)
    )
    var supposed = try course.state.supposing([change], course.reader)
    try supposed.judgeAll()
    try Files.replace(change.file, with: change.after)
    try folder.update()
    let real = try self.course().state
    // The keywords of the new text are queries of its contract too, and do not count.
    let pairs = zip(
      supposed.verdicts.filter(\.query.origin.counts),
      real.verdicts.filter(\.query.origin.counts)
    )
    for (one, other) in pairs {
      #expect(
        one.rank == other.rank && one.score == other.score && one.margin == other.margin,
        "\(one.query.text)"
      )
    }
    #expect(supposed.verdicts.contains { $0.isKept } && course.state.verdicts != supposed.verdicts)
  }

  // MARK: The gate

  @Test func `the built-in teacher mends a poor description, and what nobody showed it comes up too`() throws
  {
    try fill()
    let report = try run(BuiltInTeacher())
    #expect(report.outcome == .passed(isProven: true))
    #expect(report.before.heldOut.hits < report.after.heldOut.hits)
    #expect(report.after.train.share == 1)
    let change = try #require(report.changes.first)
    #expect(report.changes.map(\.address) == [invoice])
    #expect(String(decoding: change.after, as: UTF8.self).contains("metadata:\n  keywords: \""))
    let nothing = try Files.read(change.file)
    #expect(nothing == change.before, "a lesson writes no file")
  }

  @Test func `whom a skill comes up instead of is given words of its own, also where requests are missed`()
    throws
  {
    try folder.add(
      "late-invoice",
      "Handles the ledger statement.",
      contract: Self.dunning.map { .wants($0) } + [.refuses("ledger statement of the archive")]
    )
    try folder.add("archive", "Keeps papers.", contract: [.wants("keeps papers")])
    try folder.addFiller()
    try folder.update()
    let report = try run(BuiltInTeacher())
    let archive = "qmd://notes/skills/archive/SKILL.md"
    #expect(report.changes.map(\.address) == [archive, invoice])
    let change = try #require(report.changes.first { $0.address == archive })
    let words = String(decoding: change.after, as: UTF8.self)
    #expect(words.contains("ledger") && words.contains("statement") && report.after.train.share == 1)
  }

  @Test func `with fewer than five held-out queries it is unproven`() throws {
    try fill(invoiceQueries: Array(Self.dunning.prefix(5)))
    #expect(try run(BuiltInTeacher()).outcome == .passed(isProven: false))
  }

  @Test
  func
    `a candidate that takes a neighbour's query is rejected, and only the class and the neighbour are told`()
    throws
  {
    try fill()
    let greedy = SkillEdit(
      invoice,
      description: "Customer wants money returned, returned twice: money, money returned.",
      keywords: Self.dunning
    )
    let teacher = Scripted([[greedy], [greedy]])
    let report = try run(teacher)
    #expect(report.attempts.map(\.rejection) == [.harmedNeighbour, .harmedNeighbour, .unusable])
    #expect(teacher.briefs[1].setbacks == [LessonBrief.Setback(.harmedNeighbour, harmed: [refund])])
    #expect(teacher.briefs[1].rivals.first?.address == refund)
    guard case .personNeeded(let reason) = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(reason.hasPrefix("3 attempts were rejected"))
    #expect(report.changes.isEmpty)
  }

  @Test
  func
    `a rehearsal tells what would be won and who would be harmed, by what lessons show, and changes nothing`()
    throws
  {
    try fill()
    final class Rehearsing: Teacher {
      let name = "rehearsing"
      let edits: [[SkillEdit]]
      var seen: [Rehearsal?] = []
      init(_ edits: [[SkillEdit]]) { self.edits = edits }
      func teach(
        _ brief: LessonBrief,
        rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
      ) throws(TeacherError) -> TeacherAnswer {
        for edit in edits { seen.append(try rehearse(edit)) }
        return TeacherAnswer([])
      }
    }
    let good = SkillEdit(invoice, keywords: ["dunning", "overdue", "unpaid"])
    let greedy = SkillEdit(
      invoice,
      description: "Customer wants money returned, returned twice: money, money returned.",
      keywords: ["customer", "returned"]
    )
    let foreign = SkillEdit(invoice, description: "See https://evil.example for more.")
    let teacher = Rehearsing([[good], [greedy], [foreign], [good]])
    let course = try course()
    let before = course.state.verdicts
    _ = try #require(Lesson(for: invoice, in: course)).run(teacher)
    let first = try #require(teacher.seen[0]), harm = try #require(teacher.seen[1])
    #expect(first.won > 0 && first.lost == 0 && first.harmed.isEmpty && first.isPassed)
    #expect(harm.harmed.map(\.rival.address) == [refund] && !harm.isPassed)
    #expect(harm.harmed[0].stems.contains(Array("monei".utf8)))
    #expect(teacher.seen[2] == nil, "out of bounds")
    #expect(teacher.seen[3]?.won == first.won && course.state.verdicts == before)
    // Of the refund's two queries its own lesson shows one, so no more can be harmed here.
    #expect(course.shown(.init()).count < course.state.audit.questions.count)
  }

  @Test func `a teacher sees none of what is held out or reserved`() throws {
    try fill()
    let teacher = Scripted([[SkillEdit(invoice, keywords: ["zebra"])]])
    _ = try run(teacher)
    let course = try course()
    let subject = try #require(course.skills.firstIndex { $0.address == invoice })
    let hidden = course.parts(of: subject, .init()).filter { $0.value != .train }
      .map { course.state.audit.questions[$0.key].asked.text }
    let shown = teacher.briefs.flatMap { $0.examples.map(\.query) }
    #expect(!hidden.isEmpty && !shown.isEmpty)
    #expect(Set(hidden).isDisjoint(with: shown))
  }

  @Test func `words that help nobody are no gain, and a plateau ends it`() throws {
    try fill()
    let teacher = Scripted(
      ["zebra", "yak", "gnu", "emu", "elk", "owl", "bat"].map { [SkillEdit(invoice, keywords: [$0])] }
    )
    var options = Lesson.Options()
    options.rounds = 10
    #expect(try run(teacher, options).attempts.map(\.rejection) == Array(repeating: .noGain, count: 6))
  }

  @Test func `a query that was held out and would be lost stops it`() throws {
    try fill()
    let course = try course()
    let subject = try #require(course.skills.firstIndex { $0.address == invoice })
    let parts = course.parts(of: subject, .init())
    // The skill as taught finds everything; then a text that drops what the held-out queries say.
    let taught = try run(BuiltInTeacher())
    try course.accept(taught.changes)
    let rest = parts.filter { $0.value == .heldOut && course.state.verdicts[$0.key].isKept }
    #expect(!rest.isEmpty)
    let change = try #require(taught.changes.first)
    var before = course.state
    for index in before.verdicts.indices where parts[index] == .train {
      before.verdicts[index].isKept = false
    }
    let gate = Gate(subject: subject, parts: parts.mapValues { $0 == .reserve ? .reserve : $0 })
    // Back to the poor text: every held-out query that was won is lost again, and nothing of the shown is gained.
    let back = SkillChange(address: invoice, file: change.file, before: change.after, after: change.before)
    let ruling = try gate.judge([back], before, course.reader)
    #expect(ruling.rejection == .outOfBounds, "keywords may not go")
    // A word of the shown queries that some held-out ones are asked without.
    func words(_ index: Int) -> Set<Substring> {
      Set(course.state.verdicts[index].query.text.split(separator: " "))
    }
    let shown = parts.filter { $0.value == .train && course.state.verdicts[$0.key].query.shouldTrigger }.keys
    let word = try #require(
      shown.sorted().flatMap { words($0).sorted() }.first { word in
        word.count > 4
          && rest.keys.contains { course.state.verdicts[$0].query.shouldTrigger && !words($0).contains(word) }
      }
    )
    let longer = String(decoding: change.before, as: UTF8.self)
      .replacing("Helps with stuff.", with: "Chases the \(word).")
    let other = SkillChange(
      address: invoice,
      file: change.file,
      before: change.before,
      after: Array(longer.utf8)
    )
    let lost = try gate.judge([other], before, course.reader)
    #expect(lost.rejection == .lostHeldOut, "\(lost.sentence)")
  }

  @Test func `a skill that no collection holds needs a person`() throws {
    try fill()
    try folder.house.write(
      "---\nname: lone\ndescription: Lone.\n---\n\n# Lone\n",
      to: "../.claude/skills/lone/SKILL.md"
    )
    try folder.house.write(
      #"[{"query": "dunning", "should_trigger": true}]"#,
      to: "../.claude/skills/lone/evals/recall.json"
    )
    let course = try course()
    let lone = try #require(course.skills.first { $0.name == "lone" })
    guard
      case .personNeeded(let reason) = try #require(Lesson(for: lone.address, in: course)).run(
        BuiltInTeacher()
      ).outcome
    else {
      Issue.record("no person is asked")
      return
    }
    #expect(reason.hasPrefix("no search sees it"))
  }
}
