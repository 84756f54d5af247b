import Foundation
import Memory
import Support
import Testing

/// Measuring how well questions with known answers find them.
@Suite(.temporaryHouse) struct BenchTests {
  let house = TemporaryHouse.current

  private func fixture(_ queries: String, collection: String = "notes") throws -> String {
    let text = """
      {"description": "Three questions", "version": 1, "collection": "\(collection)", "queries": [\(queries)]}
      """
    try Data(text.utf8).write(to: house.root.appending(path: "questions.json"))
    return "questions.json"
  }

  private static let right = """
    {"id": "q1", "query": "discount prospect", "type": "exact", "expected_files": ["alpha.md"], "expected_in_top_k": 1},
    {"id": "q2", "query": "memory", "type": "exact", "expected_files": ["sub/beta.md"], "expected_in_top_k": 1}
    """

  @Test func `a language model that is named is measured, too`() throws {
    _ = try SampleLibrary()
    let server = try LoopbackServer { request in
      String(decoding: request.body, as: UTF8.self).contains("\\\"texts\\\"")
        ? FakeTeacher.says(#"{"order": [1]}"#) : FakeTeacher.says(#"{"question": "q", "passage": "p"}"#)
    }
    let config = house.root.appending(path: ".config/qmd/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    let models = "models:\n  search: compatible:fake\n  search_endpoint: \(server.address)\n"
    try (text + models).write(to: config, atomically: true, encoding: .utf8)
    let outcome = try house.qmd("bench", try fixture(Self.right), "--json")
    #expect(outcome.status == 0 && !outcome.error.contains("Full"), "\(outcome.error)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let summary = try #require(json?["summary"] as? [String: [String: Double]])
    #expect(summary.keys.sorted() == ["bm25", "full"] && summary["full"]?["avg_mrr"] == 1)
  }

  @Test func `a fixture is measured each way that there is, and the others are named`() throws {
    _ = try SampleLibrary()
    let outcome = try house.qmd("bench", try fixture(Self.right), "--json")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("Vector is left out: the model all-MiniLM-L6-v2 is not in"))
    #expect(outcome.error.contains("Full is left out: no language model is set up"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    )
    let summary = try #require(json["summary"] as? [String: [String: Double]])
    #expect(summary.keys.sorted() == ["bm25"])
    #expect(summary["bm25"]?["avg_mrr"] == 1 && summary["bm25"]?["avg_ndcg"] == 1)
    let results = try #require(json["results"] as? [[String: Any]])
    let first = try #require((results.first?["backends"] as? [String: [String: Any]])?["bm25"])
    #expect(first["top_files"] as? [String] == ["alpha.md"])
    #expect(first["hits_at_k"] as? Int == 1 && first["unmatched_expected_files"] as? [String] == [])
  }

  @Test func `with the model words and meaning are measured, too`() throws {
    _ = try SampleLibrary()
    let model = try RealModel.environment()
    #expect(try house.qmd("embed", environment: model).status == 0)
    let outcome = try house.qmd("bench", try fixture(Self.right), environment: model)
    #expect(outcome.output.contains(#/\nbm25 +[01]\.\d{3}/#))
    #expect(outcome.output.contains("\nvector") && outcome.output.contains("\nhybrid"))
  }

  @Test func `what is not indexed is an error, never a bad figure`() throws {
    _ = try SampleLibrary()
    let absent = """
      {"id": "q", "query": "x", "type": "exact", "expected_files": ["nowhere.md"], "expected_in_top_k": 1}
      """
    let missing = try house.qmd("bench", try fixture(absent))
    #expect(missing.status == 1 && missing.output.isEmpty)
    #expect(missing.error.contains("1 of 1 judged document are not indexed, such as 'nowhere.md'"))
    let unknown = try house.qmd("bench", try fixture(Self.right, collection: "other"))
    #expect(unknown.status == 1 && unknown.error.contains("Collection not found: other"))
    #expect(try house.qmd("bench").status == 1)
    #expect(try house.qmd("bench", "no-such-file.json").status == 1)
  }

  @Test func `a retrieval set is measured by its split`() throws {
    _ = try SampleLibrary()
    let set = house.root.appending(path: "set")
    try FileManager.default.createDirectory(at: set, withIntermediateDirectories: true)
    for (name, text) in [
      ("queries.tsv", "a\tdiscount prospect\nb\tsports performance\n"),
      ("qrels.tsv", "a\talpha\t1\nb\tgamma\t1\n"),
      ("split.tsv", "a\tdev\nb\ttest\n"),
    ] { try Data(text.utf8).write(to: set.appending(path: name)) }
    let outcome = try house.qmd("bench", "--ir", "set", "--split", "test", "-c", "notes")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("set, test: 1 question\n"))
    let unnamed = try house.qmd("bench", "--ir", "set")
    #expect(unnamed.status == 1 && unnamed.error.contains("no collection keeps set/docs".capitalizedFirst))
  }

  @Test func `figures are those of their formulas`() {
    let figures = RetrievalFigures(hits: [0, 2, 0, 1], grades: [2, 1, 1], depth: 2)
    #expect(figures.precision == 0.5)
    #expect(abs(figures.recall - 2 / 3) < 1e-12)
    #expect(figures.reciprocalRank == 0.5)
    // (3/log2(3) + 1/log2(5)) / (3 + 1/log2(3) + 1/2)
    #expect(abs(figures.gain - (3 / log2(3) + 1 / log2(5)) / (3 + 1 / log2(3) + 0.5)) < 1e-12)
    let error = RetrievalFigures.calibrationError([(0.9, true), (0.92, false), (0.11, false), (0.15, false)])
    #expect(abs(error - (abs(1.82 - 1) + 0.26) / 4) < 1e-12)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
