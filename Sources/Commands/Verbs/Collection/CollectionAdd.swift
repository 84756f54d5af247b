import Memory
import Plumbing

extension Verb {
  static let collectionAdd = Verb(
    "collection add",
    .keep,
    operands: "FOLDER",
    "Keep a folder, and index it at once.",
    flags: [.name, .mask],
    examples: [
      Example("qmd collection add ~/memories", "a collection named memories, of all its Markdown files"),
      Example("qmd collection add ~/.claude/skills --name skills --mask '**/SKILL.md'", "only the skills"),
    ]
  ) { call in
    let words = try call.words(atLeast: 1, atMost: 1)
    var file = try ConfigFile(call)
    let collection = try NewCollection(call, words[0], file.edit.config)
    try file.edit.addCollection(
      collection.name,
      path: collection.written,
      pattern: collection.pattern
    )
    call.output.line("Creating collection '\(collection.name)'...")
    try file.save()
    let configuration = try call.configuration()
    guard let added = configuration.config[collection.name] else {
      throw Failure(
        "'\(collection.name)' was written to \(call.places.config) and cannot be read back — look at the file"
      )
    }
    call.output.line("Collection: \(added.path) (\(added.pattern))")
    if let note = collection.note { call.output.line(note) }
    call.output.line()
    let indexing = try Indexing(call, configuration.config)
    try configuration.remember(in: indexing.indexer.writer)
    let tally = try indexing.reconcile(added)
    try indexing.finish(tally)
    call.output.line("\(call.output.green("✓")) Collection '\(added.name)' created successfully")
    if tally == Tally() {
      call.say("no file in it matches '\(added.pattern)' yet — other files are chosen with --mask")
    }
    return 0
  }
}

/// A folder that is to be kept, checked.
private struct NewCollection {
  let path: FilePath
  /// The path as it goes into the file: in a project's own from the project on, so that a checkout elsewhere has it too.
  let written: String
  let name: String
  let pattern: String
  /// A remark about its neighbours.
  let note: String?

  init(_ call: Invocation, _ typed: String, _ config: Config) throws {
    let path = call.absolute(typed)
    self.path = path
    let inProject = call.places.project.flatMap { path.relative(to: $0.normalized)?.text }
    written = inProject.map { $0.isEmpty ? "." : $0 } ?? path.text
    pattern = call.typed.value(.mask) ?? Collection.usualPattern
    name = call.typed.value(.name) ?? path.lastComponent.text
    guard let status = FileStatus.of(path, following: true) else {
      throw Failure("There is no folder at \(path) — check the path, or make it: mkdir -p \(path)")
    }
    guard status.kind == .folder else {
      throw Failure("\(path) is not a folder — name the folder that holds it, and choose files with --mask")
    }
    guard Files.isReadable(path) else { throw Failure("\(path) may not be read — check its rights") }
    _ = try Glob(pattern)
    guard config[name] == nil else {
      throw Failure("Collection '\(name)' already exists — choose another name: --name NAME")
    }
    let real = Files.realPath(path) ?? path
    var notes: [String] = []
    for other in config.collections {
      let root = Files.realPath(other.path) ?? other.path
      if root == real, other.pattern == pattern {
        throw Failure(
          "A collection of \(path) (\(pattern)) already exists: '\(other.name)' — `qmd update` reads it again"
        )
      }
      if real.relative(to: root) != nil || root.relative(to: real) != nil { notes.append("'\(other.name)'") }
    }
    note =
      notes.isEmpty ? nil : "Overlaps with \(notes.joined(separator: ", ")): files in both are found twice."
  }
}
