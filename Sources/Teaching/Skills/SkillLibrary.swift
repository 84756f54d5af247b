public import Memory
import Plumbing

/// All skills there are: those in the index, and those in the agents' own folders that no collection holds.
public struct SkillLibrary: Sendable {
  /// By address.
  public let skills: [Skill]
  /// SKILL.md files that could not be read, each with a sentence.
  public let problems: [String]

  public init(skills: [Skill], problems: [String] = []) {
    self.skills = skills.sorted { $0.address < $1.address }
    self.problems = problems
  }

  /// Reads every skill: the indexed ones from the index, the others from the disk.
  public init(_ reader: IndexReader?, _ config: Config, _ places: Places) throws {
    var skills: [Skill] = []
    for collection in config.collections {
      for entry in try reader?.entries(in: collection.name) ?? [] where entry.kind == .skill {
        guard let bytes = try reader?.bytes(of: entry.hash),
          let document = try? Document.read(bytes, path: entry.path)
        else { continue }
        let location = Library.Location(collection.name, entry.path)
        skills.append(
          Skill(
            file: collection.path.appending(entry.path),
            root: collection.path,
            presence: collection.includeByDefault ? .indexed(location) : .excluded(location),
            document: document,
            hash: entry.hash
          )
        )
      }
    }
    let elsewhere = Self.unindexed(config, places)
    self.init(skills: skills + elsewhere.skills, problems: elsewhere.problems)
  }

  /// Reads every skill as the disk has it now, also what the index does not know yet.
  public init(current library: Library, _ reader: IndexReader?, _ config: Config, _ places: Places) throws {
    var skills: [Skill] = []
    var problems: [String] = []
    for collection in config.collections {
      for item in try library.items(in: collection) where Document.Kind(path: item.location.path) == .skill {
        let path = item.location.path
        do {
          let entry = try reader?.entry(path, in: collection.name)
          let kept = try entry.flatMap { $0.status == item.status ? try reader?.bytes(of: $0.hash) : nil }
          let bytes = try kept ?? Self.read(path, below: collection.path)
          skills.append(
            Skill(
              file: collection.path.appending(path),
              root: collection.path,
              presence: collection.includeByDefault ? .indexed(item.location) : .excluded(item.location),
              document: try Document.read(bytes, path: path),
              hash: entry?.status == item.status ? entry?.hash ?? SHA256.hex(bytes) : SHA256.hex(bytes)
            )
          )
        } catch {
          problems.append("\(collection.path.appending(path)) cannot be read: \(error)")
        }
      }
    }
    let elsewhere = Self.unindexed(config, places)
    self.init(skills: skills + elsewhere.skills, problems: problems + elsewhere.problems)
  }

  /// What of a file is indexed.
  private static func read(_ path: FilePath, below root: FilePath) throws(SystemError) -> [UInt8] {
    try Descriptor.folder(root).file(path).read(limit: Document.Limits().indexed, expecting: 1 << 14)
  }

  /// The skills in the agents' folders that no collection holds.
  private static func unindexed(_ config: Config, _ places: Places) -> (skills: [Skill], problems: [String]) {
    var skills: [Skill] = []
    var problems: [String] = []
    let roots = config.collections.map { Files.realPath($0.path) ?? $0.path }
    var bases = AgentFolders.existing(AgentFolders.personal, below: places.home).map(\.path)
    if let project = places.project {
      bases += AgentFolders.existing(AgentFolders.project, below: project).map(\.path)
    }
    var seen: Set<FilePath> = []
    for base in bases {
      let real = Files.realPath(base) ?? base
      // What lies in a collection and is not in the index was refused there, with a reason of its own.
      guard !roots.contains(where: { real.relative(to: $0) != nil }), seen.insert(real).inserted else {
        continue
      }
      let found = unindexed(below: real)
      skills += found.skills
      problems += found.problems
    }
    return (skills, problems)
  }

  /// Folders this deep below an agent's folder are looked into, and so many of them.
  ///
  /// The agents' own guidance for clients: depth 4 to 6, at most 2,000 folders. https://agentskills.io
  private static let deepest = 6, mostFolders = 2_000

  private static func unindexed(below base: FilePath) -> (skills: [Skill], problems: [String]) {
    var found = SkillFiles(deepest: deepest, mostFolders: mostFolders)
    var skills: [Skill] = []
    var problems: [String] = []
    do throws(SystemError) {
      try FolderWalk.walk(base, &found)
    } catch {
      problems.append(
        "the skills in \(base) cannot be looked at (\(error.reason.lowercased())) — check its rights"
      )
    }
    for path in found.paths {
      do {
        let bytes = try read(path, below: base)
        skills.append(
          Skill(
            file: base.appending(path),
            root: base,
            presence: .unindexed,
            document: try Document.read(bytes, path: path),
            hash: SHA256.hex(bytes)
          )
        )
      } catch {
        problems.append("\(base.appending(path)) cannot be read: \(error)")
      }
    }
    return (skills, problems)
  }

  // MARK: Names

  /// The skills that a person may mean: by address, place, folder's name or name; the first of these that any answers to.
  public func named(_ name: String) -> [Skill] {
    let wanted = name.hasSuffix("/") ? String(name.dropLast()) : name
    let ways: [(Skill) -> Bool] = [
      { $0.address == wanted || $0.file.text == wanted || $0.folder.text == wanted },
      { $0.folder.lastComponent.text == wanted },
      { $0.name == wanted },
      { $0.address.hasSuffix("/\(wanted)") || $0.address.hasSuffix("/\(wanted)/SKILL.md") },
    ]
    for way in ways {
      let found = skills.filter(way)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// A name for each skill that is short and no other's: its folder's, with folders before it where that is needed.
  public func labels() -> [String: String] {
    var labels: [String: String] = [:]
    var waiting = skills
    var depth = 1
    while !waiting.isEmpty {
      let groups = Dictionary(grouping: waiting) { skill in
        skill.folder.components.suffix(depth).map { String(decoding: $0, as: UTF8.self) }.joined(
          separator: "/"
        )
      }
      waiting = []
      for (label, group) in groups {
        if group.count == 1 || depth > 8 {
          for skill in group { labels[skill.address] = group.count == 1 ? label : skill.address }
        } else {
          waiting += group
        }
      }
      depth += 1
    }
    return labels
  }
}

/// Notes the SKILL.md files of a walk.
private struct SkillFiles: FolderVisitor {
  let deepest: Int
  let mostFolders: Int
  var paths: [FilePath] = []
  private var folders = 0

  init(deepest: Int, mostFolders: Int) {
    self.deepest = deepest
    self.mostFolders = mostFolders
  }

  mutating func descends(into path: [UInt8]) -> Bool {
    let names = FilePath(bytes: path).components
    let last = names.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    return names.count <= deepest && ![".git", "node_modules"].contains(last)
  }

  mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool {
    folders += 1
    return folders <= mostFolders
  }

  mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool {
    !isLink && Document.Kind(path: FilePath(bytes: path)) == .skill
  }

  mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {
    if status.kind == .file { paths.append(FilePath(bytes: path)) }
  }

  mutating func failed(_ path: [UInt8], _ error: SystemError) {}
}
