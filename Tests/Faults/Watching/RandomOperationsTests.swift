import Foundation
import Support
import Synchronization
import Testing

/// W6: whatever happens to a tree, the index is the disk afterwards.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct RandomOperationsTests {
  /// Looked at after each so many steps.
  private static let stride = 10

  /// QMD_SEED names the one of a failure that is to be seen again.
  private static let seeds: [Int] =
    ProcessInfo.processInfo.environment["QMD_SEED"].flatMap { Int($0) }.map { [$0] }
    ?? Array(0..<Fault.count(quick: 50, all: 500))

  /// What came of the sequences so far.
  private static let tally = Mutex((sequences: 0, looks: 0, vectors: 0, different: 0))

  private static func looked(vectors: Bool) {
    tally.withLock {
      $0.looks += 1
      if vectors { $0.vectors += 1 }
    }
  }

  /// The last one that ends says what came of all.
  private static func ended(_ steps: Int, isDifferent: Bool) {
    let all = tally.withLock {
      $0.sequences += 1
      if isDifferent { $0.different += 1 }
      return $0
    }
    guard all.sequences == seeds.count else { return }
    Fault.figure(
      "W6",
      "\(all.sequences) sequences of \(steps) operations, \(all.looks) looks, \(all.vectors) of them at vectors: "
        + "\(all.different) differences from the disk and an index built anew"
    )
  }

  @Test(arguments: seeds)
  func `index = disk after random operations`(seed: Int) throws {
    let house = TemporaryHouse.current
    // Every fifth sequence is embedded, too.
    let server = seed % 5 == 0 ? try WordEmbedder.serve() : nil
    let steps = TreeStep.sequence(40, seed: seed)
    var isDifferent = true
    defer { Self.ended(steps.count, isDifferent: isDifferent) }
    guard let difference = try difference(after: steps, in: house, "first", server) else {
      isDifferent = false
      return
    }
    var tries = 0
    let short = try shortest(steps, tries: 40) { steps in
      tries += 1
      return try self.difference(after: steps, in: house, "try\(tries)", server) != nil
    }
    Issue.record(
      "seed \(seed): the index is not the disk\n\(difference)\nalso after \(short.map(\.description).joined(separator: ", "))"
    )
  }

  /// Does the steps under a new watcher; nil when the index was the disk each time.
  private func difference(
    after steps: [TreeStep],
    in parent: TemporaryHouse,
    _ name: String,
    _ server: LoopbackServer?
  ) throws -> String? {
    let house = TemporaryHouse(root: parent.root.appending(path: name))
    try FileManager.default.createDirectory(at: house.memories, withIntermediateDirectories: true)
    let tree = try ChangingTree(memories: house.memories, outside: house.root.appending(path: "outside"))
    for number in 0..<6 { tree.take(TreeStep(kind: .create, seed: UInt64(number))) }
    let watched = try WatchedHouse(house)
    if let server {
      let text = try String(contentsOf: watched.config, encoding: .utf8)
      try Data((text + WordEmbedder.configuration(server)).utf8).write(to: watched.config)
    }
    try watched.start()
    defer { watched.kill() }
    for (number, step) in steps.enumerated() {
      tree.take(step)
      guard (number + 1) % Self.stride == 0 || number + 1 == steps.count else { continue }
      try watched.settle()
      if server != nil {
        // What the watcher has not embedded yet; what it has embedded and should not have stays.
        let embedded = try house.qmd("embed", environment: watched.environment)
        guard embedded.status == 0 else { return "qmd embed: \(embedded.error)" }
      }
      let difference =
        try watched.differencesFromDisk() + watched.differencesFromNew(vectors: server != nil)
      Self.looked(vectors: server != nil)
      if difference != "" { return "after operation \(number + 1):\n\(difference)" }
    }
    let damages = try IndexContents.damages(watched.index)
    return damages == "" ? nil : damages
  }
}
