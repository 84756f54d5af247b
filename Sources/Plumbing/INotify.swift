import CInotify
import CLinux
import Glibc

/// inotify(7), through libinotifytools' instance and its reading of events.
///
/// The library makes the instance and takes events off it one by one. Its own table of watches is not used: it keeps old
/// names after renames and grows with every folder that ever was, so watches are added and removed by the kernel's calls
/// on its descriptor, and who watches what is kept by the caller. All of the library's state is static: one instance in
/// a process.
public final class INotify: @unchecked Sendable {
  // fine because the descriptor is written once, add and remove are system calls on it, and `next` is for one thread

  /// What happened to a watched folder or to a name in it.
  public struct Event: Equatable, Sendable {
    public let watch: Int32
    public let mask: UInt32
    /// Ties the two halves of a rename.
    public let cookie: UInt32
    /// The name in the watched folder; empty when it is about the folder itself.
    public let name: [UInt8]

    public func has(_ bit: UInt32) -> Bool { mask & bit != 0 }
    public var isFolder: Bool { has(INotify.isFolder) }
  }

  public static let created = UInt32(IN_CREATE)
  public static let modified = UInt32(IN_MODIFY)
  public static let rightsChanged = UInt32(IN_ATTRIB)
  public static let closedAfterWriting = UInt32(IN_CLOSE_WRITE)
  public static let movedFrom = UInt32(IN_MOVED_FROM)
  public static let movedTo = UInt32(IN_MOVED_TO)
  public static let deleted = UInt32(IN_DELETE)
  public static let selfDeleted = UInt32(IN_DELETE_SELF)
  public static let selfMoved = UInt32(IN_MOVE_SELF)
  public static let unmounted = UInt32(IN_UNMOUNT)
  public static let ignored = UInt32(IN_IGNORED)
  public static let overflow = UInt32(IN_Q_OVERFLOW)
  // 1 << 30 is written as a shift of a signed number in C, and not imported as unsigned.
  public static let isFolder: UInt32 = 0x4000_0000

  /// Everything that can change what a folder holds.
  public static let everything =
    created | modified | rightsChanged | closedAfterWriting | movedFrom | movedTo | deleted | selfDeleted
    | selfMoved
  /// Names that come and go, without the writes: for a folder that we write to ourselves.
  public static let names = created | movedFrom | movedTo | deleted

  // A path that is no folder, or a link, is refused; and files that are open but deleted say no more.
  private static let conditions = UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW) | UInt32(IN_EXCL_UNLINK)

  private let descriptor: Int32

  /// - Throws: `SystemError` with EMFILE where this user may have no further instance.
  public init() throws(SystemError) {
    let before = Self.instances()
    guard inotifytools_initialize() != 0 else {
      throw SystemError("inotify_init", on: "this user", code: inotifytools_error())
    }
    guard let mine = Self.instances().first(where: { !before.contains($0) }) else {
      throw SystemError("inotify_init", on: "this process", code: EBADF)
    }
    descriptor = mine
    // The library does not; a notify command must not inherit it.
    _ = qmd_set_cloexec(mine)
  }

  /// Watches a folder; the same folder, under whatever name, gives the same number again.
  public func add(_ folder: FilePath, _ mask: UInt32 = everything) throws(SystemError) -> Int32 {
    let watch = unsafe folder.withCString { unsafe inotify_add_watch(descriptor, $0, mask | Self.conditions) }
    guard watch >= 0 else { throw SystemError("inotify_add_watch", on: folder.text) }
    return watch
  }

  /// Stops watching; events that were already queued still come, and an `ignored` at the end.
  public func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

  /// Waits for the next event; nil when a signal came in between.
  ///
  /// For one thread that does nothing else, so that the kernel's queue never fills.
  public func next() -> Event? {
    guard let event = unsafe inotifytools_next_event(-1) else { return nil }
    let name = unsafe qmd_inotify_name(event)
    return unsafe Event(
      watch: event.pointee.wd,
      mask: event.pointee.mask,
      cookie: event.pointee.cookie,
      name: name.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
    )
  }

  /// The system's limits for this user.
  public struct Limits: Equatable, Sendable {
    public let watches: Int
    public let instances: Int
    public let queuedEvents: Int
  }

  public static var limits: Limits {
    Limits(
      watches: Int(inotifytools_get_max_user_watches()),
      instances: Int(inotifytools_get_max_user_instances()),
      // The library looks for a file of another name, which no kernel has.
      queuedEvents: number(in: FilePath("/proc/sys/fs/inotify/max_queued_events")) ?? 16_384
    )
  }

  private static func number(in file: FilePath) -> Int? {
    guard let bytes = try? Files.read(file) else { return nil }
    return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  private static func instances() -> [Int32] {
    let folder = FilePath("/proc/self/fd")
    return Files.names(in: folder).filter {
      Files.linkTarget(folder.appending($0))?.text == "anon_inode:inotify"
    }
    .compactMap { Int32($0.text) }
  }
}
