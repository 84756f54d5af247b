import Memory
import Plumbing
import Teaching

/// The user's skills, and how they are named on the command line.
struct UserSkills {
  let library: SkillLibrary
  let labels: [String: String]
  /// Collections whose folder is not there: their skills are known, and what lies beside them is not.
  private let away: Set<String>
  private let call: Invocation
  private let kept: Library

  /// All skills as the disk has them now; those that cannot be read are said, and collections whose folder is away.
  init(_ call: Invocation) throws {
    self.call = call
    kept = try call.library()
    library = try SkillLibrary(current: kept, try call.reader(), try call.config(), call.places)
    labels = library.labels()
    let absences = RootError.all(in: try call.config().collections)
    away = Set(absences.map(\.collection.name))
    for absence in absences { call.complain("\(absence)") }
    for problem in library.problems { call.complain(problem) }
  }

  /// Home, and the project one is in: where agents have folders.
  var bases: [FilePath] { Self.bases(call) }

  static func bases(_ call: Invocation) -> [FilePath] {
    let places = call.places
    let project = places.project ?? places.workingFolder
    return project == places.home ? [places.home] : [places.home, project]
  }

  /// Where all documents are, skills among them, as the disk has them now.
  func documents() throws -> [Library.Location] { try kept.locations() }

  /// Whether the skill's own folder can be looked into.
  func isAway(_ skill: Skill) -> Bool { skill.location.map { away.contains($0.collection) } ?? false }

  func label(_ skill: Skill) -> String { labels[skill.address] ?? skill.address }

  /// The skills of these names, each once; without names all.
  func named(_ names: [String]) throws -> [Skill] {
    guard !names.isEmpty else { return library.skills }
    var seen: Set<String> = []
    return try names.flatMap(find).filter { seen.insert($0.address).inserted }
  }

  /// The one skill that is meant.
  func one(_ name: String) throws -> Skill {
    let found = try find(name)
    guard found.count == 1 else {
      throw Failure(
        "'\(name)' names \(found.count) skills — choose one:\n"
          + found.map { "  \($0.address)" }.joined(separator: "\n")
      )
    }
    return found[0]
  }

  private func find(_ name: String) throws -> [Skill] {
    for typed in [name, call.absolute(name).text] {
      let found = library.named(typed)
      if !found.isEmpty { return found }
    }
    if try BundledSkill.all(call).contains(where: { $0.name == name }) {
      throw Failure(
        "'\(name)' is a skill of qmd itself, not one of yours — `qmd skills get \(name)` prints it"
      )
    }
    guard !library.skills.isEmpty else {
      throw Failure(
        "Skill not found: \(name) — there is none yet; `qmd skills where` shows where they are looked for"
      )
    }
    let names = library.skills.flatMap { [label($0), $0.name] }
    throw Failure(
      "Skill not found: \(name)"
        + (NearestName.of(name, among: names).map { " — did you mean '\($0)'?" }
          ?? " — `qmd skills list` shows those there are")
    )
  }

  // MARK: In words

  /// Where a skill is, for a narrow column: its folder's address, or its path from the home folder on.
  func place(of skill: Skill) -> String {
    guard let location = skill.location else { return Self.short(skill.folder, call) }
    let folder = location.path.parent
    return "qmd://\(location.collection)" + (folder.isEmpty ? "" : "/\(folder)")
  }

  /// A path with `~` for the home folder.
  static func short(_ path: FilePath, _ call: Invocation) -> String {
    path.relative(to: call.places.home).map { $0.isEmpty ? "~" : "~/\($0)" } ?? path.text
  }

  /// Words of the text below the front matter.
  static func words(in skill: Skill) -> Int {
    var words = 0
    var isInside = false
    for byte in skill.document.body {
      let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
      if !isSpace, !isInside { words += 1 }
      isInside = !isSpace
    }
    return words
  }

  static func presence(of skill: Skill) -> String {
    switch skill.presence {
    case .indexed: "indexed"
    case .excluded: "excluded"
    case .unindexed: "unindexed"
    }
  }

  /// The end of a text within so many columns, with … for what is left out.
  static func cutFront(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : "…" + text.suffix(max(0, width - 1))
  }
}
