import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Synchronization
import Testing

/// Everything at once, for as long as SOAK_MINUTES says: changes, kills, stops and full disks under two who search.
@Suite(.temporaryHouse, .timeLimit(.minutes(600)))
struct SoakTests {
  private static let minutes =
    ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap { Double($0) } ?? 10

  private struct Tally {
    var operations = 0, kills = 0, stops = 0, fullDisks = 0, settles = 0, differences = 0, damages = 0
    var mostMemory = 0, mostDescriptors = 0, largestIndex = 0, largestLog = 0
  }

  @Test func `changes, kills, stops and full disks leave index and ledger as they should be`() throws {
    let house = TemporaryHouse.current
    let seed =
      ProcessInfo.processInfo.environment["SOAK_SEED"].flatMap { UInt64($0) }
      ?? UInt64(Date().timeIntervalSince1970)
    var random = SplitMix(seed), tally = Tally()
    // Index, ledger and state on a small disk where the tests may have one.
    let place = house.root.appending(path: "disk")
    let disk = Fault.isRoot ? try MountedDisk(megabytes: 64, at: place) : nil
    let audited = try AuditedHouse(house, on: place)
    let tree = try ChangingTree(
      memories: house.memories.appending(path: "tree"),
      outside: house.root.appending(path: "outside")
    )
    for number in 0..<200 {
      try house.write("# N\(number)\n\nHeron \(number).\n", to: "tree/d\(number % 9)/n\(number).md")
    }
    let watched = try WatchedHouse(house, extra: audited.environment)
    try watched.start()
    // A search must answer whatever happens around it.
    let clients = Clients(
      of: house,
      watched.environment,
      Array(
        repeating: { ["search", "word\($0.below(100_000)) part heron", "--files"] },
        count: 2
      )
    )
    defer { clients.end() }
    var acknowledged: Set<Int64> = []

    let end = Moment.now.advanced(milliseconds: UInt64(Self.minutes * 60_000))
    while Moment.now < end {
      for step in TreeStep.sequence(5 + random.below(30), seed: random.below(1 << 40)) {
        tree.take(step)
        tally.operations += 1
        if random.below(4) == 0 { usleep(UInt32(random.below(20_000))) }
      }
      switch random.below(10) {
      case 0:
        watched.kill()
        tally.kills += 1
        if try IndexContents.damages(watched.index) != "" { tally.damages += 1 }
        try watched.start()
      case 1:
        kill(watched.processID, SIGSTOP)
        for step in TreeStep.sequence(40, seed: random.below(1 << 40)) { tree.take(step) }
        kill(watched.processID, SIGCONT)
        tally.stops += 1
        tally.operations += 40
      case 2:
        guard let disk else { break }
        try disk.fill()
        for step in TreeStep.sequence(20, seed: random.below(1 << 40)) { tree.take(step) }
        usleep(UInt32(random.below(1_000_000)))
        try disk.free()
        tally.fullDisks += 1
        tally.operations += 20
      case 3:
        let killings: [AuditedHouse.Killing?] = [nil, .atItsAnswer, .after(seconds: 0.02)]
        if let number = try audited.audit(killed: killings[random.below(3)]) {
          acknowledged.insert(number)
        }
      case 4, 5:
        // After a full disk it tries again within seconds.
        let last = Moment.now.advanced(milliseconds: 30_000)
        var differences = "?"
        while differences != "", Moment.now < last {
          _ = try? watched.settle()
          differences = try watched.differencesFromNew()
        }
        tally.settles += 1
        if differences != "" {
          tally.differences += 1
          Issue.record("seed \(seed), after \(tally.operations) operations:\n\(differences)")
        }
      default: break
      }
      #expect(watched.isRunning, "seed \(seed): \(watched.said.suffix(400))")
      if !watched.isRunning { try watched.start() }
      let program = RunningProgram(processID: watched.processID)
      tally.mostMemory = max(tally.mostMemory, program.mostMemory)
      tally.mostDescriptors = max(tally.mostDescriptors, program.descriptors)
      func size(_ suffix: String) -> Int {
        Int(FileStatus.of(FilePath(watched.index.text + suffix))?.size ?? 0)
      }
      tally.largestIndex = max(tally.largestIndex, size(""))
      tally.largestLog = max(tally.largestLog, size("-wal"))
    }

    let (runs, failures) = clients.end()
    try watched.expectIndexIsDisk()
    let lost = try acknowledged.subtracting(audited.onRecord()).count
    #expect(try audited.ledgerDamages() == "")
    #expect(failures == [], "of \(runs) searches")
    #expect(runs > 0)
    // Chosen by chance; in five minutes of all kinds.
    if Self.minutes >= 5 {
      #expect(tally.kills > 0 && tally.stops > 0 && tally.settles > 0 && !acknowledged.isEmpty)
      #expect(disk == nil || tally.fullDisks > 0)
    }
    #expect(tally.damages == 0 && lost == 0)
    #expect(tally.mostMemory < 256 << 20 && tally.mostDescriptors < 40)
    #expect(tally.largestIndex < 32 << 20 && tally.largestLog < 32 << 20)
    try watched.stop()
    Fault.figure(
      "soak",
      "\(Int(Self.minutes * 60)) s, seed \(seed): \(tally.operations) operations, \(tally.kills) kills, \(tally.stops) stops,"
        + " \(tally.fullDisks) full disks, \(runs) searches (\(failures.count) failed), \(tally.settles) comparisons"
        + " (\(tally.differences) differed), \(acknowledged.count) audits (\(lost) lost), \(tally.damages) damaged;"
        + " memory \(tally.mostMemory.megabytes), descriptors \(tally.mostDescriptors), index"
        + " \(tally.largestIndex.megabytes), log \(tally.largestLog.megabytes)"
    )
  }
}
