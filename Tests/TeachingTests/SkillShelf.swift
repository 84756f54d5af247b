import Foundation
import Memory
import Plumbing
import Support
import Teaching

/// Skills in the house's folder of memories, read from there as the program reads them.
struct SkillShelf {
  let house = TemporaryHouse.current

  var root: FilePath { FilePath(house.memories.path) }
  var collection: Collection { Collection(name: "memories", path: root) }

  /// Writes a SKILL.md byte for byte.
  func write(_ text: String, to path: String) throws { try house.write(text, to: path) }

  func skill(_ path: String) throws -> Skill {
    let path = FilePath(path)
    let bytes = try Files.read(root.appending(path)) ?? []
    return Skill(
      file: root.appending(path),
      root: root,
      presence: .indexed(Library.Location("memories", path)),
      document: try Document.read(bytes, path: path),
      hash: SHA256.hex(bytes)
    )
  }

  /// Every SKILL.md there is.
  func library() throws -> SkillLibrary {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.text)
      .filter { Document.Kind(path: FilePath($0)) == .skill }
    return SkillLibrary(skills: try paths.map(skill))
  }

  func lint() throws -> Lint {
    Lint(try library(), collections: [collection], below: [FilePath(house.root.path)])
  }

  /// What lint finds with the skill at `path`.
  func findings(_ path: String) throws -> [LintFinding] { try lint().findings(on: skill(path)) }
}
