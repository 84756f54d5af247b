import Foundation
import Glibc
import Testing

/// How much of each fault is forced, and what is said of it.
enum Fault {
  /// `make faults` forces them at length, `make faults-quick` shortly: QMD_FAULTS is `all` for the one.
  static let isLong = ProcessInfo.processInfo.environment["QMD_FAULTS"] == "all"

  /// Whether disks may be mounted, limits set and other users taken; QMD_ROOTLESS is 1 where root may not do so.
  static let isRoot = geteuid() == 0 && ProcessInfo.processInfo.environment["QMD_ROOTLESS"] != "1"

  static func count(quick: Int, all: Int) -> Int { isLong ? all : quick }

  /// Prints what a row of the table came to; `scripts/faults` collects these lines.
  static func figure(_ row: String, _ text: String) {
    print("fault \(row): \(text)")
    fflush(nil)
  }

  /// The path of a program of Debian's that a test needs.
  static func tool(_ name: String) throws -> String {
    let found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    return try #require(found, "\(name) is not installed — run `make setup-test`")
  }

  /// Runs a program to its end, which must be a good one.
  @discardableResult
  static func run(_ name: String, _ arguments: String...) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: try tool(name))
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments): \(said)")
    return said
  }

  /// Waits until `condition` holds, for what tells nobody that it is done; a test that waits in vain is ended.
  static func until(seconds: Double = 120, _ condition: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while try !condition() {
      try #require(Date() < deadline, "it did not come to pass within \(Int(seconds)) s")
      usleep(20_000)
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// For mounts, limits and other users: elsewhere the test is skipped, and counted.
  static var needsRoot: Self { .enabled(if: Fault.isRoot, "needs root") }
  /// Only in `make faults`.
  static var long: Self { .enabled(if: Fault.isLong, "long") }
}
