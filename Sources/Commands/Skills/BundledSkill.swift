import Memory
import Plumbing

/// A skill that the program brings along, so that an agent learns how to use qmd from qmd itself.
///
/// Its text is `Skills/qmd/SKILL.md` beside this file, and part of the program; QMD_SKILLS_DIR names a folder of skills
/// to bring along instead.
struct BundledSkill {
  let name: String
  let description: String
  /// Its SKILL.md, byte for byte.
  let text: [UInt8]
  /// Where it was read from; nil when it is part of the program.
  private let folder: FilePath?

  private init(_ text: [UInt8], path: FilePath, folder: FilePath?) throws(ReadProblem) {
    let document = try Document.read(text, path: path)
    name = document.name ?? path.parent.lastComponent.text
    description = document.description ?? document.title
    self.text = text
    self.folder = folder
  }

  /// Those there are, by name.
  static func all(_ call: Invocation) throws -> [BundledSkill] {
    guard let typed = call.environment["QMD_SKILLS_DIR"], !typed.isEmpty else {
      return [try BundledSkill(PackageResources.SKILL_md, path: FilePath("qmd/SKILL.md"), folder: nil)]
    }
    let base = call.absolute(typed)
    guard FileStatus.of(base, following: true)?.kind == .folder else {
      throw Failure("QMD_SKILLS_DIR names \(base), where there is no folder — correct it, or unset it")
    }
    var skills: [BundledSkill] = []
    for name in Files.names(in: base).sorted() {
      let folder = base.appending(name)
      do {
        guard let text = try Files.read(folder.appending("SKILL.md")) else { continue }
        skills.append(try BundledSkill(text, path: name.appending("SKILL.md"), folder: folder))
      } catch {
        call.complain("\(folder)/SKILL.md was left out: \(error)")
      }
    }
    return skills
  }

  static func named(_ name: String, _ call: Invocation) throws -> BundledSkill {
    let skills = try all(call)
    if let skill = skills.first(where: { $0.name == name }) { return skill }
    throw Failure(
      "Skill not found: \(name)"
        + (NearestName.of(name, among: skills.map(\.name)).map { " — did you mean '\($0)'?" }
          ?? " — `qmd skills list` shows those there are")
    )
  }

  /// A file that belongs to the skill.
  struct File {
    /// From the skill's folder on.
    let path: FilePath
    let bytes: [UInt8]
  }

  /// Files of a skill lie this deep at most; the specification asks for one level.
  private static let deepest = 4

  /// The references, scripts and assets beside SKILL.md.
  ///
  /// Links are not followed.
  func files() throws -> [File] {
    guard let folder else {
      return [File(path: FilePath("evals/recall.json"), bytes: PackageResources.recall_json)]
    }
    var files: [File] = []
    func collect(_ below: FilePath, _ depth: Int) throws {
      for name in Files.names(in: folder.appending(below)).sorted()
      where name.bytes.first != UInt8(ascii: ".") {
        let path = below.appending(name)
        switch FileStatus.of(folder.appending(path))?.kind {
        case .folder: if depth < Self.deepest { try collect(path, depth + 1) }
        case .file:
          guard path.text != "SKILL.md", let bytes = try Files.read(folder.appending(path)) else { continue }
          files.append(File(path: path, bytes: bytes))
        default: break
        }
      }
    }
    try collect(FilePath(""), 1)
    return files
  }

  /// Its folder on the disk; what is part of the program is written to the cache first.
  func place(_ call: Invocation) throws -> FilePath {
    if let folder { return folder }
    let place = call.places.cache.appending("skills").appending(name)
    try write(to: place)
    return place
  }

  /// Writes its files to `folder`, where they are not there already.
  func write(to folder: FilePath) throws {
    let all = try [File(path: FilePath("SKILL.md"), bytes: text)] + files()
    do throws(SystemError) {
      for file in all {
        let path = folder.appending(file.path)
        if try Files.read(path) == file.bytes { continue }
        try Files.createFolder(path.parent)
        try Files.replace(path, with: file.bytes)
      }
    } catch {
      throw Failure.cannotWrite(folder, error)
    }
  }
}
