import Memory
import Plumbing
import Teaching

extension Verb {
  static let skillsWhere = Verb(
    "skills where",
    .skills,
    "Show where agents keep skills, and which of these folders are searched.",
    flags: [.json],
    examples: [
      Example("qmd skills where", "folders, how many skills, and the command that adds one"),
      Example("qmd skills where --json", "the same for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    return try SkillsAnswer.give(call) {
      let table = try FolderTable(call)
      return (table.json, table.print)
    }
  }
}

/// The agents' folders, and the collections that hold skills.
private struct FolderTable {
  struct Row {
    let agents: [String]
    let path: FilePath
    let exists: Bool
    /// The collection that holds it; nil when none does.
    let collection: Collection?
    let skills: Int
    /// Whether links lead all of these skills to a collection.
    let isReached: Bool
    /// What a collection of it would be called.
    let name: String

    /// Whether it is there, and questions do not find what is in it.
    var isMissing: Bool { exists && collection == nil && !isReached }
  }

  private let rows: [Row]
  /// Other folders with skills: collections.
  private let others: [(collection: Collection, skills: Int)]
  private let call: Invocation

  init(_ call: Invocation) throws {
    self.call = call
    let config = try call.config()
    let skills = try UserSkills(call).library.skills
    let bases = UserSkills.bases(call)
    var rows: [Row] = []
    for base in bases {
      let folders = base == call.places.home ? AgentFolders.personal : AgentFolders.project
      for folder in folders {
        let path = base.appending(folder.path)
        let exists = FileStatus.of(path, following: true)?.kind == .folder
        // Projects rarely have any; what is not there need not be said of them.
        guard exists || base == call.places.home else { continue }
        let real = Files.realPath(path) ?? path
        let places = [real] + Listing.links(in: path)
        let inside = skills.filter { skill in
          let file = Files.realPath(skill.file) ?? skill.file
          return places.contains { file.relative(to: $0) != nil }
        }
        rows.append(
          Row(
            agents: [folder.agent],
            path: path,
            exists: exists,
            collection: config.collections.first {
              real.relative(to: Files.realPath($0.path) ?? $0.path) != nil
            },
            skills: Set(inside.map(\.file)).count,
            isReached: !inside.isEmpty && inside.allSatisfy { $0.location != nil },
            name: Self.free(folder.collection, config)
          )
        )
      }
    }
    self.rows = rows
    let taken = Set(
      rows.filter { $0.exists && $0.path == $0.collection?.path }.compactMap(\.collection?.name)
    )
    others = config.collections.filter { !taken.contains($0.name) }.compactMap { collection in
      let count = skills.count { $0.location?.collection == collection.name }
      return count > 0 ? (collection, count) : nil
    }
  }

  private static func free(_ name: String, _ config: Config) -> String {
    var free = name
    var number = 2
    while config[free] != nil {
      free = "\(name)-\(number)"
      number += 1
    }
    return free
  }

  private func command(_ row: Row) -> String {
    "qmd collection add \(Self.quoted(UserSkills.short(row.path, call))) --name \(row.name)"
  }

  /// For a shell; a leading `~/` stays free to be expanded.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "/._-~".utf8.contains(byte)
    }
    if isPlain { return path }
    let prefix = path.hasPrefix("~/") ? "~/" : ""
    let parts = path.dropFirst(prefix.count).split(separator: "'", omittingEmptySubsequences: false)
    return prefix + "'" + parts.joined(separator: "'\\''") + "'"
  }

  // MARK: For programs

  var json: JSON {
    [
      "folders": .array(
        rows.map { row in
          [
            "agents": .array(
              row.agents.flatMap { $0.split(separator: ",") }.map { .string(String($0.drop { $0 == " " })) }
            ),
            "path": .string(row.path.text),
            "exists": .bool(row.exists),
            "collection": row.collection.map { .string($0.name) } ?? .null,
            "skills": .integer(row.skills),
            "command": row.isMissing ? .string(command(row)) : .null,
          ]
        }
      ),
      "collections": .array(
        others.map { ["name": .string($0.collection.name), "skills": .integer($0.skills)] }
      ),
    ]
  }

  // MARK: For people

  func print() {
    let output = call.output
    let missing = rows.filter(\.isMissing)
    if !missing.isEmpty {
      output.line("In no collection, so no question finds their skills:")
      for row in missing {
        print(row)
        output.line("      \(command(row))")
      }
      output.line()
    }
    let kept = rows.filter { $0.exists && !$0.isMissing }
    if !kept.isEmpty || !others.isEmpty {
      output.line("Searched:")
      for row in kept { print(row) }
      for (collection, skills) in others {
        output.line(
          "  "
            + output.cyan(
              Wording.padded(UserSkills.cutFront(UserSkills.short(collection.path, call), 30), 30)
            )
            + Wording.aligned(Wording.count(skills, "skill"), 12) + "  collection '\(collection.name)'"
            + (collection.includeByDefault ? "" : " (by name only)")
        )
      }
      output.line()
    }
    let absent = rows.filter { !$0.exists }
    if !absent.isEmpty {
      output.line("Not there:")
      for row in absent { print(row) }
    }
  }

  private func print(_ row: Row) {
    let place = Wording.padded(UserSkills.cutFront(UserSkills.short(row.path, call), 30), 30)
    let count = row.exists ? Wording.count(row.skills, "skill") : ""
    let agents = row.agents.joined(separator: ", ")
    let collection = row.collection.map { "; '\($0.name)'" } ?? (row.isReached ? "; by links" : "")
    call.output.line(
      "  " + call.output.cyan(place) + Wording.aligned(count, 12) + "  "
        + Wording.cut("\(agents)\(collection)", 34)
    )
  }
}
