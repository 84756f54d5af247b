import Plumbing

/// A walk through a collection, compared with what is on record: which files are new or changed, and which are gone.
struct Comparison: FolderVisitor {
  private let scope: Scope
  private var known: KnownFiles
  private let deadline: Moment?
  private var sinceClock = 0

  /// New or changed files, links and odd things that the collection's pattern asks for.
  private(set) var changed: [FilePath] = []
  private(set) var failures: [(path: FilePath, error: SystemError)] = []
  /// Every folder that was entered, relative to the root; kept for whoever watches them.
  private(set) var folders: [FilePath] = []
  private let keepsFolders: Bool
  private(set) var fileCount = 0
  private(set) var isComplete = true

  init(scope: Scope, known: KnownFiles, keepsFolders: Bool = false, deadline: Moment? = nil) {
    self.scope = scope
    self.known = known
    self.keepsFolders = keepsFolders
    self.deadline = deadline
  }

  /// Files on record that were not met. Those below a folder that could not be read are unknown, not gone.
  var gone: [Int64] { isComplete && failures.isEmpty ? known.unseen : [] }
  var unmet: [Int64] { isComplete ? known.unseen : [] }

  mutating func descends(into path: [UInt8]) -> Bool { scope.descends(into: path) }

  mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool {
    if keepsFolders { folders.append(FilePath(bytes: path)) }
    return true
  }

  mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool {
    scope.admits(file: path) || (isLink && scope.descends(into: path))
  }

  mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {
    fileCount += 1
    if !known.see(hash, status) { changed.append(FilePath(bytes: path)) }
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
