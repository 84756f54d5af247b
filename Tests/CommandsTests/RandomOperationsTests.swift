import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// Whatever happens to a tree, the index is the disk afterwards.
@Suite(.temporaryHouse, .timeLimit(.minutes(10)))
struct RandomOperationsTests {
  @Test(arguments: 0..<100)
  func `index = disk after forty random operations`(seed: Int) throws {
    let house = TemporaryHouse.current
    var operations = RandomOperations(house, seed: UInt64(seed))
    for _ in 0..<6 { operations.perform(.create) }
    let watched = try WatchedHouse(house)
    try watched.start()
    for _ in 0..<40 { operations.performAny() }
    try watched.settle()
    #expect(try watched.indexed() == watched.onDisk(), "after \(operations.trace)")
    try watched.stop()
  }
}

/// Changes a folder tree in the ways that people, editors and tools do, the same way for the same seed.
struct RandomOperations {
  enum Operation: String, CaseIterable {
    case create, overwrite, append, renameOver, moveAwayAndCreate, deleteAndCreate, hardLinkOver, touch
    case remove, makeDeep, renameFile, renameFolder, likeNamedFolders, chainOfRenames, swapFolders, moveOut,
      moveIn
    case removeFolder, link, chmod
  }

  private let memories: URL
  private let outside: URL
  private var random: SplitMix
  private var texts = 0
  private(set) var trace: [String] = []

  init(_ house: TemporaryHouse, seed: UInt64) {
    memories = house.memories
    outside = house.root.appending(path: "outside")
    random = SplitMix(state: seed)
    try? FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
  }

  mutating func performAny() {
    perform(Operation.allCases[random.below(Operation.allCases.count)])
  }

  mutating func perform(_ operation: Operation) {
    trace.append(operation.rawValue)
    let files = FileManager.default
    // What an operation finds impossible (no file left, a name taken) it leaves.
    switch operation {
    case .create: write(folder().appending(path: "f\(random.below(9)).md"))
    case .overwrite: file().map { write($0) }
    case .append:
      guard let file = file(), let handle = try? FileHandle(forWritingTo: file) else { return }
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: text())
      try? handle.close()
    case .renameOver:
      guard let file = file() else { return }
      let beside = file.deletingLastPathComponent().appending(path: "sedXX")
      write(beside)
      _ = unsafe rename(beside.path, file.path)
    case .moveAwayAndCreate:
      guard let file = file() else { return }
      _ = unsafe rename(file.path, file.path + "~")
      write(file)
      try? files.removeItem(atPath: file.path + "~")
    case .deleteAndCreate:
      guard let file = file() else { return }
      try? files.removeItem(at: file)
      write(file)
    case .hardLinkOver:
      guard let file = file() else { return }
      let beside = file.deletingLastPathComponent().appending(path: ".z")
      write(beside)
      _ = unsafe rename(beside.path, file.path)
    case .touch: file().map { _ = unsafe utimes($0.path, nil) }
    case .remove: file().map { try? files.removeItem(at: $0) }
    case .makeDeep:
      let deep = folder().appending(path: "a/b/c")
      try? files.createDirectory(at: deep, withIntermediateDirectories: true)
      write(deep.appending(path: "x.md"))
    case .renameFile:
      file().map { _ = unsafe rename($0.path, folder().appending(path: "f\(random.below(9)).md").path) }
    case .renameFolder:
      inner().map { _ = unsafe rename($0.path, folder().appending(path: "d\(random.below(8))").path) }
    case .likeNamedFolders:
      guard let one = inner() else { return }
      try? files.createDirectory(atPath: one.path + "bar", withIntermediateDirectories: true)
      write(URL(filePath: one.path + "bar/p.md"))
      _ = unsafe rename(one.path, one.path + "moved")
    case .chainOfRenames:
      guard let one = inner() else { return }
      let (first, second) = (memories.appending(path: "t1").path, memories.appending(path: "t2").path)
      _ = unsafe rename(one.path, first)
      _ = unsafe rename(first, second)
      try? files.createDirectory(at: one, withIntermediateDirectories: true)
      write(one.appending(path: "z.md"))
    case .swapFolders:
      guard let one = inner(), let other = inner() else { return }
      // Refused where one holds the other.
      try? Files.exchange(FilePath(one.path), FilePath(other.path))
    case .moveOut:
      guard let one = inner() else { return }
      let away = outside.appending(path: "o\(trace.count)")
      guard unsafe rename(one.path, away.path) == 0 else { return }
      write(away.appending(path: "edited-outside.md"))
    case .moveIn:
      guard let name = try? files.contentsOfDirectory(atPath: outside.path).sorted().first else { return }
      _ = unsafe rename(
        outside.appending(path: name).path,
        folder().appending(path: "d\(random.below(8))").path
      )
    case .removeFolder: inner().map { try? files.removeItem(at: $0) }
    case .link:
      guard let file = file() else { return }
      try? files.createSymbolicLink(
        at: folder().appending(path: "l\(random.below(9)).md"),
        withDestinationURL: file
      )
    case .chmod: file().map { _ = unsafe Glibc.chmod($0.path, random.below(2) == 0 ? 0o600 : 0o644) }
    }
  }

  private mutating func text() -> Data {
    texts += 1
    return Data("# T\(texts)\n\nword\(random.below(1000)) body \(texts)\n".utf8)
  }

  private mutating func write(_ file: URL) {
    // Through an open file, not Foundation's atomic write, which is one of the habits.
    guard let stream = unsafe fopen(file.path, "w") else { return }
    let data = text()
    _ = unsafe data.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, stream) }
    unsafe fclose(stream)
  }

  private func all(folders: Bool) -> [URL] {
    let found = FileManager.default.enumerator(at: memories, includingPropertiesForKeys: [.isDirectoryKey])
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == folders }
      .sorted { $0.path < $1.path }
  }

  private mutating func folder() -> URL {
    let folders = [memories] + all(folders: true)
    let chosen = folders[random.below(folders.count)]
    guard random.below(4) == 0 else { return chosen }
    let made = chosen.appending(path: "d\(random.below(8))")
    try? FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    return made
  }

  private mutating func inner() -> URL? {
    let folders = all(folders: true)
    return folders.isEmpty ? nil : folders[random.below(folders.count)]
  }

  private mutating func file() -> URL? {
    let files = all(folders: false)
    return files.isEmpty ? nil : files[random.below(files.count)]
  }
}

/// SplitMix64: the same numbers from the same seed, on every machine.
///
/// G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
