import Foundation
import Glibc
import Plumbing
import Support
import Synchronization
import Testing

@testable import Teaching

/// Adopting a text never loses what the user saved, whatever happens at the same moment.
@Suite(.temporaryHouse)
struct AdoptionTests {
  private let house = TemporaryHouse.current
  private var file: FilePath { FilePath(house.memories.path).appending("a/SKILL.md") }
  private var keep: FilePath { FilePath(house.root.path).appending("displaced") }

  private static let before = Array("the old text\n".utf8), after = Array("the better text\n".utf8)
  private static let edit = Array("what the user saved, and means\n".utf8)

  private func fill() throws { try house.write("the old text\n", to: "a/SKILL.md") }

  private func live() throws -> [UInt8]? { try Files.read(file) }

  /// All that is kept.
  private func kept() throws -> [[UInt8]] {
    try Files.names(in: keep).compactMap { try Files.read(keep.appending($0)) }
  }

  private func adoption(_ step: @escaping @Sendable (Adoption.Step) -> Void = { _ in }) -> Adoption {
    Adoption(keeping: keep, settle: 1_000_000, step: step)
  }

  @Test func `the new text is live, the old one is kept, and nothing else lies there`() throws {
    try fill()
    guard case .adopted(let kept) = try adoption().replace(file, Self.before, with: Self.after) else {
      Issue.record("it was not adopted")
      return
    }
    #expect(try live() == Self.after)
    #expect(try Files.read(kept) == Self.before)
    #expect(Files.names(in: file.parent) == [FilePath("SKILL.md")])
    #expect(try FileManager.default.attributesOfItem(atPath: file.text)[.posixPermissions] as? Int == 0o644)
  }

  /// Ways in which editors save, each as its steps on disk.
  enum Habit: CaseIterable, Sendable {
    /// The file is truncated and written: shells, Python, Obsidian.
    case inPlace
    /// A file beside it is renamed over it: sed, rsync, Foundation.
    case renamed
    /// The file is moved aside, and a new one made: vim.
    case movedAside

    func save(_ bytes: [UInt8], to file: FilePath) {
      let beside = FilePath(bytes: file.bytes + Array(".user".utf8))
      switch self {
      case .inPlace: Self.write(bytes, to: file, O_WRONLY | O_TRUNC | O_CREAT)
      case .renamed:
        Self.write(bytes, to: beside, O_WRONLY | O_TRUNC | O_CREAT)
        _ = unsafe Glibc.rename(beside.text, file.text)
      case .movedAside:
        _ = unsafe Glibc.rename(file.text, beside.text)
        Self.write(bytes, to: file, O_WRONLY | O_CREAT | O_TRUNC)
        unsafe unlink(beside.text)
      }
    }

    /// In two pieces, so that a half-written text can be met.
    private static func write(_ bytes: [UInt8], to file: FilePath, _ flags: Int32) {
      let number = unsafe open(file.text, flags, 0o644)
      guard number >= 0 else { return }
      for piece in [bytes[..<(bytes.count / 2)], bytes[(bytes.count / 2)...]] {
        _ = unsafe piece.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      }
      close(number)
    }
  }

