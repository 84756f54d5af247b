import CLinux
import Glibc

/// Small files of our own and the user's configuration: whole reads, whole and durable writes.
public enum Files {
  /// All of a file, or nil when there is none.
  public static func read(_ path: FilePath, limit: Int = 1 << 24) throws(SystemError) -> [UInt8]? {
    let number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard number >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw SystemError("open", on: path.text)
    }
    let file = Descriptor(owning: number)
    do throws(SystemError) {
      let status = try file.status()
      guard status.kind != .folder else { throw SystemError("read", on: path.text, code: EISDIR) }
      return try file.read(limit: limit, expecting: Int(status.size))
    } catch {
      throw SystemError(error.call, on: path.text, code: error.code)
    }
  }

  /// Replaces the file at `path` in one step: written beside it, synced, renamed over it, its folder synced.
  ///
  /// A link is followed first, so that a configuration kept elsewhere stays there; the rights of an existing file stay.
  public static func replace(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) {
    let target = realPath(path) ?? path
    let beside = try write(bytes, beside: target, mode: mode(of: target) ?? 0o600)
    if unsafe beside.withCString({ from in unsafe target.withCString { unsafe Glibc.rename(from, $0) } }) != 0
    {
      let failure = SystemError("rename", on: target.text)
      remove(beside)
      throw failure
    }
    syncFolder(of: target)
  }

  /// Makes a file that must not be there yet, whole or not at all: written beside its name, synced, then linked to it.
  ///
  /// - Returns: false when something has the name already, which is left as it is.
  public static func create(_ path: FilePath, with bytes: [UInt8]) throws(SystemError) -> Bool {
    let beside = try write(bytes, beside: path, mode: 0o600)
    defer { remove(beside) }
    guard unsafe beside.withCString({ from in unsafe path.withCString { unsafe Glibc.link(from, $0) } }) == 0
    else {
      if errno == EEXIST { return false }
      throw SystemError("link", on: path.text)
    }
    syncFolder(of: path)
    return true
  }

  /// Writes a file beside `target` with its rights, synced, under a name of its own: `SKILL.md.123.tmp`.
  public static func writeBeside(_ target: FilePath, _ bytes: [UInt8]) throws(SystemError) -> FilePath {
    try write(bytes, beside: target, mode: mode(of: target) ?? 0o600)
  }

  /// How many names the file at `path` has; 0 when there is none.
  public static func linkCount(of path: FilePath) -> Int {
    var status = stat()
    guard unsafe path.withCString({ unsafe lstat($0, &status) }) == 0 else { return 0 }
    return Int(status.st_nlink)
  }

  /// Writes a file beside `target`, synced, under a name of its own.
  private static func write(
    _ bytes: [UInt8],
    beside target: FilePath,
    mode: mode_t
  ) throws(SystemError) -> FilePath {
    let beside = FilePath(bytes: target.bytes + Array(".\(getpid()).tmp".utf8))
    let number = unsafe beside.withCString {
      unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    }
    guard number >= 0 else { throw SystemError("open", on: beside.text) }
    var failure: SystemError?
    var written = 0
    while written < bytes.count, failure == nil {
      let count = unsafe bytes.withUnsafeBytes {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[written...])
        return unsafe Glibc.write(number, rest.baseAddress, rest.count)
      }
      if count < 0, errno != EINTR { failure = SystemError("write", on: target.text) }
      written += max(count, 0)
    }
    if failure == nil, fchmod(number, mode) != 0 || fsync(number) != 0 {
      failure = SystemError("fsync", on: target.text)
    }
    close(number)
    if let failure {
      remove(beside)
      throw failure
    }
    return beside
  }

  private static func syncFolder(of path: FilePath) {
    if let folder = try? Descriptor.folder(path.parent.isEmpty ? FilePath(".") : path.parent) {
      fsync(folder.number)
    }
  }

  /// Makes a folder private to its owner, and those above it.
  public static func createFolder(_ path: FilePath) throws(SystemError) {
    if unsafe path.withCString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, !path.parent.isEmpty, path.parent != path else {
      throw SystemError("mkdir", on: path.text)
    }
    try createFolder(path.parent)
    guard unsafe path.withCString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
      throw SystemError("mkdir", on: path.text)
    }
  }

  /// Makes an empty file, which must not exist yet; true when it was made.
  @discardableResult
  public static func createEmpty(_ path: FilePath) -> Bool {
    let number = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    if number >= 0 { close(number) }
    return number >= 0
  }

  /// Removes a file; true when it was there.
  @discardableResult
  public static func remove(_ path: FilePath) -> Bool { unsafe path.withCString { unsafe unlink($0) } == 0 }

  /// Removes a folder with all that is in it, or a file; links are removed, not followed.
  public static func removeTree(_ path: FilePath) {
    if FileStatus.of(path)?.kind == .folder {
      for name in names(in: path) { removeTree(path.appending(name)) }
      _ = unsafe path.withCString { unsafe rmdir($0) }
    } else {
      remove(path)
    }
  }

  public static func rename(_ from: FilePath, to: FilePath) throws(SystemError) {
    guard unsafe from.withCString({ from in unsafe to.withCString { unsafe Glibc.rename(from, $0) } }) == 0
    else {
      throw SystemError("rename", on: from.text)
    }
  }

  /// Lets two names change places in one step; neither is ever absent.
  public static func exchange(_ one: FilePath, _ other: FilePath) throws(SystemError) {
    let code = unsafe one.withCString { one in
      unsafe other.withCString { unsafe qmd_rename_exchange(one, $0) }
    }
    guard code == 0 else { throw SystemError("renameat2", on: one.text) }
    syncFolder(of: one)
  }

  /// The path with every link resolved, or nil when nothing is there.
  public static func realPath(_ path: FilePath) -> FilePath? {
    guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe FilePath(bytes: UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }

  /// Makes a symbolic link at `path`, which must not exist yet, that says `target`.
  public static func createLink(_ path: FilePath, to target: FilePath) throws(SystemError) {
    let code = unsafe path.withCString { path in
      unsafe target.withCString { unsafe symlink($0, path) }
    }
    guard code == 0 else { throw SystemError("symlink", on: path.text) }
  }

  /// What a symbolic link says, or nil when it is none.
  public static func linkTarget(_ path: FilePath) -> FilePath? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = unsafe path.withCString { name in
        unsafe buffer.withMemoryRebound(to: CChar.self) {
          guard let start = $0.baseAddress else { return 0 }
          return unsafe max(0, readlink(name, start, $0.count))
        }
      }
    }
    return bytes.isEmpty ? nil : FilePath(bytes: bytes)
  }

  /// Names in a folder, in no order; empty when it cannot be read.
  public static func names(in folder: FilePath) -> [FilePath] {
    guard let open = unsafe folder.withCString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(open) }
    var names: [FilePath] = []
    while let entry = unsafe readdir(open) {
      guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { break }
      let name = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let path = unsafe FilePath(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
      if path.text != ".", path.text != ".." { names.append(path) }
    }
    return names
  }

  /// Whether this process may read and enter the folder, or read the file.
  public static func isReadable(_ path: FilePath) -> Bool {
    unsafe path.withCString { unsafe access($0, R_OK) } == 0
  }

  /// Whether this process may make files in the folder, or write to the file.
  public static func isWritable(_ path: FilePath) -> Bool {
    unsafe path.withCString { unsafe access($0, W_OK) } == 0
  }

  /// Whether this process may run the file.
  public static func isExecutable(_ path: FilePath) -> Bool {
    unsafe path.withCString { unsafe access($0, X_OK) } == 0
      && FileStatus.of(path, following: true)?.kind == .file
  }

  /// Bytes that this user may still write to the file system of `path`; nil when it cannot be asked.
  public static func freeBytes(at path: FilePath) -> Int64? {
    var status = statvfs()
    guard unsafe path.withCString({ unsafe statvfs($0, &status) }) == 0 else { return nil }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }

  /// Who may read, write and run a file, as chmod(1) has it; nil when nothing is there.
  public static func rights(_ path: FilePath) -> UInt32? { mode(of: path) }

  /// The number of the user whose file it is; nil when nothing is there.
  public static func owner(of path: FilePath) -> UInt32? {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
    return status.st_uid
  }

  private static func mode(of path: FilePath) -> mode_t? {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
    return status.st_mode & 0o777
  }
}
