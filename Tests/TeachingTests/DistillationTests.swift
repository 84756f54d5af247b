import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// What of a playbook becomes a step, and what is left out under which name.
@Suite(.temporaryHouse)
struct DistillationTests {
  private func distil(_ text: String) throws -> Distillation {
    Distillation(try Document.read(Array(text.utf8), path: FilePath("a.md")))
  }

  @Test func `numbered items are steps word for word; the rest is listed with its line and why`() throws {
    let made = try distil(
      """
      ---
      title: Chasing
      ---
      # Chasing

      I do this because money is late.

      ## First week

      1. Ring them.
         - Ask for a *day*.

         Write it down.
      2) Mail `the form`.
      3. Perhaps send flowers.

      - Bring the file.

      ## Exceptions

      1. Not for public bodies.

      ## Texts

      ```
      Dear you,
      ```

      | a | b |
      |---|---|
      | 1 | 2 |

      Unless it is August.
      """
    )
    #expect(made.title == "Chasing")
    // `2)` begins another list, as CommonMark has it; both are below one heading.
    #expect(made.sections.map(\.heading) == ["First week"])
    #expect(
      made.sections.first?.steps == [
        ["Ring them.", "- Ask for a *day*.", "", "Write it down."], ["Mail `the form`."],
      ]
    )
    #expect(
      made.leftOut.map { "\($0.line) \($0.why) \($0.words)" } == [
        "6 reason I do this because money is late.", "15 hesitation 3. Perhaps send flowers.",
        "17 prose - Bring the file.", "21 exception 1. Not for public bodies.",
        "25 wording ``` Dear you, ```",
        "29 table | a | b | |---|---| | 1 | 2 |", "33 exception Unless it is August.",
      ]
    )
  }

  @Test func `where nothing is numbered the items of lists are steps; prose alone has none`() throws {
    let made = try distil("# Packing\n\n- Socks.\n- Maybe a hat.\n\nText.\n")
    #expect(made.sections.flatMap(\.steps) == [["Socks."]])
    #expect(made.leftOut.map(\.why) == [.hesitation, .prose])
    #expect(try distil("# Packing\n\nTake socks, then go.\n").steps == 0)
  }

  @Test(arguments: [
    ("two-day_trip", "two-day-trip"), ("Ärger im Büro", "rger-im-b-ro"), ("A  B!", "a-b"), ("--", ""),
  ])
  func `names are those of the specification`(text: String, name: String) {
    #expect(DistilledSkill.name(from: text) == name)
  }

  @Test func `a new skill is tried as it fares once it is there`() throws {
    let folder = SkillFolder()
    try folder.add("refund", "Returns money.", contract: [.wants("money back"), .wants("return the money")])
    try folder.addFiller()
    try folder.house.write(
      "# Late payment\n\n1. Ring the customer about the bill.\n2. Write.\n",
      to: "late.md"
    )
    try folder.update()
    let reader = try IndexReader(folder.index)
    let library = try folder.library()
    let source = try DistilledSkill.Source(
      Library.Location("notes", FilePath("late.md")),
      root: folder.root,
      bytes: try #require(try Files.read(folder.root.appending("late.md")))
    )
    let made = DistilledSkill("late", in: FilePath("skills"), from: [source], .keywords)
    let files = try made.files(in: library, labels: library.labels())
    let recall = try #require(files.first { $0.path.ends(with: RecallFile.path) }).bytes
    let trial = try NewSkillTrial(
      made.skill(),
      holding: made.bytes,
      contract: recall,
      reader,
      folder.config,
      library
    )
    #expect(trial.harmed.isEmpty && trial.own.total > 0)
    for file in files {
      try Files.createFolder(file.path.parent)
      try Files.replace(file.path, with: file.bytes)
    }
    let report = try folder.report()
    let real = try #require(report.skills.first { $0.label == "late" }).verdicts.filter(\.query.origin.counts)
    #expect(trial.own == Rate(real.count { $0.isKept }, of: real.count))
    let skill = try #require(try folder.library().skills.first { $0.name == "late" })
    #expect(PlaybookDrift.of(skill, in: folder.config.collections) == .same("../../late.md"))
    // One that says what another is asked for is known to do harm.
    let greedy = String(decoding: made.bytes, as: UTF8.self)
      .replacing("description: ", with: "description: Money back, return the money, money back, return. ")
    let harm = try NewSkillTrial(
      made.skill(),
      holding: Array(greedy.utf8),
      contract: [],
      reader,
      folder.config,
      library
    )
    #expect(harm.harmed.map(\.label) == ["refund"])
  }
}
