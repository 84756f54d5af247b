import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// Two skills with contracts, and a ledger that every audit of one of them adds to.
struct AuditedHouse {
  let house: TemporaryHouse
  /// Where everything that the program writes lies.
  let disk: URL
  let environment: [String: String]

  private var ledger: FilePath { FilePath(disk.appending(path: "state/qmd/ledger.sqlite").path) }
  var index: FilePath { FilePath(disk.appending(path: "index.sqlite").path) }

  init(_ house: TemporaryHouse, on disk: URL? = nil) throws {
    self.house = house
    self.disk = disk ?? house.root.appending(path: "disk")
    try FileManager.default.createDirectory(at: self.disk, withIntermediateDirectories: true)
    environment = [
      "QMD_CONFIG_DIR": house.root.appending(path: "config").path,
      "INDEX_PATH": self.disk.appending(path: "index.sqlite").path,
      "XDG_STATE_HOME": self.disk.appending(path: "state").path,
    ]
    for (name, word) in [("heron", "birds"), ("badger", "burrows")] {
      try house.write(
        "---\nname: \(name)\ndescription: Use for \(word) and nothing else.\n---\n\n# \(name)\n\nAll about \(word).\n",
        to: "skills/\(name)/SKILL.md"
      )
      try house.write(
        "[{\"query\": \"tell me of \(word)\", \"should_trigger\": true}]",
        to: "skills/\(name)/evals/recall.json"
      )
    }
    let added = try house.qmd(
      "collection",
      "add",
      house.memories.path,
      "--name",
      "memories",
      environment: environment
    )
    try #require(added.status == 0, "\(added.error)")
  }

  /// When an audit is killed.
  enum Killing {
    case after(seconds: Double)
    /// As soon as it has said its number: what it still meant to do is not done.
    case atItsAnswer
  }

  /// Audits one skill, and gives the number under which the ledger has it; nil when it was killed before it said so.
  func audit(killed: Killing? = nil) throws -> Int64? {
    let process = Process()
    process.executableURL = TemporaryHouse.program
    process.arguments = ["audit", "heron"]
    process.environment = environment.merging(["HOME": house.root.path, "PATH": "/usr/bin:/bin"]) { $1 }
    let output = PrivatePipe()
    process.standardOutput = output.writing
    process.standardError = FileHandle.nullDevice
    try process.run()
    try output.writing.close()
    if case .after(let seconds) = killed {
      usleep(UInt32(seconds * 1e6))
      kill(process.processIdentifier, SIGKILL)
    }
    var said = "", number: Int64?
    while case let data = output.reading.availableData, !data.isEmpty {
      said += String(decoding: data, as: UTF8.self)
      number = said.firstMatch(of: /audit #(\d+)\D/).flatMap { Int64($0.1) }
      if number != nil, case .atItsAnswer = killed { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    return number
  }

  /// Milliseconds that an audit takes.
  func usualMilliseconds() throws -> Double {
    let began = Moment.now
    for _ in 0..<3 { try #require(try audit() != nil) }
    return Moment.now.milliseconds(since: began) / 3
  }

  /// Numbers of the audits that the ledger has.
  func onRecord(_ ledger: FilePath? = nil) throws -> Set<Int64> {
    let rows = try Database(ledger ?? self.ledger, mode: .readWrite).statement("SELECT id FROM audits")
    var found: Set<Int64> = []
    while try rows.step() { found.insert(rows.int(0)) }
    return found
  }

  func ledgerDamages(_ ledger: FilePath? = nil) throws -> String {
    let check = try Database(ledger ?? self.ledger, mode: .readWrite).statement("PRAGMA integrity_check")
      .string()
    return check == "ok" ? "" : check ?? "no answer"
  }

  /// The places of ledger and index on a copy of the disk.
  static func ledger(on disk: URL) -> FilePath {
    FilePath(disk.appending(path: "state/qmd/ledger.sqlite").path)
  }
  static func index(on disk: URL) -> FilePath { FilePath(disk.appending(path: "index.sqlite").path) }
}
