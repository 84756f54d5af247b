import Foundation
import Plumbing
import Support
import Testing

/// S7: bytes of the index that are not what was written.
@Suite(.temporaryHouse, .timeLimit(.minutes(60)))
struct DamageTests {
  enum Damage: String, CaseIterable, Sendable {
    case cutInHalf, thousandBytes, firstPage, textIndex, lostWords

    func inflict(on index: FilePath) throws {
      let url = URL(filePath: index.text)
      var bytes = try Data(contentsOf: url)
      switch self {
      case .cutInHalf: bytes = bytes.prefix(bytes.count / 2)
      case .thousandBytes:
        var random = SplitMix(21)
        // Not the first page: that is the row below.
        for _ in 0..<1_000 {
          bytes[4_096 + random.below(bytes.count - 4_096)] ^= UInt8(1 + random.below(255))
        }
      case .firstPage: bytes.replaceSubrange(0..<4_096, with: Data(count: 4_096))
      case .textIndex:
        try Self.tamper(index, "UPDATE documents_fts_data SET block = zeroblob(length(block)) WHERE id > 100")
        return
      case .lostWords:
        try Self.tamper(index, "DELETE FROM documents_fts_data WHERE id > 100")
        return
      }
      try bytes.write(to: url)
    }

    /// By another program, which does not keep to SQLite's defences.
    private static func tamper(_ index: FilePath, _ sql: String) throws {
      try Fault.run("sqlite3", index.text, ".dbconfig defensive off", sql)
    }
  }

  private func filled() throws -> WatchedHouse {
    let house = TemporaryHouse.current
    for number in 0..<300 {
      let text = (0..<40).map { "word\(number * 7 % 300 + $0)" }.joined(separator: " ")
      try house.write("# N\(number)\n\nHeron \(text).\n", to: "n\(number).md")
    }
    let watched = try WatchedHouse(house)
    #expect(try house.qmd("update", environment: watched.environment).status == 0)
    try? FileManager.default.removeItem(atPath: watched.index.text + "-wal")
    try? FileManager.default.removeItem(atPath: watched.index.text + "-shm")
    return watched
  }

  @Test(arguments: Damage.allCases)
  func `damage is found by the doctor, and mended by what it advises`(damage: Damage) throws {
    let watched = try filled()
    try damage.inflict(on: watched.index)
    let doctor = try watched.house.qmd("doctor", environment: watched.environment)
    #expect(doctor.status == 1 && doctor.output.contains("problem index"), "\(doctor.output)")
    // Whoever searches meanwhile gets an answer or a sentence.
    let search = try watched.house.qmd("search", "heron", environment: watched.environment)
    #expect(search.status == 0 || search.error.contains("qmd update"), "\(search)")
    let updated = try watched.house.qmd("update", environment: watched.environment)
    #expect(updated.status == 0, "\(updated.error)")
    #expect(updated.error.contains("is kept as"), "\(updated)")
    #expect(try IndexContents.damages(watched.index) == "")
    #expect(try watched.differencesFromNew() == "")
    let kept = try FileManager.default.contentsOfDirectory(atPath: watched.house.root.path)
      .filter { $0.contains(".aside-") }
    #expect(kept.isEmpty == false)
    Fault.figure("S7", "\(damage.rawValue): found by qmd doctor, moved aside and rebuilt by qmd update")
  }

  @Test(arguments: Damage.allCases)
  func `a watcher that starts on a damaged index builds it anew`(damage: Damage) throws {
    let watched = try filled()
    try damage.inflict(on: watched.index)
    try watched.start()
    try Fault.until { (try? watched.indexed()) == watched.onDisk() }
    try watched.expectIndexIsDisk()
    #expect(watched.said.contains("is kept as"), "\(watched.said)")
    Fault.figure("S7", "\(damage.rawValue): a watcher that starts moves it aside and rebuilds it")
  }
}
