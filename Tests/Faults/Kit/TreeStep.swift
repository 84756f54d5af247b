import Foundation
import Glibc
import Plumbing

/// One change of a folder tree, as people, editors and tools make them.
///
/// Whatever is chosen by chance in it is chosen by its own `seed`: a sequence of steps stays what it is when steps are
/// taken out of it, so that a failing one can be made shorter.
struct TreeStep: Sendable, CustomStringConvertible {
  enum Kind: String, CaseIterable, Sendable {
    case create, edit, touch, remove, makeDeep, renameFile, caseRename, renameFolder, likeNamedFolders
    case chainOfRenames, swapFolders, swapFiles, moveOut, moveIn, removeFolder, link, linkFolder, chmod
    case gitCommit, gitCheckout
  }

  let kind: Kind
  let seed: UInt64

  var description: String { "\(kind.rawValue)(\(seed))" }

  /// So many steps, the same for the same seed; a third of them are edits.
  static func sequence(_ count: Int, seed: Int) -> [TreeStep] {
    var random = SplitMix(seed)
    return (0..<count).map { _ in
      let kinds = Kind.allCases
      let kind = random.below(3) == 0 ? .edit : kinds[random.below(kinds.count)]
      return TreeStep(kind: kind, seed: random.next())
    }
  }
}

/// A tree that steps are done to, and a place outside of it.
struct ChangingTree {
  let memories: URL
  let outside: URL

  init(memories: URL, outside: URL) throws {
    self.memories = memories
    self.outside = outside
    for folder in [memories, outside] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  /// Does what the step says; what it finds impossible (no file left, a name taken) it leaves.
  func take(_ step: TreeStep) {
    var random = SplitMix(step.seed)
    let files = FileManager.default
    let text = Self.text(&random)
    switch step.kind {
    case .create: write(text, to: folder(&random).appending(path: "f\(random.below(9)).md"))
    case .edit:
      let habit = SaveHabit.allCases[random.below(SaveHabit.allCases.count)]
      file(&random).map { habit.save(text, to: $0) }
    case .touch: file(&random).map { _ = unsafe utimes($0.path, nil) }
    case .remove: file(&random).map { try? files.removeItem(at: $0) }
    case .makeDeep:
      let deep = folder(&random).appending(path: "a/b/c")
      try? files.createDirectory(at: deep, withIntermediateDirectories: true)
      write(text, to: deep.appending(path: "x.md"))
    case .renameFile:
      file(&random).map {
        _ = unsafe rename($0.path, folder(&random).appending(path: "f\(random.below(9)).md").path)
      }
    case .caseRename:
      file(&random).map {
        let name = $0.lastPathComponent
        let other = name == name.lowercased() ? name.uppercased() : name.lowercased()
        let stem = other.dropLast(3) + ".md"
        _ = unsafe rename($0.path, $0.deletingLastPathComponent().appending(path: String(stem)).path)
      }
    case .renameFolder:
      inner(&random).map {
        _ = unsafe rename($0.path, folder(&random).appending(path: "d\(random.below(8))").path)
      }
    case .likeNamedFolders:
      guard let one = inner(&random) else { return }
      try? files.createDirectory(atPath: one.path + "bar", withIntermediateDirectories: true)
      write(text, to: URL(filePath: one.path + "bar/p.md"))
      _ = unsafe rename(one.path, one.path + "moved")
    case .chainOfRenames:
      guard let one = inner(&random) else { return }
      let (first, second) = (memories.appending(path: "t1").path, memories.appending(path: "t2").path)
      _ = unsafe rename(one.path, first)
      _ = unsafe rename(first, second)
      try? files.createDirectory(at: one, withIntermediateDirectories: true)
      write(text, to: one.appending(path: "z.md"))
    case .swapFolders:
      guard let one = inner(&random), let other = inner(&random) else { return }
      // Refused where one holds the other.
      try? Files.exchange(FilePath(one.path), FilePath(other.path))
    case .swapFiles:
      guard let one = file(&random), let other = file(&random) else { return }
      try? Files.exchange(FilePath(one.path), FilePath(other.path))
    case .moveOut:
      guard let one = inner(&random) else { return }
      let away = outside.appending(path: "o\(random.below(1_000_000))")
      guard unsafe rename(one.path, away.path) == 0 else { return }
      write(text, to: away.appending(path: "edited-outside.md"))
    case .moveIn:
      guard let name = try? files.contentsOfDirectory(atPath: outside.path).sorted().first else { return }
      let place = folder(&random).appending(path: "d\(random.below(8))")
      _ = unsafe rename(outside.appending(path: name).path, place.path)
    case .removeFolder: inner(&random).map { try? files.removeItem(at: $0) }
    case .link:
      guard let file = file(&random) else { return }
      let place = folder(&random).appending(path: "l\(random.below(9)).md")
      _ = unsafe symlink(file.path, place.path)
    case .linkFolder:
      guard let one = inner(&random) else { return }
      _ = unsafe symlink(one.path, folder(&random).appending(path: "k\(random.below(9))").path)
    case .chmod: file(&random).map { _ = unsafe Glibc.chmod($0.path, random.below(2) == 0 ? 0o600 : 0o644) }
    case .gitCommit: commit("b\(random.below(4))")
    case .gitCheckout: git("checkout", "-qf", "b\(random.below(4))")
    }
  }

  // MARK: Git

  private func commit(_ branch: String) {
    if !FileManager.default.fileExists(atPath: memories.appending(path: ".git").path) { git("init", "-q") }
    git("add", "-A")
    git("commit", "-qm", "as it is")
    git("branch", "-f", branch)
  }

  private func git(_ arguments: String...) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/git")
    process.arguments =
      ["-C", memories.path, "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "gc.auto=0"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": outside.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return }
    process.waitUntilExit()
  }

  // MARK: Choosing

  private static func text(_ random: inout SplitMix) -> [UInt8] {
    let number = random.below(100_000)
    let sections = (0...random.below(4)).map {
      "\n## Part \($0)\n\nword\(number + $0) stands in part \($0).\n"
    }
    return Array("# Title \(number)\n\(sections.joined())".utf8)
  }

  private func write(_ text: [UInt8], to file: URL) { SaveHabit.truncateAndWrite.save(text, to: file) }

  private func all(folders: Bool) -> [URL] {
    let found = FileManager.default.enumerator(
      at: memories,
      includingPropertiesForKeys: [.isDirectoryKey, .isSymbolicLinkKey],
      options: [.skipsHiddenFiles]
    )
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { url in
        let values = try? url.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
        // A link to a folder is nobody's folder here.
        return (values?.isDirectory == true && values?.isSymbolicLink == false) == folders
      }
      .sorted { $0.path < $1.path }
  }

  private func folder(_ random: inout SplitMix) -> URL {
    let folders = [memories] + all(folders: true)
    let chosen = folders[random.below(folders.count)]
    guard random.below(4) == 0 else { return chosen }
    let made = chosen.appending(path: "d\(random.below(8))")
    try? FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    return made
  }

  private func inner(_ random: inout SplitMix) -> URL? {
    let folders = all(folders: true)
    return folders.isEmpty ? nil : folders[random.below(folders.count)]
  }

  private func file(_ random: inout SplitMix) -> URL? {
    let files = all(folders: false)
    return files.isEmpty ? nil : files[random.below(files.count)]
  }
}
