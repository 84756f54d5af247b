import Foundation
import Plumbing
import Providers
import Support
import Testing

@testable import Memory

/// Texts become vectors, and are found by what they mean.
@Suite(.temporaryHouse) struct MeaningTests {
  static let texts = [
    "price.md": "# Reductions\n\nA rebate is given once a year.\n",
    "anger.md": "# Calls\n\nSomebody furious is rung at once.\n",
    "garden.md": "# Garden\n\nThe orchard is picked in October.\n",
  ]

  private func library(_ texts: [String: String] = texts) throws -> Library {
    let library = Library.current
    try library.write(texts)
    try library.update()
    return library
  }

  @Test func `a question that shares no word with its text finds it`() throws {
    let library = try library()
    #expect(try library.find("cheaper").isEmpty)
    try library.embed()
    let answer = try library.answer(meaning: SearchRequest(meaning: "cheaper"))
    #expect(answer.hits.first?.path.text == "price.md")
    #expect(answer.hits.first?.explanation.parts == [])
    #expect(answer.meaning == .used(pending: 0))
    #expect(try library.find(meaning: "shouting").first == "anger.md")
  }

  @Test func `a text that was embedded once is not embedded again, whatever happens around it`() throws {
    let long = (1...6).map { "## Part \($0)\n\n" + String(repeating: "Word\($0) of part \($0). ", count: 25) }
    let library = try library(["a.md": "# Long\n\n" + long.joined(separator: "\n\n")])
    let embedder = try library.embed()
    let first = embedder.texts.count
    #expect(first >= 4)
    #expect(Set(embedder.texts).count == first)

    try library.move("a.md", to: "other/b.md")
    try library.update()
    try library.embed(embedder)
    #expect(embedder.texts.count == first, "a renamed file keeps its vectors")

    var edited = long
    edited[3] += " And a rebate."
    try library.write("# Long\n\n" + edited.joined(separator: "\n\n"), to: "other/b.md")
    try library.update()
    try library.embed(embedder)
    #expect(embedder.texts.count == first + 1, "only the part that was edited")
    #expect(embedder.texts.last?.contains("And a rebate.") == true)
    #expect(try library.value("SELECT count(*) FROM vectors") == "\(first)", "the old part's vector is gone")

    try library.write("# Long\n\n" + edited.joined(separator: "\n\n"), to: "copy.md")
    try library.update()
    try library.embed(embedder)
    #expect(embedder.texts.count == first + 1, "a copy has the vectors of its original")
  }

