public import Plumbing

/// Waiting for a live watcher.
public enum Watch {
  /// The lock that a live watcher of the index at `path` holds.
  public static func lockPath(_ index: FilePath) -> FilePath {
    FilePath(bytes: index.bytes + Array(".watch".utf8))
  }

  /// Waits until the watcher of this index has committed everything that was saved before now.
  ///
  /// - Returns: false when none lives, or it did not answer in time.
  public static func synchronize(_ places: Places) -> Bool { false }
}
