public import Plumbing

/// Asks a live watcher to bring in everything that was saved before now.
///
/// A cookie, as watchman calls it: a file in a folder that the watcher's inotify instance watches. Its event comes after
/// those of every earlier save, because one instance has one queue; the watcher then commits and removes the cookie.
public enum Synchronization {
  /// - Returns: false when no watcher lives or it did not answer in time.
  public static func run(index: FilePath, milliseconds: UInt64 = 5_000) -> Bool {
    guard let state = WatchState.read(index: index), !state.cookies.isEmpty else { return false }
    let cookie = state.cookies.appending("\(Launch.processID)-\(Moment.now.nanoseconds)")
    guard Files.createEmpty(cookie) else { return false }
    let deadline = Moment.now.advanced(milliseconds: milliseconds)
    while FileStatus.of(cookie) != nil {
      guard Moment.now < deadline else {
        Files.remove(cookie)
        return false
      }
      Pause.nanoseconds(300_000)
    }
    return true
  }
}
