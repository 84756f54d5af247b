import Plumbing

/// A walk through a collection that finds which files are new or changed since the record, and which are gone.
struct Comparison: FolderVisitor {
  private let scope: Scope
  private var known: KnownFiles
  private let deadline: Moment?
  private var sinceClock = 0

  /// New or changed files, links and odd things that the collection's pattern asks for.
  private(set) var changed: [FilePath] = []
  /// Links that are as they were; where they lead may not be.
  private(set) var links: [FilePath] = []
  private(set) var failures: [(path: FilePath, error: SystemError)] = []
  /// Told of every folder, relative to the root, before its names are read: a watch added here misses nothing.
  private let entering: ((FilePath) -> Void)?
  /// Documents whose files are as they were.
  private(set) var unchanged = 0
  private(set) var isComplete = true
  private var rootDevice: UInt64?

  init(scope: Scope, known: KnownFiles, entering: ((FilePath) -> Void)? = nil, deadline: Moment? = nil) {
    self.scope = scope
    self.known = known
    self.entering = entering
    self.deadline = deadline
  }

  /// Numbers of files on record that were not met.
  ///
  /// Those below a folder that could not be read are unknown, not gone; the index knows where they lay.
  func gone(in database: Database) throws(SQLiteError) -> [Int64] {
    guard isComplete else { return [] }
    guard !failures.isEmpty else { return known.unseen }
    let place = try database.statement("SELECT path FROM files WHERE id = ?1")
    defer { place.reset() }
    var gone: [Int64] = []
    for number in known.unseen {
      place.reset()
      place.bind(1, number)
      guard try place.step() else { continue }
      let path = FilePath(bytes: place.bytes(0))
      if failures.allSatisfy({ path.relative(to: $0.path) == nil }) { gone.append(number) }
    }
    return gone
  }

  /// Throws where the whole folder was walked and looks like the place of a disk that is not mounted.
  func checkMounted(_ collection: Collection) throws(RootError) {
    guard isComplete, failures.isEmpty, changed.isEmpty, let rootDevice, known.layElsewhere(than: rootDevice)
    else { return }
    throw .unmounted(collection)
  }

  mutating func descends(into path: [UInt8]) -> Bool { scope.descends(into: path) }

  mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool {
    if path.isEmpty { rootDevice = status.device }
    entering?(FilePath(bytes: path))
    return true
  }

  mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool {
    scope.admits(file: path) || (isLink && scope.descends(into: path))
  }

  mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {
    guard let entry = known.see(hash, status) else {
      changed.append(FilePath(bytes: path))
      return
    }
    if entry.isIndexed { unchanged += 1 }
    if status.kind == .link { links.append(FilePath(bytes: path)) }
  }

  mutating func failed(_ path: [UInt8], _ error: SystemError) {
    failures.append((FilePath(bytes: path), error))
  }

  mutating func isTired() -> Bool {
    guard let deadline else { return false }
    sinceClock += 1
    guard sinceClock % 64 == 0, Moment.now > deadline else { return false }
    isComplete = false
    return true
  }
}
