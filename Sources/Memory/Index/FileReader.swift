import Plumbing

/// Reads one file of a collection: the part of indexing that needs no database, and may run beside it.
struct FileReader: ~Copyable {
  let collection: Collection
  /// Where links may lead: the folders of all collections, resolved.
  private let roots: [FilePath]
  private let folder: Descriptor
  private let settles: Bool

  /// Bytes of a file that are read; what lies beyond is neither indexed nor kept.
  static let limit = 2 << 20

  /// PATH_MAX without its NUL: what one system call takes.
  private static let longestPath = 4_095

  /// The least age of a change, in nanoseconds, before a file may be recorded as known.
  ///
  /// The kernel stamps changes with the time of its last tick, up to 10 ms old: a second change within the same tick
  /// and of the same size would look like none. Racily clean entries, as git calls them.
  static let tick: Int64 = 12_000_000

  private static let unknown = FileStatus(
    kind: .other,
    device: 0,
    inode: 0,
    size: 0,
    modified: 0,
    changed: 0
  )

  /// Opens the collection's folder, below which everything is read.
  ///
  /// With `settles` the tick is waited out before a file is read that was changed just now: for whoever gets no event
  /// when it is changed again.
  init(_ collection: Collection, roots: [FilePath], settles: Bool) throws(SystemError) {
    self.collection = collection
    self.roots = roots
    self.settles = settles
    folder = try Descriptor.folder(collection.path)
  }

  /// What the file says now; nil when there is nothing at its path any more.
  func read(_ path: FilePath, knownHash: String?) -> ReadFile? {
    let full = collection.path.appending(path)
    guard full.bytes.count <= Self.longestPath else {
      // A walk gets there name by name; no call takes the whole path, so nothing is known of the file.
      return refused(
        path,
        Self.unknown,
        "its path is longer than \(Self.longestPath) bytes — move it further up"
      )
    }
    guard let seen = FileStatus.of(full) else { return nil }
    switch seen.kind {
    case .link: return readLink(path, seen)
    case .folder: return nil
    case .other: return refused(path, seen, "not a plain file, so it is not read")
    case .file: break
    }
    if settles { waitOutTick(seen) }
    let status: FileStatus
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try folder.file(path)
      status = try file.status()
      guard status.kind == .file else { return refused(path, status, "not a plain file, so it is not read") }
      bytes = try file.read(limit: Self.limit, expecting: Int(status.size))
    } catch {
      if Errno.isAbsence(error.code) { return nil }
      // Rights that change show in the file's status. A disk that answers again does not: no status is known then, so
      // that the next comparison tries once more.
      return refused(path, Errno.isRefusal(error.code) ? seen : Self.unknown, Self.sentence(for: error))
    }
    let hash = SHA256.hex(bytes)
    if hash == knownHash {
      return ReadFile(collection: collection.name, path: path, status: status, result: .unchanged(hash: hash))
    }
    do throws(ReadProblem) {
      let document = try Document.read(bytes, path: path, size: Int(status.size))
      return ReadFile(
        collection: collection.name,
        path: path,
        status: status,
        result: .document(hash: hash, document, packed: Zstd.pack(bytes), length: bytes.count)
      )
    } catch {
      return refused(path, status, error.description)
    }
  }

  private func readLink(_ path: FilePath, _ status: FileStatus) -> ReadFile? {
    let full = collection.path.appending(path)
    guard let target = Files.realPath(full) else {
      return refused(path, status, "a link to nothing (\(Files.linkTarget(full)?.text ?? "unreadable"))")
    }
    if roots.contains(where: { target.relative(to: $0) != nil }) {
      return ReadFile(collection: collection.name, path: path, status: status, result: .alias(of: target))
    }
    return refused(
      path,
      status,
      "a link to \(target.text), outside every collection, so it is not read — copy the file here, or keep its folder as"
        + " a collection of its own"
    )
  }

  private func waitOutTick(_ status: FileStatus) {
    let age = Timestamp.now.nanoseconds - status.changed
    if age >= 0, age < Self.tick { Pause.nanoseconds(UInt64(Self.tick - age)) }
  }

  private func refused(_ path: FilePath, _ status: FileStatus, _ problem: String) -> ReadFile {
    ReadFile(collection: collection.name, path: path, status: status, result: .refused(problem))
  }

  private static func sentence(for error: SystemError) -> String {
    Errno.isRefusal(error.code)
      ? "may not be read (\(error.reason.lowercased())) — check its rights"
      : "could not be read (\(error.reason.lowercased()))"
  }
}
