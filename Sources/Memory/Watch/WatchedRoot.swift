import Plumbing

/// A collection's folder as the watcher knows it.
struct WatchedRoot {
  let collection: Collection
  /// Real and absolute.
  let path: FilePath
  private let scope: Scope
  /// Which folder it was when it was last looked at: another may be mounted over it or put in its place.
  private var identity: (device: UInt64, inode: UInt64)?
  private(set) var isMissing = false

  var name: String { collection.name }

  init?(_ collection: Collection) {
    guard let scope = try? Scope(collection) else { return nil }
    self.collection = collection
    self.scope = scope
    path = Files.realPath(collection.path) ?? collection.path
  }

  static func all(of config: Config) -> [WatchedRoot] { config.collections.compactMap(WatchedRoot.init) }

  func admits(file: FilePath) -> Bool {
    file.relative(to: path).map { scope.admits(file: $0.bytes) } ?? false
  }
  func descends(into folder: FilePath) -> Bool {
    folder.relative(to: path).map { scope.descends(into: $0.bytes) } ?? false
  }

  var isThere: Bool { FileStatus.of(path, following: true)?.kind == .folder }

  mutating func found() {
    isMissing = false
    identity = FileStatus.of(path, following: true).map { ($0.device, $0.inode) }
  }

  /// It cannot be indexed as it is now; with another folder in its place it is looked at again.
  mutating func lost() {
    isMissing = true
    identity = FileStatus.of(path, following: true).map { ($0.device, $0.inode) }
  }

  func isSame(_ status: FileStatus?) -> Bool {
    guard let status, let identity else { return false }
    return status.device == identity.device && status.inode == identity.inode
  }
}
