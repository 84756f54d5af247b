import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// S1: the program is killed at any moment.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct KillTests {
  @Test func `a watcher killed while it indexes leaves a sound index, and goes on from there`() throws {
    let house = TemporaryHouse.current
    let tree = try ChangingTree(memories: house.memories, outside: house.root.appending(path: "outside"))
    for number in 0..<300 {
      try house.write("# N\(number)\n\nText \(number).\n", to: "d\(number % 9)/n\(number).md")
    }
    let watched = try WatchedHouse(house)
    let kills = Fault.count(quick: 25, all: 500)
    var random = SplitMix(11), corrupt = 0
    for round in 0..<kills {
      try watched.launch()
      let end = Moment.now.advanced(milliseconds: UInt64(50 + random.below(350)))
      for step in TreeStep.sequence(30, seed: round) where Moment.now < end { tree.take(step) }
      while Moment.now < end { Pause.nanoseconds(1_000_000) }
      watched.kill()
      // A first round may end before there is an index.
      guard FileStatus.of(watched.index) != nil else { continue }
      if try IndexContents.damages(watched.index) != "" { corrupt += 1 }
    }
    try watched.start()
    #expect(corrupt == 0)
    let aside = try FileManager.default.contentsOfDirectory(atPath: house.root.path).filter {
      $0.contains(".aside-")
    }
    #expect(aside == [])
    try watched.expectIndexIsDisk()
    Fault.figure(
      "S1",
      "\(kills) kills of a watcher: \(corrupt) corrupt, index = disk after the last (\(watched.onDisk().count) files)"
    )
  }

  @Test func `what the ledger has acknowledged survives a kill`() throws {
    let house = try AuditedHouse(TemporaryHouse.current)
    let usual = try house.usualMilliseconds()
    let kills = Fault.count(quick: 25, all: 500)
    var random = SplitMix(12), acknowledged: Set<Int64> = [], cut = 0
    for _ in 0..<kills {
      let run = try house.audit(killedAfter: Double(random.below(Int(usual * 2_500))) / 1e6)
      if let number = run { acknowledged.insert(number) } else { cut += 1 }
    }
    let lost = try acknowledged.subtracting(house.onRecord())
    #expect(lost == [])
    #expect(try house.ledgerDamages() == "")
    #expect(
      cut > kills / 10 && acknowledged.count > kills / 10,
      "\(cut) were cut, \(acknowledged.count) were not"
    )
    Fault.figure(
      "S1",
      "\(kills) kills of an audit: \(cut) in the middle, \(acknowledged.count) acknowledged, \(lost.count) lost"
    )
  }
}
