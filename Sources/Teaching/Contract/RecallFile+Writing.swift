public import Plumbing

/// Why a `recall.json` was not written.
public enum RecallWriteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is there already.
  case exists(FilePath)
  /// Something on the way is a link, or no folder.
  case notOwn(FilePath)
  /// It is not what it was when it was read.
  case changed(FilePath)
  case failed(FilePath, reason: String)

  public var description: String {
    switch self {
    case .exists(let path): "\(path) is there already, and is never written over — edit it, or move it away"
    case .notOwn(let path):
      "\(path) is a link or no folder, so nothing is written there — make it a plain folder"
    case .changed(let path):
      "\(path) was changed in the meantime, and was left as it is — run the command again"
    case .failed(let path, let reason):
      "\(path) cannot be written (\(reason)) — check its folder's rights and free space"
    }
  }
}

extension RecallFile {
  /// The contract of a skill as it is; nil when it has none.
  public static func bytes(of skill: Skill) throws(RecallWriteError) -> [UInt8]? {
    do throws(SystemError) {
      return try skill.bytes(of: path, limit: limit + 1)
    } catch {
      throw .failed(skill.folder.appending(path), reason: error.reason.lowercased())
    }
  }

  /// Writes a contract for a skill that has none.
  ///
  /// - Returns: where it is.
  /// - Throws: `RecallWriteError`; nothing that was there has changed.
  public static func create(_ bytes: [UInt8], for skill: Skill) throws(RecallWriteError) -> FilePath {
    let file = try ownPlace(of: skill)
    guard FileStatus.of(file) == nil else { throw .exists(file) }
    do throws(SystemError) {
      try Files.createFolder(file.parent)
      guard try Files.create(file, with: bytes) else {
        throw SystemError("link", on: file.text, code: Errno.exists)
      }
    } catch {
      if error.code == Errno.exists { throw .exists(file) }
      throw .failed(file, reason: error.reason.lowercased())
    }
    return file
  }

  /// Puts `bytes` in the place of a contract that still is `before`.
  ///
  /// - Returns: where it is.
  /// - Throws: `RecallWriteError`; nothing that was there has changed.
  public static func replace(
    _ before: [UInt8],
    with bytes: [UInt8],
    for skill: Skill
  ) throws(RecallWriteError) -> FilePath {
    let file = try ownPlace(of: skill)
    guard FileStatus.of(file)?.kind == .file else { throw .notOwn(file) }
    guard try Self.bytes(of: skill) == before else { throw .changed(file) }
    do throws(SystemError) {
      try Files.replace(file, with: bytes)
    } catch {
      throw .failed(file, reason: error.reason.lowercased())
    }
    return file
  }

  /// Where the contract belongs, when no link leads away from there.
  private static func ownPlace(of skill: Skill) throws(RecallWriteError) -> FilePath {
    let folder = skill.folder.appending(path.parent)
    guard let kind = FileStatus.of(folder)?.kind else { return skill.folder.appending(path) }
    guard kind == .folder else { throw .notOwn(folder) }
    return skill.folder.appending(path)
  }
}
