import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// X4: what the program makes is its owner's alone.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct OwnFilesTests {
  @Test func `no file or folder of ours is open to anybody else`() throws {
    let audited = try AuditedHouse(TemporaryHouse.current)
    let house = audited.house
    let watched = try WatchedHouse(house, extra: ["PATH": "/usr/bin:/bin"])
    // Everything that writes, with a mask that would let all others read.
    let environment = watched.environment.merging(["XDG_STATE_HOME": house.root.appending(path: "state").path]
    ) { $1 }
    func open(_ command: String) throws -> Outcome {
      try house.start(
        URL(filePath: "/bin/bash"),
        ["-c", "umask 000; exec \"\(TemporaryHouse.program.path)\" \(command)"],
        input: #"{"session_id":"s","hook_event_name":"UserPromptSubmit","prompt":"tell me of birds"}"#,
        environment: environment
      )
    }
    for command in [
      "update", "audit", "audit heron", "teach heron", "watch --daemon", "hook claude", "lookups keep text",
      "lookups",
      "get skills/heron/SKILL.md", "collection add '\(house.memories.path)/skills' --name skills",
      "watch stop", "cleanup",
    ] { _ = try open(command) }
    var seen = 0
    for name in ["disk", "state", "run", "config", "index.sqlite", "index.sqlite-wal", "index.sqlite.lock"] {
      let top = house.root.appending(path: name)
      let below = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
      for path in [top.path] + below.map({ "\(top.path)/\($0)" }) {
        guard let rights = Files.rights(FilePath(path)) else { continue }
        // The tests made these folders themselves.
        guard !["disk", "config"].contains(path.split(separator: "/").last.map(String.init) ?? "") else {
          continue
        }
        if path.hasSuffix("config/index.yml") { continue }
        seen += 1
        #expect(rights & 0o077 == 0, "\(path) has \(String(rights, radix: 8))")
      }
    }
    #expect(seen > 10)
    Fault.figure("X4", "\(seen) files and folders made under umask 000: 0 open to others")
  }
}
