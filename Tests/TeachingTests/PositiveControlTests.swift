import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// A measurement that cannot fail proves nothing: each way of breaking search must stop the scoring.
@Suite(.temporaryHouse)
struct PositiveControlTests {
  private let folder = SkillFolder()

  private func fill() throws {
    try folder.addFiller()
    for name in ["late-invoice", "trip-pack", "discount", "renewal", "outage", "hiring"] {
      try folder.add(name, "Handles the \(name) of the day.", contract: [.wants("what about \(name)")])
    }
    try folder.update()
  }

  private func run(_ control: PositiveControl = PositiveControl()) throws {
    let reader = try IndexReader(folder.index)
    let library = try SkillLibrary(reader, folder.config, folder.places)
    try control.run(Audit(reader, folder.config, library, Audit.Options()), reader, folder.config)
  }

  @Test func `a library that can be searched is scored`() throws {
    try fill()
    try run()
  }

  @Test func `nothing is scored once the planted skill is removed`() throws {
    try fill()
    var control = PositiveControl()
    control.plant = nil
    #expect(throws: ControlFailure.plantNotFound) { try run(control) }
  }

  @Test func `nothing is scored when the index is emptied`() throws {
    try fill()
    let writer = try IndexWriter(folder.index)
    _ = try writer.batch { try writer.removeAll(below: FilePath(""), from: "notes") }
    #expect(throws: ControlFailure.noSkillIndexed(documents: 0)) { try run() }
  }

  @Test func `nothing is scored when the text index has lost its words`() throws {
    try fill()
    try breakIndex("INSERT INTO documents_fts(documents_fts) VALUES('delete-all')")
    #expect {
      try run()
    } throws: { error in
      if case .ownWordsNotFound = error as? ControlFailure { true } else { false }
    }
  }

  @Test func `nothing is scored where documents are no skills`() throws {
    try folder.addFiller()
    try folder.update()
    #expect(throws: ControlFailure.noSkillIndexed(documents: 20)) { try run() }
  }

  /// Changes the index behind everybody's back.
  private func breakIndex(_ sql: String) throws {
    try Database(folder.index, mode: .readWrite).execute(sql)
  }
}
