public import Plumbing

/// Where things lie on disk, worked out from the environment alone.
public struct Places: Equatable, Sendable {
  /// The config file in force, the user's or a project's; it need not exist.
  public let config: FilePath
  /// The folder of the user's own configuration, and of what they agreed to and trust, also within a project.
  public let approvals: FilePath
  /// The index: a cache, which can be deleted.
  public let index: FilePath
  /// What can be made or fetched again.
  public let cache: FilePath
  /// Marks by which `--sync` and `--wait` are answered, gone with the login.
  public let runtime: FilePath
  /// What must not be lost.
  public let state: FilePath
  /// Audits, proposals, adoptions and displaced versions, in the state folder.
  public let ledger: FilePath
  /// Models fetched by `qmd pull`, a folder each.
  public let models: FilePath
  public let home: FilePath
  public let workingFolder: FilePath
  /// The folder whose `.qmd` holds config and index; nil when they are the user's own.
  public let project: FilePath?

  public var isProjectLocal: Bool { project != nil }

  /// What to ask for the working folder and the home folder.
  public typealias Fallback = (working: () -> FilePath?, home: () -> FilePath?)

  /// Works the places out; nothing is opened or created.
  ///
  /// - Parameters:
  ///   - environment: the process's variables.
  ///   - name: of `--index`; one with a slash is a path, made into a name: `a/b` in `/home/me` is `home_me_a_b`.
  ///   - fallback: the working folder and the home folder, where the environment names none.
  ///   - exists: whether a file stands at this path.
  public init(
    environment: [String: String],
    index name: String? = nil,
    fallback: Fallback = (FilePath.workingFolder, FilePath.homeFolder),
    exists: (FilePath) -> Bool = \.exists
  ) {
    // The XDG specification: "All paths must be absolute. … consider the path invalid and ignore it."
    // https://specifications.freedesktop.org/basedir-spec/latest/
    func absolute(_ key: String) -> FilePath? {
      environment[key].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0.normalized : nil }
    }
    let working = absolute("PWD") ?? fallback.working() ?? FilePath("/")
    let home = absolute("HOME") ?? fallback.home() ?? FilePath("/")
    func named(_ key: String) -> FilePath? {
      environment[key].flatMap { $0.isEmpty ? nil : Self.path($0, from: working) }
    }
    let name = name.flatMap { $0.isEmpty ? nil : Self.fileName($0, from: working) }
    let local = name == nil ? Self.projectConfig(from: working, exists: exists) : nil

    self.home = home
    workingFolder = working
    project = local?.parent.parent
    state = (absolute("XDG_STATE_HOME") ?? home.appending(".local/state")).appending("qmd")
    ledger = state.appending("ledger.sqlite")
    cache = (absolute("XDG_CACHE_HOME") ?? home.appending(".cache")).appending("qmd")
    models = (absolute("XDG_DATA_HOME") ?? home.appending(".local/share")).appending("qmd/models")
    runtime = absolute("XDG_RUNTIME_DIR")?.appending("qmd") ?? state
    approvals =
      named("QMD_CONFIG_DIR")
      ?? (absolute("XDG_CONFIG_HOME") ?? home.appending(".config")).appending("qmd")
    if let local {
      config = local
      index = local.parent.appending("index.sqlite")
    } else {
      config = approvals.appending((name ?? "index") + ".yml")
      index = named("INDEX_PATH") ?? cache.appending((name ?? "index") + ".sqlite")
    }
  }

  /// The nearest `.qmd/index.yaml`, or else `.qmd/index.yml`, from the working folder up.
  private static func projectConfig(from working: FilePath, exists: (FilePath) -> Bool) -> FilePath? {
    var folder = working
    while true {
      for name in ["index.yaml", "index.yml"] {
        let file = folder.appending(".qmd").appending(name)
        if exists(file) { return file }
      }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }

  private static func path(_ text: String, from working: FilePath) -> FilePath {
    let path = FilePath(text)
    return (path.isAbsolute ? path : working.appending(path)).normalized
  }

  private static func fileName(_ name: String, from working: FilePath) -> String {
    guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
    return path(name, from: working).components
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "_")
  }
}
