import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// I1 to I6: files of every size, kind, name and content, under a small stack and little memory.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct HostileTreeTests {
  /// Runs a command with 512 kB of stack, and gives its status, its seconds and the most memory it had; one that waits
  /// for a writer that never comes is ended after five minutes.
  private static let measured = """
    import json, resource, subprocess, sys, time
    resource.setrlimit(resource.RLIMIT_STACK, (512 << 10, 512 << 10))
    began = time.time()
    run = subprocess.run(["timeout", "--signal=KILL", "300", *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([run.returncode, time.time() - began, usage.ru_maxrss * 1024]))
    sys.stderr.buffer.write(run.stderr[-2000:])
    """

  /// Every name that a collection asks for, by find(1): what the program's own walk overlooks is in it.
  private func entries(below root: FilePath, _ house: TemporaryHouse) throws -> Set<[UInt8]> {
    let list = house.root.appending(path: "names").path
    // Bytes, whatever the language says of them; a path may have a newline in it.
    try Fault.run("env", "LC_ALL=C", "find", root.text, "-name", "*.md", "-fprintf", list, "%P\\0")
    let bytes = try Files.read(FilePath(list)) ?? []
    return Set(bytes.split(separator: 0).map { Array($0) })
  }

  /// Size and times of every small file, and its digest: what reading must leave as it is.
  private func fingerprints(_ names: Set<[UInt8]>, below root: FilePath) -> [[UInt8]: String] {
    var found: [[UInt8]: String] = [:]
    for name in names {
      let path = root.appending(FilePath(bytes: name))
      guard let status = FileStatus.of(path) else { continue }
      var text = "\(status.kind) \(status.size) \(status.modified) \(status.changed)"
      if status.kind == .file, status.size < 1 << 20, let bytes = try? Files.read(path) {
        text += SHA256.hex(bytes)
      }
      found[name] = text
    }
    return found
  }

  @Test func `every hostile file is indexed or listed with its reason`() throws {
    let house = TemporaryHouse.current
    let root = FilePath(house.memories.path)
    try HostileTree(root: house.memories).make()
    let names = try entries(below: root, house)
    #expect(names.count >= 3_457, "the tree is smaller than it was")
    let before = fingerprints(names, below: root)
    let watched = try WatchedHouse(house)

    let run = try house.start(
      URL(filePath: try Fault.tool("python3")),
      ["-c", Self.measured, TemporaryHouse.program.path, "update"],
      environment: watched.environment
    )
    let figures = try #require(try? JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [Double])
    #expect(figures[0] == 0, "ended with \(figures[0]): \(run.error)")
    #expect(figures[1] < 10 * Double(Sanitizer.slowness))
    #expect(figures[2] <= Double(256 << 20))

    let database = try Database(watched.index, mode: .readOnly)
    let rows = try database.statement("SELECT path, hash IS NULL, problem, alias FROM files")
    var indexed: Set<[UInt8]> = [], listed: Set<[UInt8]> = []
    while try rows.step() {
      if rows.int(1) == 0 { indexed.insert(rows.bytes(0)) } else { listed.insert(rows.bytes(0)) }
      let isAlias = !rows.isNull(3)
      #expect(rows.int(1) == 0 || isAlias || rows.text(2).count > 10, "\(rows.text(0)) has no reason")
    }
    let missed = names.subtracting(indexed).subtracting(listed)
    #expect(missed.isEmpty, "\(missed.prefix(5).map { String(decoding: $0, as: UTF8.self) })")
    let problems = try house.qmd("status", "--problems", "--json", environment: watched.environment)
    #expect(problems.status == 0)
    let shown = try #require(
      (JSONSerialization.jsonObject(with: Data(problems.output.utf8)) as? [String: Any])?["files"]
        as? [[String: Any]]
    )
    let reasons = shown.filter { $0["indexed"] as? Bool == false && ($0["reason"] as? String ?? "") != "" }
    let refused = try database.statement(
      "SELECT count(*) FROM files WHERE hash IS NULL AND alias IS NULL"
    ).integer()
    #expect(Int64(reasons.count) == refused, "every refused file is listed")

    #expect(fingerprints(names, below: root) == before, "a file was touched")
    #expect(!FileManager.default.fileExists(atPath: house.root.appending(path: "pwned").path))
    let outside = try house.qmd(
      "search",
      "root nologin daemon",
      "--all",
      "--files",
      environment: watched.environment
    )
    #expect(outside.status == 0, "\(outside.error)")
    #expect(!outside.output.contains("escape") && !outside.output.contains("up.md"))
    // The same question finds what is inside.
    let inside = try house.qmd("search", "linked text", "--all", "--files", environment: watched.environment)
    #expect(inside.output.contains("links/two.md"), "\(inside)")
    #expect(try IndexContents.damages(watched.index) == "")
    Fault.figure(
      "I1–I6",
      "\(names.count) hostile files: \(figures[0] == 0 ? "0 crashes" : "crashed"), \(indexed.count) indexed, \(reasons.count) refused and listed,"
        + " \(missed.count) missed, \((figures[1] * 100).rounded() / 100) s, at most \(Int(figures[2]).megabytes)"
    )
  }

  @Test(.needsRoot) func `a watcher with little memory survives them`() throws {
    let house = TemporaryHouse.current
    try HostileTree(root: house.memories).make()
    let group = "/sys/fs/cgroup/memory/qmd-\(getpid())-\(UUID().uuidString.prefix(6))"
    try #require(
      (try? FileManager.default.createDirectory(atPath: group, withIntermediateDirectories: false)) != nil,
      "there is no memory controller of cgroup v1 at /sys/fs/cgroup/memory"
    )
    defer { unsafe rmdir(group) }
    try Data("268435456".utf8).write(to: URL(filePath: group + "/memory.limit_in_bytes"))
    let watched = try WatchedHouse(house)
    let limited = [
      "/bin/bash", "-c", "ulimit -s 512; echo $$ > \(group)/cgroup.procs; exec \"$@\"", "limited",
    ]
    try watched.start(through: limited)
    try house.write("# Later\n\nBadger.\n", to: "later.md")
    try watched.settle(seconds: 60)
    #expect(try watched.indexed()["later.md"] != nil)
    let most = RunningProgram(processID: watched.processID).mostMemory
    try watched.stop()
    #expect(watched.status == 0)
    Fault.figure(
      "I1–I6",
      "a watcher with 256 MB and 512 kB of stack survives them, at most \(most.megabytes)"
    )
  }
}
