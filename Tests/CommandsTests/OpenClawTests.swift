import Foundation
import Support
import Testing

/// What OpenClaw's memory backend runs, reads and asks of the database, in its order.
@Suite(.temporaryHouse) struct OpenClawTests {
  private let house: TemporaryHouse
  private let state: URL
  private let environment: [String: String]

  init() throws {
    house = TemporaryHouse.current
    state = house.root.appending(path: "agents/main/qmd")
    let config = state.path + "/xdg-config"
    environment = [
      "XDG_CONFIG_HOME": config, "QMD_CONFIG_DIR": config + "/qmd",
      "XDG_CACHE_HOME": state.path + "/xdg-cache",
      "NO_COLOR": "1",
    ]
    for (path, text) in SampleLibrary.documents { try house.write(text, to: path) }
    // Its models folder is a link in the cache, there before anything else.
    try FileManager.default.createDirectory(
      atPath: state.path + "/xdg-cache/qmd",
      withIntermediateDirectories: true
    )
    try FileManager.default.createSymbolicLink(
      atPath: state.path + "/xdg-cache/qmd/models",
      withDestinationPath: "/nonexistent/models"
    )
  }

  private func qmd(_ arguments: String...) throws -> Outcome {
    try house.run(arguments, environment: environment, in: house.memories)
  }

  private func rows(_ sql: String) throws -> String {
    let index = state.path + "/xdg-cache/qmd/index.sqlite"
    return try house.start(URL(filePath: "/usr/bin/sqlite3"), ["-readonly", index, sql]).output
  }

  @Test func `its whole sequence works`() throws {
    #expect(try qmd("--help").output.contains("--collection"))
    #expect(try qmd("collection", "list", "--json").output == "[]\n")
    let added = try qmd(
      "collection",
      "add",
      house.memories.path,
      "--name",
      "memory-root",
      "--glob",
      "**/*.md"
    )
    #expect(added.status == 0)
    let again = try qmd(
      "collection",
      "add",
      house.memories.path,
      "--name",
      "memory-root",
      "--mask",
      "**/*.md"
    )
    #expect(again.status == 1)
    #expect(again.error.contains("already exists"))

    let list = try qmd("collection", "list", "--json").output
    let collections = try #require(
      try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: String]]
    )
    #expect(collections == [["name": "memory-root", "path": house.memories.path, "pattern": "**/*.md"]])

    #expect(try qmd("update").status == 0)
    #expect(try qmd("embed").status == 0)
    #expect(try qmd("status").output.firstMatch(of: /(?mi)^\s*Vectors:\s*(\d+)\b/)?.1 == "0")

    for verb in [["search"], ["vsearch"], ["query"], ["query", "--no-rerank"]] {
      let outcome = try house.run(
        verb + ["rate limiter tokens", "--json", "-n", "6", "-c", "memory-root"],
        environment: environment,
        in: house.memories
      )
      #expect(outcome.status == 0)
      let hits = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
      )
      let hit = try #require(hits.first)
      let docid = try #require(hit["docid"] as? String)
      #expect(docid.wholeMatch(of: /#[0-9a-f]{6}/) != nil)
      #expect(hit["file"] as? String == "qmd://memory-root/alpha.md")
      #expect(hit["score"] is Double)
      #expect((hit["snippet"] as? String)?.firstMatch(of: /^@@ -(\d+),(\d+)/)?.1 == "3")

      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3") else { continue }
      let prefix = docid.dropFirst()
      #expect(
        try rows("SELECT collection, path FROM documents WHERE hash LIKE '\(prefix)%' AND active = 1")
          == "memory-root|alpha.md\n"
      )
      #expect(try rows("SELECT length(hash) FROM documents WHERE path = 'alpha.md'") == "64\n")
      #expect(
        try rows("SELECT collection, COUNT(*) FROM documents WHERE active = 1 GROUP BY collection")
          == "memory-root|3\n"
      )
      #expect(
        try rows(
          "SELECT path FROM documents WHERE collection = 'memory-root' AND path = 'gamma.md' AND active = 1"
        )
          == "gamma.md\n"
      )
    }
    #expect(try qmd("search", "zzzqqqxx", "--json", "-n", "6", "-c", "memory-root").output == "[]\n")
    let missing = try qmd("search", "x", "--json", "-c", "gone-collection")
    #expect(missing.status == 1)
    #expect(missing.error.firstMatch(of: /(?i)collection.*not found|not found.*collection/) != nil)
    #expect(try qmd("collection", "remove", "memory-root").status == 0)
    #expect(try qmd("collection", "list", "--json").output == "[]\n")
  }
}