  @Test func `the newest edit is embedded first`() throws {
    let library = try library()
    for (path, time) in [("price.md", 3_000.0), ("anger.md", 1_000), ("garden.md", 2_000)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: time)],
        ofItemAtPath: library.path(path).text
      )
    }
    try library.update()
    let embedder = try library.embed()
    #expect(embedder.texts.map { String($0.prefix(4)) } == ["Redu", "Gard", "Call"])
  }

  @Test func `each text carries its title and headings, a skill also what it says of itself`() throws {
    let library = try library([
      "s/SKILL.md":
        "---\nname: quoting\ndescription: Writes quotes.\nmetadata:\n  keywords: offer, bid\n---\n# Quoting\n\n## Ladder\n\n\(String(repeating: "Five rungs. ", count: 40))"
    ])
    let texts = try library.embed().texts
    #expect(texts.first == "quoting\nWrites quotes.\noffer, bid")
    #expect(texts.last?.hasPrefix("quoting — Quoting — Ladder\n") == true)
  }

  @Test func `a text that was edited while it was embedded leaves nothing of its old form`() throws {
    let library = try library()
    let writer = try IndexWriter(library.index)
    let embedder = ConceptEmbedder()
    let batch = try #require(try PendingTexts(writer.reader(), embedder).next())
    try library.write("# Reductions\n\nNothing about money any more, only apples.\n", to: "price.md")
    try library.update()
    try writer.batch { try writer.store(batch) }
    #expect(try writer.reader().vectorCensus(of: embedder.space.name).pending == 1)
    #expect(try library.value("SELECT count(*) FROM vectors") == "2", "what was forgotten must not come back")
    try library.embed(embedder)
    #expect(try library.find(meaning: "apples").prefix(2).sorted() == ["garden.md", "price.md"])
    let cheaper = try library.answer(meaning: SearchRequest(meaning: "cheaper", limit: nil)).hits
    #expect(cheaper.allSatisfy { $0.explanation.meaning?.cosine ?? 1 < 0.5 })
    #expect(
      try library.value("SELECT count(*) FROM embedded WHERE hash NOT IN (SELECT hash FROM documents)") == "0"
    )
  }

  @Test func `what is not embedded yet is found by its words, and the answer says so`() throws {
    let library = try library()
    try library.embed()
    try library.write("# New\n\nA rebate for the brave, cheaper.\n", to: "new.md")
    try library.update()
    let answer = try library.answer(meaning: SearchRequest(meaning: "cheaper brave"))
    #expect(answer.meaning == .used(pending: 1))
    #expect(answer.hits.first?.path.text == "new.md")
    #expect(answer.hits.first?.explanation.meaning?.cosine == nil)
  }

  @Test func `a save that no watcher has seen keeps the meaning of what it left alone`() throws {
    let library = try library()
    try library.embed()
    try library.write(Self.texts["price.md", default: ""] + "\n", to: "price.md")
    let answer = try library.answer(meaning: SearchRequest(meaning: "rebate"), isWatched: false)
    #expect(answer.freshness.readNow == 1)
    #expect(answer.hits.first?.path.text == "price.md")
    #expect(answer.hits.first?.explanation.meaning?.cosine != nil)
  }

  @Test func `a collection is chosen before its texts are ranked`() throws {
    var library = try library()
    try library.add("many", at: "many")
    for number in 0..<150 {
      try library.put(
        Array("# Price \(number)\n\nprice discount rebate cheaper \(number)\n".utf8),
        at: library.collections[1].path.appending("\(number).md")
      )
    }
    try library.update()
    try library.embed()
    var request = SearchRequest(meaning: "cheaper")
    request.collections = ["notes"]
    let hits = try library.answer(meaning: request).hits
    #expect(hits.first?.path.text == "price.md")
    #expect(hits.allSatisfy { $0.collection == "notes" })
  }

  @Test func `strict words stay strict`() throws {
    let library = try library()
    try library.embed()
    #expect(try library.find(meaning: "cheaper -rebate").contains("price.md") == false)
    #expect(try library.find(meaning: "cheaper \"picked in October\"") == ["garden.md"])
  }

  @Test func `files that say the same are one hit, which names the others`() throws {
    let parts = (1...8).map {
      "## Part \($0)\n\n" + String(repeating: "Sentence \($0) on a rebate. ", count: 20)
    }
    var changed = parts
    changed[7] += " One word more."
    let library = try library([
      "a.md": "# T\n\n" + parts.joined(separator: "\n\n"),
      "copy.md": "# T\n\n" + parts.joined(separator: "\n\n"),
      "nearly.md": "# T\n\n" + changed.joined(separator: "\n\n"),
      "other.md": "# O\n\nA discount of another kind.\n",
    ])
    try library.embed()
    let hits = try library.answer(meaning: SearchRequest(meaning: "discount on a rebate", limit: 2)).hits
    #expect(hits.count == 2)
    let folded = try #require(hits.first { !$0.alike.isEmpty })
    #expect(Set(folded.alike.map(\.path.text) + [folded.path.text]) == ["a.md", "copy.md", "nearly.md"])
  }

  @Test func `the lines shown are those that mean what was asked`() throws {
    let filler = String(repeating: "Nothing of interest stands here, or hardly. ", count: 20)
    let library = try library([
      "long.md":
        "# Long\n\n## One\n\n\(filler)\n\n## Two\n\n\(filler)\n\n## Three\n\nA rebate is what we give.\n\(filler)"
    ])
    try library.embed()
    let hit = try #require(try library.answer(meaning: SearchRequest(meaning: "cheaper")).hits.first)
    #expect(hit.passage.line == 13)
    #expect(hit.passage.headings == ["Long", "Three"])
    #expect(hit.explanation.meaning?.passages.first?.line == 11)
  }

  // MARK: Without vectors

  @Test func `without a model words answer, and the reason is one sentence`() throws {
    let library = try library()
    let answer = try library.answer(meaning: SearchRequest(meaning: "rebate"), [])
    #expect(answer.hits.map(\.path.text) == ["price.md"])
    guard case .absent(let reason) = answer.meaning else { throw Unexpected() }
    #expect(reason.contains("qmd pull"))
  }

  @Test(arguments: ["fewer", "longer", "NaN", "zeros"])
  func `vectors that cannot be used are refused, and words still answer`(fault: String) throws {
    let library = try library()
    let spoiled = ConceptEmbedder(spoiled: { vectors in
      switch fault {
      case "fewer": Array(vectors.dropLast())
      case "longer": vectors.map { $0 + [0] }
      case "NaN": vectors.map { [.nan] + $0.dropFirst() }
      default: vectors.map { $0.map { _ in 0 } }
      }
    })
    #expect(throws: EmbeddingError.self) { try library.embed(spoiled) }
    #expect(try library.value("SELECT count(*) FROM vectors") == "0")
    try library.embed()
    let answer = try library.answer(meaning: SearchRequest(meaning: "rebate"), [spoiled])
    #expect(answer.hits.map(\.path.text) == ["price.md"])
    guard case .absent = answer.meaning else { throw Unexpected() }
    #expect(try library.find(meaning: "cheaper").first == "price.md", "nothing has to be undone")
  }

  @Test func `another model's space answers when it is complete, and the old one until then`() throws {
    let library = try library()
    let old = try library.embed()
    let new = ConceptEmbedder(model: "better")
    let writer = try IndexWriter(library.index)
    for number in 0..<40 { try library.write("# Note \(number)\n\nText \(number).\n", to: "n\(number).md") }
    try library.update()
    let batch = try #require(try PendingTexts(writer.reader(), new).next())
    try writer.batch { try writer.store(batch) }
    try writer.finishEmbedding(in: new.space)
    #expect(try writer.reader().answeringSpace() == old.space.name)
    #expect(try library.find(meaning: "cheaper", [new, old]).first == "price.md")
    try library.embed(new)
    #expect(try writer.reader().answeringSpace() == new.space.name)
    #expect(try library.find(meaning: "cheaper", [new]).first == "price.md")
    #expect(try library.value("SELECT count(*) FROM vectors WHERE space <> '\(new.space.name)'") == "0")
    let answer = try library.answer(meaning: SearchRequest(meaning: "rebate"), [old])
    guard case .absent = answer.meaning else { throw Unexpected() }
  }

  struct Unexpected: Error {}
}
