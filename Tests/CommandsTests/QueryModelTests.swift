import Foundation
import Support
import Testing

/// A chat model takes part in `qmd query` where it is named and agreed to, and costs nothing where it fails.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct QueryModelTests {
  private let house = TemporaryHouse.current
  private var config: URL { house.root.appending(path: ".config/qmd/index.yml") }
  private static let key = "sk-ant-api03-Zq8vT1mXk2LwP9rB4nYc7HdJ6sGfE3uA5oKiQxWzRtVyNbMe0D"

  private func fill(_ models: String) throws {
    try house.write("# Roof\n\nThe roof ladder stands behind the roof shed.\n", to: "roof.md")
    try house.write("# Garden\n\nThe ladder for apples is in the barn. Token: \(Self.key)\n", to: "garden.md")
    try house.qmd("collection", "add", house.memories.path, "--name", "notes")
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + "models:\n" + models).write(to: config, atomically: true, encoding: .utf8)
  }

  private func files(_ arguments: String...) throws -> (files: [String], said: String) {
    let outcome = try house.run(["query"] + arguments + ["--json", "--min-score", "0"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let hits = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
    return (hits.compactMap { $0["file"] as? String }, outcome.error)
  }

  private static let roof = "qmd://notes/roof.md"
  private static let garden = "qmd://notes/garden.md"

  /// Says a question otherwise, and prefers the second of two texts.
  private static func helpful(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
    String(decoding: request.body, as: UTF8.self).contains("\\\"texts\\\"")
      ? FakeTeacher.says("```json\n{\"order\": [2, 2, 9, 1]}\n```")
      : FakeTeacher.says(#"{"question": "where are steps", "passage": "The steps are in the barn."}"#)
  }

  private func local(_ server: LoopbackServer) -> String {
    "  search: compatible:fake\n  search_endpoint: \(server.address)\n  search_timeout: 5\n"
  }

  @Test func `it is asked for other words, and ranks what was found`() throws {
    let server = try LoopbackServer(Self.helpful)
    try fill(local(server))
    #expect(try files("roof ladder").files == [Self.garden, Self.roof])
    #expect(server.requests.count == 2)
    let sent = server.requests.map { String(decoding: $0.body, as: UTF8.self) }
    #expect(sent.allSatisfy { $0.contains("roof ladder") })
    #expect(sent[1].contains("ladder for apples") && !sent[1].contains("Zq8vT1mXk2"), "keys are taken out")
    #expect(try files("roof ladder", "--no-rerank").files == [Self.roof, Self.garden])
    #expect(server.requests.count == 3, "the question is still said otherwise")
    #expect(try files("lex: roof ladder", "-n", "1").files == [Self.garden], "the limit is for what is shown")
    #expect(server.requests.count == 4, "typed lines say themselves how they are meant")
    #expect(try house.run(["search", "roof ladder", "--json"]).status == 0)
    #expect(server.requests.count == 4, "search asks nobody")
    #expect(try house.qmd("providers").output.contains("Questions: compatible:fake at \(server.address)"))
    #expect(
      try house.qmd("providers", "test", "--for", "search").output.contains("Questions: compatible:fake")
    )
  }

  @Test(arguments: [
    FakeTeacher.Fault.badKey, .badJSON, .emptyContent, .tooLong, .refusal, .refusalInWords, .redirect, .deep,
  ])
  func `one that fails costs its part, which is named`(fault: FakeTeacher.Fault) throws {
    let server = try LoopbackServer { _ in fault.response }
    try fill(local(server))
    let (files, said) = try files("roof ladder")
    #expect(files == [Self.roof, Self.garden])
    #expect(said.contains("Not expanded: ") && said.contains("Not ranked again: "), "\(said)")
  }

  @Test func `beyond this machine nothing is sent without consent, and that is said`() throws {
    try fill("  search: anthropic:claude-x\n  teach: built-in\n")
    let (files, said) = try files("roof ladder")
    #expect(files == [Self.roof, Self.garden])
    #expect(
      said.contains("Not expanded or ranked again: ") && said.contains("qmd providers consent"),
      "\(said)"
    )
    let given = try house.qmd("providers", "consent")
    #expect(given.output.contains("may be sent to https://api.anthropic.com for answering questions"))
    #expect(try house.qmd("providers").output.contains("  notes: may be sent"))
  }
}
