import Foundation
import Support

/// A few playbooks, the same for every test, and a collection that keeps them.
struct SampleLibrary {
  let house: TemporaryHouse

  static let documents = [
    "alpha.md": "# Alpha Plan\n\nQuarterly discount for prospect Acme.\nThe rate limiter uses tokens.\n",
    "sub/beta.md": "intro line\n\n## Beta Heading\n\nmulti-agent memory and version 2026.4.10 notes.\n",
    "gamma.md": "no heading here, only sports performance talk\n",
  ]

  /// Writes the documents; with `isKept` a collection `notes` keeps them.
  init(isKept: Bool = true) throws {
    house = TemporaryHouse.current
    for (path, text) in Self.documents { try house.write(text, to: path) }
    // Dated well back, so that lists and times are the same in every run.
    for path in Self.documents.keys {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)],
        ofItemAtPath: house.memories.appending(path: path).path
      )
    }
    if isKept {
      let added = try house.qmd("collection", "add", house.memories.path, "--name", "notes")
      precondition(added.status == 0, added.error)
    }
  }

  /// What a search prints as JSON.
  func hits(_ arguments: String...) throws -> [[String: Any]] {
    let outcome = try house.run(["search"] + arguments + ["--json"])
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return value as? [[String: Any]] ?? []
  }
}
