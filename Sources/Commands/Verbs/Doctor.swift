import Memory
import Plumbing
import Providers

extension Verb {
  static let doctor = Verb(
    "doctor",
    .tend,
    "Check everything that could be wrong, and say what to do.",
    flags: [.restoreIndex],
    examples: [
      Example("qmd doctor", "checks config, folders, index, watcher, limits and disk"),
      Example("qmd doctor --restore-index", "puts back an index that was moved aside"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    if call.typed.has(.restoreIndex) { return try restore(call) }
    var examination = Examination(call)
    examination.run()
    for finding in examination.findings { print(finding, to: call.output) }
    let count = examination.findings.count { $0.level == .problem }
    let warnings = examination.findings.count { $0.level == .warning }
    call.output.line()
    call.output.line(
      count > 0
        ? "\(Wording.count(count, "problem")) found."
        : warnings > 0 ? "No problem found; \(Wording.count(warnings, "warning"))." : "All is well."
    )
    return count == 0 ? 0 : 1
  }
}

private func print(_ finding: Examination.Finding, to output: Output) {
  let mark =
    switch finding.level {
    case .well: output.green("ok     ")
    case .warning: output.yellow("warning")
    case .problem: output.yellow("problem")
    }
  var lines = Wording.wrapped(finding.text, 64)
  output.line("\(mark) \(Wording.padded(finding.subject, 7)) \(lines.isEmpty ? "" : lines.removeFirst())")
  for line in lines { output.line(String(repeating: " ", count: 16) + line) }
}

private func restore(_ call: Invocation) throws -> Int32 {
  guard !call.isWatched else {
    throw Failure("A watcher is using this index — stop it first: qmd watch stop")
  }
  guard let done = try IndexWriter.restore(call.places.index) else {
    throw Failure("No index was moved aside at \(call.places.index), so there is none to put back")
  }
  call.output.line("\(call.output.green("✓")) Put back \(done.restored) as \(call.places.index)")
  if let replaced = done.replaced { call.output.line("  The one that was there is now \(replaced)") }
  call.output.line("  An index of another program stays only until the next `qmd update`.")
  return 0
}

/// What `qmd doctor` looks at, each with a finding; nothing is changed.
private struct Examination {
  struct Finding {
    enum Level { case well, warning, problem }

    let subject: String
    let text: String
    let level: Level
  }

  private let call: Invocation
  private(set) var findings: [Finding] = []

  init(_ call: Invocation) { self.call = call }

  private mutating func well(_ subject: String, _ text: String) {
    findings.append(Finding(subject: subject, text: text, level: .well))
  }

  private mutating func amiss(_ subject: String, _ text: String) {
    findings.append(Finding(subject: subject, text: text, level: .problem))
  }

  mutating func run() {
    let config = configuration()
    index()
    meaning(config)
    var folders = 0
    for collection in config.collections { folders += root(collection) }
    limits(folders)
    rights()
    disk()
  }

  private mutating func configuration() -> Config {
    do {
      let found = try Configuration.load(call.places, call.environment)
      if let problem = found.problem { amiss("config", problem) }
      for slip in found.slips(call.places) {
        findings.append(Finding(subject: "config", text: slip, level: .warning))
      }
      for refusal in found.refusals { amiss("config", refusal) }
      let count = found.config.collections.count
      if found.problem == nil {
        if count == 0 {
          amiss("config", "\(call.places.config) names no collection — qmd collection add ~/memories")
        } else {
          well("config", "\(call.places.config): \(Wording.count(count, "collection"))")
        }
      }
      return found.config
    } catch {
      amiss("config", "\(error)")
      return Config()
    }
  }

  private mutating func index() {
    let path = call.places.index
    do {
      let reader = try IndexReader(path)
      let damages = try reader.damages()
      guard damages.isEmpty else {
        amiss("index", "\(path) is damaged: \(damages[0]) — `qmd update` moves it aside and rebuilds it")
        return
      }
      let documents = try reader.counts().values.reduce(0) { $0 + $1.documents }
      if let problem = try IndexWriter(path).textIndexProblem() {
        amiss(
          "index",
          "the words in \(path) do not agree with its texts (\(problem)) — delete the file and run `qmd update`"
        )
      } else {
        well("index", "\(path): \(Wording.count(documents, "document")), sound")
      }
      let problems = try reader.problems().filter { !$0.isIndexed }.count
      if problems > 0 {
        well(
          "files",
          "\(Wording.count(problems, "file")) could not be indexed — `qmd status --problems` says why"
        )
      }
    } catch {
      amiss("index", "\(error)")
    }
    let aside = IndexWriter.setAside(path)
    if let newest = aside.last {
      well("aside", "\(newest) is kept; `qmd doctor --restore-index` would put it back")
    }
    if call.isWatched {
      let confinement = WatchState.read(index: path)?.confinement ?? ""
      well(
        "watcher",
        confinement.isEmpty
          ? "alive, with all of your rights"
          : "alive; reads what is kept, writes its own, and no other file of yours"
      )
    } else {
      well("watcher", "none; searches compare the files themselves — `qmd watch` spares them that")
    }
  }

  /// The model is made to understand something: that its file is there says little.
  private mutating func meaning(_ config: Config) {
    let model = EmbeddingModel(config, call.places, call.environment)
    guard model.isPresent else {
      well("meaning", "no model, so texts are found by words alone — `qmd pull` fetches \(model.name)")
      return
    }
    do {
      _ = try model.embedder(for: nil, patience: 5).vectors(of: ["a question"])
    } catch {
      amiss("meaning", "\(error)")
      return
    }
    guard let reader = try? IndexReader(call.places.index), let space = try? model.space(in: reader),
      let census = try? reader.vectorCensus(of: space)
    else {
      well("meaning", "\(model.name) answers")
      return
    }
    var text =
      "\(model.name) answers; \(Wording.count(census.passages, "passage")) of "
      + "\(Wording.count(census.documents, "document")) embedded"
    if census.pending > 0 { text += ", \(Wording.grouped(census.pending)) to come — `qmd embed` does it now" }
    if census.passages > 0, (try? reader.hasSidecar()) == false {
      text +=
        "; the file of vectors beside the index is missing or old, so searches read the index — `qmd embed`"
    }
    well("meaning", text)
  }

  /// How many folders of the collection would be watched.
  private mutating func root(_ collection: Collection) -> Int {
    guard let status = FileStatus.of(collection.path, following: true) else {
      amiss(
        "folder",
        "'\(collection.name)': \(collection.path) is not there — bring it back, or `qmd collection remove"
          + " \(collection.name)`"
      )
      return 0
    }
    guard status.kind == .folder else {
      amiss(
        "folder",
        "'\(collection.name)': \(collection.path) is not a folder — correct its path in index.yml"
      )
      return 0
    }
    do {
      var census = FolderCensus(scope: try Scope(collection))
      try FolderWalk.walk(collection.path, &census)
      if let failure = census.failures.first {
        amiss(
          "folder",
          "'\(collection.name)': \(Wording.count(census.failures.count, "folder")) may not be read, such as"
            + " \(failure) — check the rights"
        )
      } else {
        well("folder", "'\(collection.name)': \(collection.path), \(Wording.count(census.folders, "folder"))")
      }
      return census.folders
    } catch {
      amiss("folder", "'\(collection.name)': \(error)")
      return 0
    }
  }

  private mutating func limits(_ folders: Int) {
    let limit = INotify.limits.watches
    if limit > 0, folders > limit {
      amiss(
        "inotify",
        "\(Wording.grouped(folders)) folders to watch, and the system allows \(Wording.grouped(limit)) — sudo sysctl"
          + " fs.inotify.max_user_watches=\(folders * 2)"
      )
    } else {
      well("inotify", "\(Wording.grouped(folders)) of at most \(Wording.grouped(limit)) watches needed")
    }
  }

  private mutating func rights() {
    for problem in OwnFolders(call.places).problems { amiss("rights", problem) }
    well(
      "rights",
      Landlock.version.map {
        "watcher and MCP server give up what they do not need (Landlock \($0))"
      } ?? "watcher and MCP server keep all of yours: this kernel has no Landlock"
    )
  }

  private mutating func disk() {
    let folder = call.places.index.parent
    guard let free = Files.freeBytes(at: folder) ?? Files.freeBytes(at: call.places.home) else { return }
    // A rebuild needs the space of the index once more.
    let needed = max(64 << 20, 2 * (FileStatus.of(call.places.index, following: true)?.size ?? 0))
    if free < needed {
      amiss(
        "disk",
        "only \(Wording.size(free)) free at \(folder), \(Wording.size(needed)) may be needed — free some space"
      )
    } else {
      well("disk", "\(Wording.size(free)) free at \(folder)")
    }
  }
}

/// Counts the folders that belong to a collection.
private struct FolderCensus: FolderVisitor {
  let scope: Scope
  private(set) var folders = 0
  private(set) var failures: [String] = []

  init(scope: Scope) { self.scope = scope }

  mutating func descends(into path: [UInt8]) -> Bool { scope.descends(into: path) }

  mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool {
    folders += 1
    return true
  }

  mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool { false }
  mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {}
  mutating func failed(_ path: [UInt8], _ error: SystemError) { failures.append(FilePath(bytes: path).text) }
}
