import Foundation
import Support
import Testing

/// The official client of the protocol has a whole session with the program; `scripts/mcp-client` fetches it.
@Suite(.temporaryHouse) struct OfficialClientTests {
  private let house: TemporaryHouse

  init() throws { house = try SampleLibrary().house }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "official_client.py")

  private func session(_ transport: String, _ place: String, _ mode: String) throws {
    var project = Self.script
    for _ in 0..<4 { project.deleteLastPathComponent() }
    let python = project.appending(path: ".build/mcp-client/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path),
      "the official client is missing: ./scripts/mcp-client .build/mcp-client fetches it, as `make test` does"
    )
    let outcome = try house.start(python, [Self.script.path, transport, place, mode])
    #expect(outcome.output == "all as expected\n", "\(outcome.error)")
  }

  @Test(arguments: ["auto", "legacy", "2026-07-28"])
  func `over standard input and output`(mode: String) throws {
    try session("stdio", TemporaryHouse.program.path, mode)
  }

  @Test(arguments: ["auto", "legacy", "2026-07-28"])
  func `over HTTP`(mode: String) throws {
    let service = try HTTPService(house)
    try session("http", "http://127.0.0.1:\(service.port)/mcp", mode)
  }
}
