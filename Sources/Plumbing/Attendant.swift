import CLinux
import Glibc

/// A program that was started to wait for our word, and that sees the end of its input when we have ended, however that
/// came about.
public final class Attendant: Sendable {
  private let input: Int32

  /// Starts the program; no other that we start later inherits the pipe to it.
  public init(_ program: FilePath, _ arguments: [String]) throws(SystemError) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw SystemError("pipe", on: program.text) }
    for end in ends { _ = qmd_set_cloexec(end) }
    // One that does not read must not stop us.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    input = ends[1]
    defer { close(ends[0]) }
    try Subprocess.start(program, arguments, reading: ends[0])
  }

  /// Tells it that there is something to do; one that is gone is not told.
  public func wake() { Standard.write([UInt8(ascii: "\n")], to: input) }

  deinit { close(input) }
}
