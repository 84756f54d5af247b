import Plumbing

/// Which folder each watch of the kernel stands for.
///
/// Paths are absolute and real. The kernel follows a folder when it is moved and gives the same number for it again, so
/// the map is mended whenever a folder is entered under another path.
struct WatchMap {
  private var paths: [Int32: FilePath] = [:]
  private var watches: [FilePath: Int32] = [:]

  var count: Int { paths.count }

  subscript(_ watch: Int32) -> FilePath? { paths[watch] }

  func watch(of path: FilePath) -> Int32? { watches[path] }

  /// Notes that `watch` is the folder at `path`.
  ///
  /// - Returns: a watch that stood for another folder of this path, which is to be removed.
  mutating func set(_ watch: Int32, _ path: FilePath) -> Int32? {
    if let old = paths[watch], old != path, watches[old] == watch { watches[old] = nil }
    paths[watch] = path
    let displaced = watches.updateValue(watch, forKey: path)
    guard let displaced, displaced != watch else { return nil }
    paths[displaced] = nil
    return displaced
  }

  mutating func remove(_ watch: Int32) {
    guard let path = paths.removeValue(forKey: watch) else { return }
    if watches[path] == watch { watches[path] = nil }
  }

  /// Forgets a folder and all below it.
  ///
  /// - Returns: their watches, which are to be removed.
  mutating func removeAll(below path: FilePath) -> [Int32] {
    // A folder without watched folders in it is by far the most frequent.
    let found = paths.filter { $0.value.relative(to: path) != nil }.map(\.key)
    for watch in found { remove(watch) }
    return found
  }

  /// Forgets every folder whose watch is not among `kept`.
  mutating func removeAll(except kept: Set<Int32>) -> [Int32] {
    let stale = paths.keys.filter { !kept.contains($0) }
    for watch in stale { remove(watch) }
    return stale
  }

  /// Gives back the room of folders that are gone.
  mutating func compact() {
    guard paths.capacity > 64, paths.capacity > paths.count * 4 else { return }
    paths = Dictionary(uniqueKeysWithValues: paths.map { ($0.key, $0.value) })
    watches = Dictionary(uniqueKeysWithValues: watches.map { ($0.key, $0.value) })
  }
}
