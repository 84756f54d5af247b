package import Foundation
import Glibc

/// A pipe that no other child inherits.
///
/// Foundation's `Pipe` is open in every process that is started meanwhile: with tests side by side, a reader would wait
/// for the end of a stranger.
package struct PrivatePipe: Sendable {
  package let reading: FileHandle
  package let writing: FileHandle

  package init() {
    var ends: [Int32] = [-1, -1]
    // A pair of sockets, because its one call can make both ends private; pipe2 is not imported.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let code = unsafe socketpair(AF_UNIX, kind, 0, &ends)
    precondition(code == 0, "no pipe could be made: error \(errno)")
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  /// Everything that is written until the last writer closes, our own end being closed first.
  package func rest() throws -> Data {
    try writing.close()
    return try reading.readToEnd() ?? Data()
  }
}
