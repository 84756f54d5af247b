import Foundation
import Support
import Testing

/// Consent to send texts, given and taken back on the command line.
@Suite(.temporaryHouse)
struct ProvidersTests {
  private var house: TemporaryHouse { TemporaryHouse.current }

  private func configure(
    _ models: String,
    at folder: String = ".config/qmd",
    name: String = "index.yml"
  ) throws {
    let file = house.root.appending(path: folder).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    let text = "models:\n\(models)collections:\n  notes:\n    path: \(house.memories.path)\n"
    try Data(text.utf8).write(to: file)
  }

  @Test func `consent is given for an endpoint, shown, and taken back`() throws {
    try configure("  embed: openai:text-embedding-3-small\n")
    #expect(try house.qmd("providers").output.contains("notes: no consent"))
    let given = try house.qmd("providers", "consent")
    #expect(given.status == 0 && given.output.contains("may be sent to https://api.openai.com for embedding"))
    let listed = try house.qmd("providers", "list").output
    #expect(listed.contains("notes: may be sent"))
    #expect(listed.contains("embedding  \(house.memories.path) → https://api.openai.com"))
    #expect(try house.qmd("providers", "consent", "https://example.org").status == 1)
    #expect(try house.qmd("providers", "revoke").output.contains("Took back 1 consent"))
    #expect(try house.qmd("providers", "revoke").status == 1)
  }

  @Test func `the model on this machine, and a server on it, need no consent`() throws {
    #expect(try house.qmd("providers").output.contains("nothing is sent anywhere"))
    #expect(try house.qmd("providers", "consent").status == 1)
    try configure("  embed: ollama:nomic-embed-text\n")
    #expect(try house.qmd("providers", "consent").output.contains("needs no consent"))
    // What other programs write there means the model on this machine.
    try configure("  embed: hf:someone/some-model\n")
    #expect(try house.qmd("providers").output.contains("all-MiniLM-L6-v2, on this machine"))
  }

  @Test func `a line that names no model is told with its place`() throws {
    try configure("  embed: openai:m\n  embed_endpoint: ftp://example.org\n")
    let outcome = try house.qmd("providers")
    #expect(outcome.status == 1 && outcome.error.contains("index.yml, line 2: models.embed needs a name"))
  }

  @Test func `a project may not say where texts are sent until it is trusted`() throws {
    try configure("  embed: openai:m\n", at: "project/.qmd")
    let project = house.root.appending(path: "project")
    let before = try house.run(["providers"], in: project)
    #expect(before.output.contains("nothing is sent anywhere"))
    #expect(before.error.contains("says where texts are sent, which nobody has approved"))
    #expect(
      try house.run(["trust"], in: project).output.contains("texts may be sent to https://api.openai.com")
    )
    #expect(try house.run(["providers"], in: project).output.contains("openai:m at https://api.openai.com"))
  }
}
