import CLinux
import Glibc

/// Landlock: a process gives up, for good and for all that it starts, what it will not need.
///
/// https://docs.kernel.org/userspace-api/landlock.html. Any user may do so, from Linux 5.13 on where it is not switched
/// off; what later versions add is used where it is there.
public enum Landlock {
  /// The version that this kernel speaks; nil where it has none.
  public static var version: Int? {
    let version = qmd_landlock_version()
    return version > 0 ? Int(version) : nil
  }

  /// Keeps `rights` and gives up all others; to be called before the first thread starts, which would keep them.
  ///
  /// What is open already stays open. Nothing can be run any more, whatever may be read; no TCP port can be listened at,
  /// and where the kernel knows how (version 6) no signal and no abstract socket reaches a process that keeps its
  /// rights. Looking at names, sizes and times (stat), and watching a folder, are none of Landlock's business.
  ///
  /// - Returns: the version in force; nil where the kernel has none, or refuses.
  public static func restrict(to rights: Rights) -> Int? {
    guard let version else { return nil }
    let known = Kinds(version)
    let made = qmd_landlock_rules(
      known.files,
      rights.ports == nil ? known.ports & Kinds.bind : known.ports,
      known.scopes,
      known.size
    )
    guard made >= 0 else { return nil }
    let rules = Descriptor(owning: made)
    // O_PATH, one of GNU's extensions, which are not imported.
    let path: Int32 = 0o10000000
    for grant in rights.grants {
      let opened = unsafe grant.path.withCString { unsafe open($0, path | O_CLOEXEC) }
      // What went away meanwhile is not granted.
      guard opened >= 0 else { continue }
      let place = Descriptor(owning: opened)
      guard let status = try? place.status() else { continue }
      var access = grant.access == .read ? Kinds.reading : Kinds.writing
      if status.kind != .folder { access &= Kinds.ofFiles }
      _ = qmd_landlock_allow_beneath(rules.number, place.number, access & known.files)
    }
    if known.ports != 0 {
      for port in rights.ports ?? [] {
        _ = qmd_landlock_allow_port(rules.number, UInt64(port), Kinds.connect)
      }
    }
    return qmd_landlock_enforce(rules.number) == 0 ? version : nil
  }

  /// The kinds of access that a version knows.
  private struct Kinds {
    let files: UInt64
    let ports: UInt64
    let scopes: UInt64
    /// Bytes of `struct landlock_ruleset_attr`.
    let size: UInt

    init(_ version: Int) {
      // The first version has 13 kinds; then came renaming between folders, truncating, and commands to devices.
      let count: UInt64 = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13
      files = 1 << count - 1
      ports = version >= 4 ? Self.bind | Self.connect : 0
      // Abstract sockets and signals.
      scopes = version >= 6 ? 3 : 0
      size = version >= 6 ? 24 : version >= 4 ? 16 : 8
    }

    static let bind: UInt64 = 1, connect: UInt64 = 2

    private static let writeFile: UInt64 = 1 << 1, readFile: UInt64 = 1 << 2, readFolder: UInt64 = 1 << 3
    private static let removeFolder: UInt64 = 1 << 4, removeFile: UInt64 = 1 << 5
    private static let makeFolder: UInt64 = 1 << 7, makeFile: UInt64 = 1 << 8
    private static let moveBetweenFolders: UInt64 = 1 << 13, truncate: UInt64 = 1 << 14

    static let reading = readFile | readFolder
    static let writing =
      reading | writeFile | removeFolder | removeFile | makeFolder | makeFile | moveBetweenFolders | truncate
    /// What may be granted of something that is no folder.
    static let ofFiles = readFile | writeFile | truncate
  }
}
