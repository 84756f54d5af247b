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

  @Test func `on a full disk it is said once, searches answer, and all is taken up when there is space`()
    throws
  {
    let disk = try MountedDisk(megabytes: 8, at: TemporaryHouse.current.root.appending(path: "disk"))
    let watched = try watched(on: disk)
    try watched.start()
    try disk.fill()
    for number in 0..<20 {
      let text = (0..<2_000).map { "word\(number)x\($0)" }.joined(separator: " ")
      try watched.house.write("# Full \(number)\n\n\(text)\n", to: "full\(number).md")
    }
    try watched.wait(for: "is full")
    let found = try watched.house.qmd("search", "heron", "--files", "--all", environment: watched.environment)
    #expect(found.status == 0 && found.output.contains("n1.md"), "\(found.error)")
    let status = try watched.house.qmd("watch", "status", environment: watched.environment)
    #expect(status.output.contains("is full"))
    // Nobody is told that his save is in the index when it is not.
    let waited = try watched.house.qmd("update", "--wait", environment: watched.environment)
    #expect(!waited.output.contains("has seen everything"), "\(waited.output)")
    // It tries again in the meantime, and does not say so each time.
    let missing = try watched.onDisk().count - watched.indexed().count
    #expect(missing > 0)
    let tries = try Openings(of: FilePath(watched.index.text + ".lock"))
    // Its lock is taken for a write, and again to open the index anew: at the third time a whole try has failed.
    try Fault.until { tries.count >= 3 }
    #expect(watched.isRunning)
    let said = watched.said.components(separatedBy: "is full").count - 1
    #expect(said == 1)
    try disk.free()
    let freed = Moment.now
    try Fault.until { try watched.indexed() == watched.onDisk() }
    let seconds = Int(Moment.now.milliseconds(since: freed) / 1_000)
    try watched.expectIndexIsDisk()
    try watched.stop()
    Fault.figure(
      "S3",
      "disk full: said \(said) time, \(missing) files waiting, all taken up \(seconds) s after there was space"
    )
  }

  /// What strace makes of the watcher's calls, and on which file.
  private static let refusals: [(call: String, file: String, error: String)] = [
    ("fdatasync", "", "EIO"), ("fdatasync", "-wal", "EIO"), ("pwrite64", "", "EIO"),
    ("pwrite64", "-wal", "EIO"),
    ("pwrite64", "-wal", "ENOSPC"), ("pread64", "", "EIO"),
  ]

  @Test(arguments: refusals)
  func `a call that the disk refuses is made again, on a file opened anew`(
    refusal: (call: String, file: String, error: String)
  ) throws {
    let watched = try watched()
    try watched.start()
    let trace = watched.house.root.appending(path: "trace")
    let tracing = Process()
    tracing.executableURL = URL(filePath: try Fault.tool("strace"))
    tracing.arguments = [
      "-f", "-qq", "-o", trace.path, "-P", watched.index.text + refusal.file, "-e",
      "trace=openat,\(refusal.call)",
      "-e", "inject=\(refusal.call):error=\(refusal.error):when=1+3", "-p", "\(watched.processID)",
    ]
    tracing.standardError = FileHandle.nullDevice
    try tracing.run()
    // Killed, it lets go of what it traces; whether it hears anything else depends on whom it was started by.
    defer { kill(tracing.processIdentifier, SIGKILL) }
    func injected() -> Int {
      ((try? String(contentsOf: trace, encoding: .utf8)) ?? "").components(separatedBy: "(INJECTED)").count
        - 1
    }
    // Some calls are made at a save, others when it has been quiet for a while and the log is moved into the file.
    func log() -> Int64 { FileStatus.of(FilePath(watched.index.text + "-wal"))?.size ?? 0 }
    var saves = 0, refused = 0
    while refused < 3 {
      let before = injected()
      for _ in 0..<5 {
        saves += 1
        try watched.house.write("# Edited\n\nBadger \(saves).\n", to: "n\(saves % 40).md")
        usleep(30_000)
      }
      try Fault.until { injected() > before || log() > 0 }
      try Fault.until { injected() > before || log() == 0 }
      refused = injected()
    }
    func opened() -> Reopenings {
      Reopenings(trace, refused: refusal.call, watched.index.text + refusal.file)
    }
    // A descriptor whose fsync failed has forgotten what it did not write: fsync(2). The next call is another one's.
    try Fault.until { opened().isOpenedAnew }
    kill(tracing.processIdentifier, SIGKILL)
    tracing.waitUntilExit()
    // Whoever reads is more than one thread, and reading again harms nothing.
    if refusal.call != "pread64" { #expect(opened().retried == 0, "on a descriptor that was refused") }
    try Fault.until { try watched.indexed() == watched.onDisk() }
    #expect(watched.isRunning)
    try watched.expectIndexIsDisk()
    Fault.figure(
      "S3",
      "\(refusal.error) on \(refused) calls of \(refusal.call) of index.sqlite\(refusal.file) at \(saves) saves:"
        + " opened anew \(opened().count) times, index = disk, sound"
    )
  }

  /// What a trace says of a file between refusals and the next opening of it.
  private struct Reopenings {
    /// Openings that were the first after a refusal.
    private(set) var count = 0
    /// Calls of the refused kind that came before one.
    private(set) var retried = 0
    /// Whether the last refusal was followed by an opening.
    private(set) var isOpenedAnew = true

    init(_ trace: URL, refused call: String, _ file: String) {
      for line in ((try? String(contentsOf: trace, encoding: .utf8)) ?? "").split(separator: "\n") {
        if line.contains("(INJECTED)") {
          isOpenedAnew = false
        } else if isOpenedAnew {
          continue
        } else if line.contains("openat("), line.contains("\"\(file)\"") {
          isOpenedAnew = true
          count += 1
        } else if line.contains("\(call)(") {
          retried += 1
        }
      }
    }
  }
}
