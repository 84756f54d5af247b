import Foundation
import Memory
import Plumbing
import Support
import Testing

@testable import Teaching

/// A folder of skills with their contracts, in the temporary house of a test.
struct SkillFolder: Sendable {
  let house = TemporaryHouse.current
  var root: FilePath { FilePath(house.memories.path) }
  var index: FilePath { FilePath(house.index.path) }
  var config: Config { Config(collections: [Memory.Collection(name: "notes", path: root)]) }
  var places: Places { Places(environment: ["HOME": house.root.path, "INDEX_PATH": house.index.path]) }

  /// A row of a contract.
  struct Row {
    let query: String
    var shouldTrigger = true
    var rank: Int?

    static func wants(_ query: String, rank: Int? = nil) -> Row { Row(query: query, rank: rank) }
    static func refuses(_ query: String) -> Row { Row(query: query, shouldTrigger: false) }
  }

  /// Writes one skill; without a contract where `contract` is nil.
  func add(
    _ name: String,
    _ description: String,
    body: String = "1. Do it.",
    frontMatter: String = "",
    in folder: String = "skills",
    contract: [Row]? = nil
  ) throws {
    let extra = frontMatter.isEmpty ? "" : frontMatter + "\n"
    try house.write(
      "---\nname: \(name)\ndescription: \(description)\n\(extra)---\n\n# \(name)\n\n\(body)\n",
      to: "\(folder)/\(name)/SKILL.md"
    )
    guard let contract else { return }
    let rows = contract.map { row -> JSON in
      var members: [JSON.Member] = [
        .init("query", .string(row.query)), .init("should_trigger", .bool(row.shouldTrigger)),
      ]
      if let rank = row.rank { members.append(.init("rank", .integer(rank))) }
      return .object(members)
    }
    try house.write(
      String(decoding: JSON.array(rows).bytes(), as: UTF8.self),
      to: "\(folder)/\(name)/evals/recall.json"
    )
  }

  /// Texts about other things, so that words have a rarity.
  func addFiller(_ count: Int = 20) throws {
    let words = "garden kitchen window letter travel budget weather paint ladder bicycle".split(
      separator: " "
    )
    for number in 0..<count {
      let text = (0..<12).map { String(words[(number * 7 + $0 * 3) % words.count]) }.joined(separator: " ")
      try house.write("# Note \(number)\n\n\(text)\n", to: "filler/\(number).md")
    }
  }

  func update() throws {
    let indexer = Indexer(try IndexWriter(index), config)
    for collection in config.collections { _ = try indexer.reconcile(collection) }
  }

  func library() throws -> SkillLibrary { try SkillLibrary(IndexReader(index), config, places) }

  func audit(_ options: Audit.Options = Audit.Options()) throws -> Audit {
    try Audit(IndexReader(index), config, library(), options)
  }

  /// Indexes everything and audits it.
  func report(_ options: Audit.Options = Audit.Options()) throws -> AuditReport {
    try update()
    return try audit(options).report(at: Timestamp(seconds: 1_700_000_000))
  }
}

extension AuditReport {
  func verdict(_ skill: String, _ query: String) throws -> Verdict {
    let result = try #require(skills.first { $0.label == skill }, "no skill \(skill)")
    return try #require(result.verdicts.first { $0.query.text == query }, "no query \(query)")
  }
}
