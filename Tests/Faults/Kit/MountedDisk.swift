import Foundation

/// A small disk of its own, mounted until it is let go.
///
/// `scripts/faults` runs the tests where their mounts are seen by nobody else, and end with them.
final class MountedDisk {
  let place: URL
  private(set) var isMounted = false

  /// An empty disk of so many megabytes at `place`, which is made when it is missing.
  init(megabytes: Int, at place: URL) throws {
    self.place = place
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Fault.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", place.path)
    isMounted = true
  }

  /// The disk in an image file, as a device of its own.
  init(image: URL, at place: URL) throws {
    self.place = place
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Fault.run("mount", "-o", "loop", image.path, place.path)
    isMounted = true
  }

  func unmount() throws {
    guard isMounted else { return }
    isMounted = false
    try Fault.run("umount", place.path)
  }

  private var filler: URL { place.appending(path: "filler") }

  /// Takes every byte that is left.
  func fill() throws {
    _ = FileManager.default.createFile(atPath: filler.path, contents: nil)
    let file = try FileHandle(forWritingTo: filler)
    defer { try? file.close() }
    try file.seekToEnd()
    for size in [1 << 20, 4_096, 1] {
      while (try? file.write(contentsOf: Data(repeating: 0, count: size))) != nil {}
    }
  }

  /// Gives them back.
  func free() throws { try FileManager.default.removeItem(at: filler) }

  deinit {
    guard isMounted else { return }
    _ = try? Fault.run("umount", "--lazy", place.path)
  }
}
