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
    var random = SplitMix(11), corrupt = 0, comparisons = 0
    // Of the kills the last two fifths come while there are vectors to be made, too.
    let server = try WordEmbedder.serve(), firstWithVectors = kills * 3 / 5
    for round in 0..<kills {
      if round == firstWithVectors {
        let text = try String(contentsOf: watched.config, encoding: .utf8)
        try Data((text + WordEmbedder.configuration(server)).utf8).write(to: watched.config)
      }
      try watched.launch()
      let end = Moment.now.advanced(milliseconds: UInt64(50 + random.below(350)))
      for step in TreeStep.sequence(30, seed: round) where Moment.now < end { tree.take(step) }
      while Moment.now < end { Pause.nanoseconds(1_000_000) }
      watched.kill()
      // A first round may end before there is an index.
      guard FileStatus.of(watched.index) != nil else { continue }
      if try IndexContents.damages(watched.index) != "" { corrupt += 1 }
      guard (round + 1) % Fault.count(quick: 5, all: 25) == 0 else { continue }
      // Started again and left alone, it goes on to what is on disk.
      comparisons += 1
      try watched.start()
      try watched.settle()
      let hasVectors = round >= firstWithVectors
      if hasVectors {
        // What the watcher has not embedded yet; what it has embedded and should not have stays.
        let embedded = try house.qmd("embed", environment: watched.environment)
        #expect(embedded.status == 0, "\(embedded.error)")
      }
      #expect(try watched.differencesFromNew(vectors: hasVectors) == "", "after kill \(round + 1)")
      watched.kill()
    }
    try watched.start()
    #expect(corrupt == 0)
    let vectors = try Database(watched.index, mode: .readOnly).statement("SELECT count(*) FROM vectors")
      .integer()
    #expect(vectors ?? 0 > watched.onDisk().count / 2)
    let aside = try FileManager.default.contentsOfDirectory(atPath: house.root.path).filter {
      $0.contains(".aside-")
    }
    #expect(aside == [])
    try watched.expectIndexIsDisk()
    Fault.figure(
      "S1",
      "\(kills) kills of a watcher, \(kills - firstWithVectors) of them with vectors: \(corrupt) corrupt, documents = disk"
        + " at each of \(comparisons) comparisons and after the last (\(watched.onDisk().count) files,"
        + " \(vectors ?? 0) vectors)"
    )
  }

  @Test func `an update that is killed at any of its writes leaves a sound index`() throws {
    let house = TemporaryHouse.current
    let watched = try WatchedHouse(house)
    func write(_ round: Int) throws {
      for number in 0..<40 {
        let words = (0..<60).map { "word\((number * 31 + round * 17 + $0 * $0) % 5_000)" }
        let text = "# N\(number)\n\nRound \(round): \(words.joined(separator: " ")).\n"
        try house.write(text, to: "n\(number).md")
      }
    }
    try write(0)
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    let kills = Fault.count(quick: 25, all: 200)
    var random = SplitMix(14), killed = 0, corrupt = 0
    for round in 1...kills {
      try write(round)
      let outcome = try house.start(
        URL(filePath: try Fault.tool("strace")),
        [
          "-f", "-qq", "-o", "/dev/null", "-P", watched.index.text, "-P", watched.index.text + "-wal",
          "-e", "inject=pwrite64:signal=KILL:when=\(1 + random.below(80))", TemporaryHouse.program.path,
          "update",
        ],
        environment: watched.environment
      )
      if outcome.status != 0 { killed += 1 }
      if try IndexContents.damages(watched.index) != "" { corrupt += 1 }
    }
    #expect(killed > kills / 2, "too few were killed")
    #expect(corrupt == 0)
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    let differences = try watched.differencesFromNew()
    #expect(differences == "")
    Fault.figure(
      "S1",
      "\(killed) updates killed at one of their writes: \(corrupt) corrupt,"
        + " index \(differences == "" ? "=" : "≠") disk after the last"
    )
  }

  @Test func `what the ledger has acknowledged survives a kill`() throws {
    let house = try AuditedHouse(TemporaryHouse.current)
    let kills = Fault.count(quick: 25, all: 500)
    var random = SplitMix(12), acknowledged: [Int64] = [], cut = 0
    // About half of the kills come before the answer, however fast the machine is just now.
    var longest = try house.usualMilliseconds() / 1_000
    for _ in 0..<kills {
      let moment = longest * Double(random.below(1_000)) / 500
      if let number = try house.audit(killed: .after(seconds: moment)) {
        acknowledged.append(number)
        longest *= 0.9
      } else {
        cut += 1
        longest *= 1.1
      }
    }
    #expect(cut > kills / 10, "\(cut) were cut, \(acknowledged.count) were not")
    for _ in 0..<kills { acknowledged.append(try #require(try house.audit(killed: .atItsAnswer))) }
    // A number that is given twice stands for one audit that is lost.
    let lost = try acknowledged.count - house.onRecord().intersection(acknowledged).count
    #expect(lost == 0)
    #expect(try house.ledgerDamages() == "")
    Fault.figure(
      "S1",
      "\(kills) kills of an audit at any moment, \(cut) of them in the middle, and \(kills) at its answer:"
        + " \(acknowledged.count) acknowledged, \(lost) lost"
    )
  }
}
