import Glibc

/// What stat(2) says of a file, as far as it tells one state of a file from another.
///
/// An inode's number alone is no identity: `git checkout` and `rm` with `touch` reuse it. Device, inode, size and both
/// times in nanoseconds together decide that a file was not touched; the hash of its bytes decides that it is the same.
public struct FileStatus: Equatable, Sendable {
  public enum Kind: Equatable, Sendable { case file, folder, link, other }

  public let kind: Kind
  public let device: UInt64
  public let inode: UInt64
  public let size: Int64
  /// Content changed, nanoseconds since 1970.
  public let modified: Int64
  /// Content, name or rights changed, nanoseconds since 1970; cannot be set back by a program.
  public let changed: Int64

  public init(kind: Kind, device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
    self.kind = kind
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// Any program may set a file's time to the year 2500, which 64 bits of nanoseconds do not reach: what lies beyond
  /// 1901 to 2261 counts as the last second of that time.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    let seconds = min(max(Int64(time.tv_sec), -2_147_483_648), 9_200_000_000)
    return seconds * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The status of `path`, of a link itself unless `following`; nil when nothing is there or may be seen.
  public static func of(_ path: FilePath, following: Bool = false) -> FileStatus? {
    var status = stat()
    let code = unsafe path.withCString { name in
      unsafe following ? stat(name, &status) : lstat(name, &status)
    }
    return code == 0 ? FileStatus(status) : nil
  }
}
