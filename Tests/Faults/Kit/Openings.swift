import Glibc
import Plumbing

/// How often a file was opened since, by whomever: a sign of what a program does without saying so.
final class Openings {
  private let descriptor: Int32
  private var seen = 0

  init(of file: FilePath) throws(SystemError) {
    descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    // The closings keep two openings from becoming one event: inotify(7).
    guard unsafe inotify_add_watch(descriptor, file.text, UInt32(IN_OPEN | IN_CLOSE)) >= 0 else {
      throw SystemError("inotify_add_watch", on: file.text)
    }
  }

  var count: Int {
    // Events of a file have no name, so all are of one size.
    let size = MemoryLayout<inotify_event>.size
    var buffer = [UInt8](repeating: 0, count: size * 64)
    while case let length = unsafe read(descriptor, &buffer, buffer.count), length > 0 {
      for start in stride(from: 0, to: length, by: size) {
        let event = unsafe buffer.withUnsafeBytes {
          unsafe $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
        }
        if event.mask & UInt32(IN_OPEN) != 0 { seen += 1 }
      }
    }
    return seen
  }

  deinit { close(descriptor) }
}