  /// The user saves between any two steps.
  @Test(arguments: Habit.allCases, Adoption.Step.allCases)
  func `a save at any step stays, and what was there before is kept`(
    habit: Habit,
    at step: Adoption.Step
  ) throws {
    try fill()
    let file = file
    let outcome = try adoption { if $0 == step { habit.save(Self.edit, to: file) } }
      .replace(file, Self.before, with: Self.after)
    #expect(try live() == Self.edit)
    if outcome == .stale { #expect(try live() != Self.after) }
    #expect(Files.names(in: file.parent) == [FilePath("SKILL.md")], "nothing is left over")
  }

  /// An editor that opened the file before the exchange writes into the one that was displaced.
  @Test(arguments: Adoption.Step.allCases.dropLast())
  func `what is written into the displaced file comes back`(at step: Adoption.Step) throws {
    try fill()
    let number = unsafe open(file.text, O_WRONLY)
    defer { close(number) }
    let outcome = try adoption { reached in
      guard reached == step else { return }
      ftruncate(number, 0)
      _ = unsafe Self.edit.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
    }.replace(file, Self.before, with: Self.after)
    #expect(outcome == .stale)
    #expect(try live() == Self.edit)
  }

  /// How long an adoption takes that nobody disturbs: from its new text to what was displaced, and to its end.
  private func measured() throws -> (exchange: Double, whole: Double) {
    var exchanges: [Double] = [], wholes: [Double] = []
    for _ in 0..<9 {
      try fill()
      let moments = Mutex<[Adoption.Step: Moment]>([:])
      _ = try racing { step in moments.withLock { $0[step] = Moment.now } }
        .replace(file, Self.before, with: Self.after)
      let began = try #require(moments.withLock { $0[.written] })
      exchanges.append(try #require(moments.withLock { $0[.kept] }).milliseconds(since: began))
      wholes.append(try #require(moments.withLock { $0[.settled] }).milliseconds(since: began))
    }
    return (exchanges.sorted()[4], wholes.sorted()[4])
  }

  private func racing(_ step: @escaping @Sendable (Adoption.Step) -> Void) -> Adoption {
    Adoption(keeping: keep, settle: 2_000_000, step: step)
  }

  /// A small share of the races of `make races` and `make faults`, which give the number in QMD_RACES.
  ///
  /// The editor waits for the new text to be written beside the file, and then for a part of twice the time that an
  /// adoption was measured to take: of three saves one comes about its exchange, one anywhere in it or after it. The
  /// third does not wait for the text, and may come first.
  @Test(arguments: Habit.allCases)
  func `in forced races no edit is lost`(habit: Habit) throws {
    let races = ProcessInfo.processInfo.environment["QMD_RACES"].flatMap { Int($0) } ?? 12
    let usual = try measured()
    var lost = 0, adopted = 0, between = 0, exchanging = 0
    for race in 0..<races {
      Files.removeTree(keep)
      try fill()
      let edit = Array("edit number \(race), whole\n".utf8)
      let file = file
      let steps = Mutex<[Adoption.Step: Moment]>([:]), isWritten = Atomic(false), isOver = Atomic(false)
      let span = 2 * (race % 3 == 0 ? usual.exchange : usual.whole)
      let pause = span * Double(race * 7_919 % 1_200) / 1_200
      let saving = Mutex((began: Moment.now, ended: Moment.now))
      let editor = BlockingThread {
        while race % 3 != 2, !isWritten.load(ordering: .relaxed), !isOver.load(ordering: .relaxed) {}
        // A sleep is longer than an exchange.
        let ready = Moment.now
        while Moment.now.milliseconds(since: ready) < pause {}
        let began = Moment.now
        habit.save(edit, to: file)
        saving.withLock { $0 = (began, Moment.now) }
      }
      var outcome: Adoption.Outcome?
      do throws(Adoption.Failure) {
        outcome = try racing { step in
          steps.withLock { $0[step] = Moment.now }
          if step == .written { isWritten.store(true, ordering: .relaxed) }
        }.replace(file, Self.before, with: Self.after)
      } catch {
        // An editor that moves the file aside, or another over it, leaves it without a name for a moment: then nothing
        // is done.
        guard case .gone = error else { throw error }
      }
      isOver.store(true, ordering: .relaxed)
      editor.join()
      let saved = saving.withLock { $0 }
      if case .adopted = outcome { adopted += 1 }
      let reached = steps.withLock { $0 }
      if let written = reached[.written], let end = reached[.settled] ?? reached.values.max() {
        if saved.ended > written, saved.began < end { between += 1 }
        if let compared = reached[.compared], saved.ended > compared,
          saved.began < reached[.kept] ?? end
        {
          exchanging += 1
        }
      }
      // The user saved last, or what they saved was superseded by ours after they closed it and is kept.
      let now = try live()
      if try now != edit && !kept().contains(edit) { lost += 1 }
    }
    #expect(lost == 0, "of \(races) edits, \(adopted) adoptions")
    guard races >= 100 else { return }
    // Where nothing is adopted nothing can be lost, and where no edit comes in between nothing is at stake.
    #expect(adopted > races / 20)
    #expect(between > races / 20)
    #expect(exchanging > 0)
    // In the form that `scripts/faults` collects.
    print(
      "fault T4: \(habit): \(races) races, \(between) edits in the middle, \(exchanging) of them about the exchange:"
        + " \(lost) edits lost, \(adopted) adoptions"
    )
  }

  // MARK: What is left alone

  @Test func `a link, a second name and a changed text are left alone`() throws {
    try fill()
    let linked = FilePath(house.memories.path).appending("a/LINK.md")
    try Files.createLink(linked, to: FilePath("SKILL.md"))
    #expect(throws: Adoption.Failure.notPlain(linked)) {
      _ = try adoption().replace(linked, Self.before, with: Self.after)
    }
    #expect(try adoption().replace(file, Self.edit, with: Self.after) == .stale)
    let second = FilePath(house.memories.path).appending("SECOND.md")
    let linking = unsafe link(file.text, second.text)
    #expect(linking == 0)
    #expect(throws: Adoption.Failure.notPlain(file)) {
      _ = try adoption().replace(file, Self.before, with: Self.after)
    }
    #expect(try live() == Self.before)
  }

  @Test func `what a killed run left beside the file is kept`() throws {
    try fill()
    // A number that no process has: the largest there can be is 2²².
    try house.write("displaced by a run that was killed\n", to: "a/SKILL.md.5000000.tmp")
    _ = try adoption().replace(file, Self.before, with: Self.after)
    #expect(Files.names(in: file.parent) == [FilePath("SKILL.md")])
    #expect(try kept().contains(Array("displaced by a run that was killed\n".utf8)))
  }
}
