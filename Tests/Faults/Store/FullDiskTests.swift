import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// S3: the disk is full, or refuses a write.
@Suite(.temporaryHouse, .needsRoot, .timeLimit(.minutes(60)))
struct FullDiskTests {
  private func watched(on disk: MountedDisk? = nil) throws -> WatchedHouse {
    let house = TemporaryHouse.current
    for number in 0..<40 { try house.write("# N\(number)\n\nHeron \(number).\n", to: "n\(number).md") }
    guard let disk else { return try WatchedHouse(house) }
    return try WatchedHouse(house, extra: ["INDEX_PATH": disk.place.appending(path: "index.sqlite").path])
  }

  @Test func `on a full disk it is said once, searches answer, and all is taken up when there is space`() throws {
    let disk = try MountedDisk(megabytes: 8, at: TemporaryHouse.current.root.appending(path: "disk"))
    let watched = try watched(on: disk)
    try watched.start()
    try disk.fill()
    for number in 0..<20 {
      let text = (0..<2_000).map { "word\(number)x\($0)" }.joined(separator: " ")
      try watched.house.write("# Full \(number)\n\n\(text)\n", to: "full\(number).md")
    }
    try watched.wait(for: "is full")
    let found = try watched.house.qmd("search", "heron", "--files", environment: watched.environment)
    #expect(found.status == 0 && found.output.contains("n1.md"), "\(found.error)")
    let status = try watched.house.qmd("watch", "status", environment: watched.environment)
    #expect(status.output.contains("is full"))
    // Nobody is told that his save is in the index when it is not.
    let waited = try watched.house.qmd("update", "--wait", environment: watched.environment)
    #expect(!waited.output.contains("has seen everything"), "\(waited.output)")
    // It tries again in the meantime, and does not say so each time.
    let missing = try watched.onDisk().count - watched.indexed().count
    #expect(missing > 0)
    usleep(6_000_000)
    #expect(watched.isRunning)
    let said = watched.said.components(separatedBy: "is full").count - 1
    #expect(said == 1)
    try disk.free()
    let freed = Moment.now
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: freed) / 1_000)
    try watched.expectIndexIsDisk()
    try watched.stop()
    Fault.figure("S3", "disk full: said \(said) time, \(missing) files waiting, all taken up \(seconds) s after there was space")
  }

  /// What strace makes of the watcher's calls, and on which file.
  private static let refusals: [(call: String, file: String, error: String)] = [
    ("fdatasync", "", "EIO"), ("pwrite64", "-wal", "EIO"), ("pwrite64", "-wal", "ENOSPC"), ("fsync", "", "EIO"),
    ("ftruncate", "-wal", "EIO"), ("pread64", "", "EIO"),
  ]

  @Test(arguments: refusals)
  func `a write that the disk refuses is tried again, on a file opened anew`(
    refusal: (call: String, file: String, error: String)
  ) throws {
    let watched = try watched()
    // Each thread counts its own calls: some of the first twenty of the one that writes.
    try watched.start(through: [
      Fault.tool("strace"), "-f", "-qq", "-o", watched.house.root.appending(path: "trace").path,
      "-P", watched.index.text + refusal.file,
      "-e", "trace=\(refusal.call)", "-e", "inject=\(refusal.call):error=\(refusal.error):when=2..9+2",
    ])
    for number in 0..<30 {
      try watched.house.write("# Edited\n\nBadger \(number).\n", to: "n\(number).md")
      usleep(30_000)
    }
    try Fault.until { try watched.indexed() == watched.onDisk() }
    #expect(watched.isRunning)
    let trace = try String(contentsOf: watched.house.root.appending(path: "trace"), encoding: .utf8)
    let injected = trace.components(separatedBy: "(INJECTED)").count - 1
    #expect(try watched.differencesFromNew() == "")
    watched.kill()
    // Not while it writes: a check is a writer, too.
    #expect(try IndexContents.damages(watched.index) == "")
    Fault.figure(
      "S3",
      "\(refusal.error) on \(injected) calls of \(refusal.call) of index.sqlite\(refusal.file): index = disk, sound"
    )
  }
}
