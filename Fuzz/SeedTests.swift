import Foundation
import Testing

/// Every seed goes through its parser with every `make test`: what fuzzing begins with, and what it once found.
///
/// Each has a process of its own, so that one that crashes is named and the others are still heard.
struct SeedTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Seeds")

  /// Such as `query/a`.
  private static let seeds = ((try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.contains("/") }.sorted()

  private static func parser(of seed: String) -> Parser? {
    Parser.all.first { seed.hasPrefix("\($0.name)/") }
  }

  @Test(arguments: seeds)
  func `a seed does no harm`(seed: String) async {
    await #expect(processExitsWith: .success) { [seed] in
      let bytes = try Data(contentsOf: Self.folder.appending(path: seed))
      try #require(Self.parser(of: seed), "\(seed) lies in no folder of a parser's").put(Array(bytes))
    }
  }

  @Test func `every parser has seeds`() {
    #expect(Set(Self.seeds.compactMap { Self.parser(of: $0)?.name }) == Set(Parser.all.map(\.name)))
  }
}
