public import Plumbing

/// What a watcher says of itself, in the file whose lock it holds: beside the index, so that whoever finds the index
/// finds the watcher.
public struct WatchState: Equatable, Sendable {
  public var process: Int32 = 0
  public var started = ""
  /// Folder in which a file asks the watcher to settle; see `Synchronization`.
  public var cookies = FilePath("")
  /// Whether the first look at everything is done.
  public var isReady = false
  public var folders = 0
  /// Folders beyond the system's limit, which are looked at now and then.
  public var unwatched = 0
  /// When the last change was committed.
  public var lastChange = ""
  /// What keeps it from touching anything else: `Landlock 7`; empty where it has all of its user's rights.
  public var confinement = ""
  /// The last thing that a person should know, with its time.
  public var message = ""

  public init() {}

  public static func path(of index: FilePath) -> FilePath {
    FilePath(bytes: index.bytes + Array(".watch".utf8))
  }

  /// Whether a watcher of this index lives.
  public static func isAlive(index: FilePath) -> Bool { FileLock.isHeld(path(of: index)) }

  /// What the live watcher of this index says; nil when there is none.
  public static func read(index: FilePath) -> WatchState? {
    guard isAlive(index: index), let bytes = try? Files.read(path(of: index)) else { return nil }
    var state = WatchState()
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      // What follows may be left of a longer text that is being replaced.
      if line == "end" { break }
      guard let space = line.firstIndex(of: " ") else { continue }
      let value = String(line[line.index(after: space)...])
      switch line[..<space] {
      case "process": state.process = Int32(value) ?? 0
      case "started": state.started = value
      case "cookies": state.cookies = FilePath(value)
      case "ready": state.isReady = value == "yes"
      case "folders": state.folders = Int(value) ?? 0
      case "unwatched": state.unwatched = Int(value) ?? 0
      case "changed": state.lastChange = value
      case "confined": state.confinement = value
      case "message": state.message = value
      default: break
      }
    }
    return state
  }

  var text: String {
    """
    process \(process)
    started \(started)
    cookies \(cookies)
    ready \(isReady ? "yes" : "no")
    folders \(folders)
    unwatched \(unwatched)
    changed \(lastChange)
    confined \(confinement)
    message \(message.split(separator: "\n").joined(separator: " "))
    end

    """
  }
}
