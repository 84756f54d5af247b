import CLinux
import Glibc

/// Sees the files and folders of a walk; the path is relative to the root, and is put together in one buffer.
public protocol FolderVisitor {
  /// Whether to go into this folder.
  mutating func descends(into path: [UInt8]) -> Bool
  /// A folder has been entered (the root, with an empty path, among them); `false` skips what is in it.
  mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool
  /// Whether the status of this file, link or other thing is wanted.
  mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool
  mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus)
  /// A folder that cannot be read, and why.
  mutating func failed(_ path: [UInt8], _ error: SystemError)
  /// Asked now and then: true ends the walk early.
  mutating func isTired() -> Bool
}

extension FolderVisitor {
  public mutating func isTired() -> Bool { false }
}

/// A walk that never leaves its folder tree: each folder is opened from its parent, no link is followed.
///
/// openat, readdir and fstatat without putting paths together is what makes it as fast as find(1).
public struct FolderWalk {
  /// How deep folders may be nested; beyond it `failed` is called with ELOOP.
  public static let deepest = 512

  /// - Returns: false when the visitor got tired.
  @discardableResult
  public static func walk(_ root: FilePath, _ visitor: inout some FolderVisitor) throws(SystemError) -> Bool {
    let descriptor = unsafe root.withCString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw SystemError("open", on: root.text) }
    var path: [UInt8] = []
    path.reserveCapacity(512)
    return read(descriptor, PathHash(), &path, 0, &visitor)
  }

  /// The same for a part of the tree: `below` is a folder in `root`, and paths stay relative to `root`.
  @discardableResult
  public static func walk(
    _ root: FilePath,
    below: FilePath,
    _ visitor: inout some FolderVisitor
  ) throws(SystemError) -> Bool {
    guard !below.isEmpty else { return try walk(root, &visitor) }
    let base = try Descriptor.folder(root)
    let flags = UInt64(O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    let resolve = UInt64(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)
    let descriptor = unsafe below.withCString { unsafe qmd_open_beneath(base.number, $0, flags, resolve) }
    guard descriptor >= 0 else { throw SystemError("open", on: below.text) }
    var path = below.bytes
    var hash = PathHash()
    for component in below.components {
      hash = unsafe Array(component).withUnsafeBytes { unsafe hash.appending($0) }
    }
    return read(descriptor, hash, &path, below.components.count, &visitor)
  }

  private static func read(
    _ descriptor: Int32,
    _ hash: PathHash,
    _ path: inout [UInt8],
    _ depth: Int,
    _ visitor: inout some FolderVisitor
  ) -> Bool {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, let folder = unsafe fdopendir(descriptor) else {
      visitor.failed(path, SystemError("open", on: FilePath(bytes: path).text))
      close(descriptor)
      return true
    }
    defer { unsafe closedir(folder) }
    guard visitor.entered(path, FileStatus(status)) else { return true }
    let length = path.count
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        // What was not read is unknown, not gone.
        if errno != 0 { visitor.failed(path, SystemError("readdir", on: FilePath(bytes: path).text)) }
        break
      }
      // `d_name` is declared as 256 bytes, and may be shorter in memory; it is read up to its NUL only.
      guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return true }
      let name = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let count = unsafe strlen(name)
      let bytes = unsafe UnsafeRawBufferPointer(start: name, count: count)
      if count <= 2, unsafe bytes.allSatisfy({ $0 == UInt8(ascii: ".") }) { continue }
      if length > 0 { path.append(UInt8(ascii: "/")) }
      unsafe path.append(contentsOf: bytes)
      defer { path.removeLast(path.count - length) }
      var type = unsafe Int32(entry.pointee.d_type)
      var known = false
      if type == DT_UNKNOWN {
        guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        known = true
        type =
          switch status.st_mode & S_IFMT {
          case S_IFDIR: Int32(DT_DIR)
          case S_IFLNK: Int32(DT_LNK)
          default: Int32(DT_REG)
          }
      }
      if type == DT_DIR {
        guard visitor.descends(into: path) else { continue }
        guard depth < deepest else {
          visitor.failed(path, SystemError("open", on: FilePath(bytes: path).text, code: ELOOP))
          continue
        }
        let inner = unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard inner >= 0 else {
          // Gone between readdir and openat is no failure: whoever took it will tell.
          if errno != ENOENT { visitor.failed(path, SystemError("open", on: FilePath(bytes: path).text)) }
          continue
        }
        guard read(inner, unsafe hash.appending(bytes), &path, depth + 1, &visitor) else { return false }
      } else if visitor.wants(path, isLink: type == DT_LNK) {
        if !known {
          guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        }
        visitor.found(path, hash: unsafe hash.appending(bytes).value, FileStatus(status))
        if visitor.isTired() { return false }
      }
    }
    return true
  }
}
