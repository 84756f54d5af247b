import Foundation
import Testing

/// docs/promises.md names tests that there are.
struct PromisesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let text: String
  private let suites: Set<String>

  init() throws {
    text = try String(contentsOf: Self.root.appending(path: "docs/promises.md"), encoding: .utf8)
    let tests = Self.root.appending(path: "Tests").path
    suites = Set(
      try FileManager.default.subpathsOfDirectory(atPath: tests).filter { $0.hasSuffix("Tests.swift") }
        .compactMap { $0.split(separator: "/").last.map { String($0.dropLast(6)) } }
    )
  }

  @Test func `every suite that is named is there`() {
    let named = Set(text.matches(of: /`(\w+Tests)`/).map { String($0.1) })
    #expect(named.count > 20)
    #expect(named.subtracting(suites) == [])
  }

  @Test func `every fault has its row`() {
    let rows = [("W", 12), ("I", 9), ("S", 10), ("T", 8), ("X", 8)]
      .flatMap { kind, count in (1...count).map { "\(kind)\($0)" } }
    for row in rows {
      #expect(text.contains("\n| \(row) |"), "\(row)")
    }
  }
}
