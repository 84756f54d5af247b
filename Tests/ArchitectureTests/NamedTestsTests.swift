import FoundationEssentials
import Testing

/// What `docs/threat-model.md` claims is held by tests; a name that leads to none would hold nothing.
struct NamedTestsTests {
  @Test func `every test that the threat model names is there`() throws {
    let repository = ArrowTests.sources.deletingLastPathComponent()
    let tests = repository.appending(path: "Tests")
    let sources = try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter {
      $0.hasSuffix(".swift")
    }
    .map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }
    let text = try String(contentsOf: repository.appending(path: "docs/threat-model.md"), encoding: .utf8)
    var count = 0
    for row in text.split(separator: "\n") where row.hasPrefix("| ") {
      guard let last = row.split(separator: "|").last else { continue }
      // Between backticks: every second piece.
      for (position, piece) in last.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where position % 2 == 1 && !piece.hasPrefix("make ") {
        count += 1
        let isThere =
          piece.hasPrefix("Tests/")
          ? FileManager.default.fileExists(atPath: repository.appending(path: "\(piece).swift").path)
          : sources.contains { $0.contains("func `\(piece)`") }
        #expect(isThere, "no test is called \(piece)")
      }
    }
    #expect(count > 20)
  }
}
