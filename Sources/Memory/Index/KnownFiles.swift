import Plumbing

/// The files of one collection as they were when last read, found by the hash of their path.
///
/// 20,000 rows load in a few milliseconds because no path becomes a String; a walk then marks what it sees.
struct KnownFiles {
  struct Entry {
    let id: Int64
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modified: Int64
    let changed: Int64
    /// Whether its text is searchable; what was refused is known, too.
    let isIndexed: Bool
    var isSeen = false

    func matches(_ status: FileStatus) -> Bool {
      size == status.size && changed == status.changed && modified == status.modified && inode == status.inode
        && device == status.device
    }
  }

  private(set) var entries: [UInt64: Entry] = [:]

  /// Nothing known: every file is new.
  init() {}

  init(
    of collection: String,
    below folder: FilePath = FilePath(""),
    in database: Database
  ) throws(SQLiteError) {
    let count = try database.statement("SELECT count(*) FROM files WHERE collection = ?1")
    count.bind(1, collection)
    if folder.isEmpty { entries.reserveCapacity(Int(try count.integer() ?? 0)) } else { count.reset() }
    let rows = try database.statement(
      folder.isEmpty
        ? "SELECT path, id, device, inode, size, modified, changed, hash IS NULL FROM files WHERE collection = ?1"
        : """
        SELECT path, id, device, inode, size, modified, changed, hash IS NULL FROM files
        WHERE collection = ?1 AND (path = ?2 OR (path > ?3 AND path < ?4))
        """
    )
    rows.bind(1, collection)
    if !folder.isEmpty {
      rows.bind(2, text: folder.bytes)
      rows.bind(3, text: folder.bytes + Array("/".utf8))
      rows.bind(4, text: folder.bytes + Array("0".utf8))
    }
    defer { rows.reset() }
    while try rows.step() {
      entries[rows.pathHash(0)] = Entry(
        id: rows.int(1),
        device: UInt64(bitPattern: rows.int(2)),
        inode: UInt64(bitPattern: rows.int(3)),
        size: rows.int(4),
        modified: rows.int(5),
        changed: rows.int(6),
        isIndexed: rows.int(7) == 0
      )
    }
  }

  /// Marks the file as seen.
  ///
  /// - Returns: what is known of it when it is as it was; nil when it is new or changed.
  mutating func see(_ hash: UInt64, _ status: FileStatus) -> Entry? {
    guard let index = entries.index(forKey: hash) else { return nil }
    entries.values[index].isSeen = true
    return entries.values[index].matches(status) ? entries.values[index] : nil
  }

  /// Whether there is something, none of which was met, all on other disks than `device`.
  func layElsewhere(than device: UInt64) -> Bool {
    !entries.isEmpty && entries.values.allSatisfy { !$0.isSeen && $0.device != device }
  }

  /// Those which a complete walk has not met.
  var unseen: [Int64] { entries.values.lazy.filter { !$0.isSeen }.map(\.id).sorted() }
}
