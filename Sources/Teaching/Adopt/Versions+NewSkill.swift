public import Plumbing

/// Skills that are proposed whole: their files appear together, and go together when that is undone.
extension Versions {
  /// Writes the files of a proposal, into a folder that is not there yet.
  ///
  /// They are written beside it first, so that the folder appears whole or not at all.
  ///
  /// - Returns: the skill's folder.
  public func adoptNew(_ proposal: Ledger.Proposal) throws -> FilePath {
    guard let folder = Self.folder(of: proposal) else { throw Adoption.Failure.gone(FilePath("SKILL.md")) }
    guard FileStatus.of(folder) == nil else { throw Adoption.Failure.taken(folder) }
    let beside = folder.parent.appending(".\(folder.lastComponent).\(Launch.processID).tmp")
    do throws(SystemError) {
      for file in proposal.newFiles {
        guard let inside = file.path.relative(to: folder), !inside.isEmpty else { continue }
        try Files.createFolder(beside.appending(inside).parent)
        try Files.replace(beside.appending(inside), with: file.bytes)
      }
    } catch {
      Files.removeTree(beside)
      throw Adoption.Failure.notOurs(folder.parent, reason: error.reason.lowercased())
    }
    for change in Self.changes(of: proposal) {
      try ledger.keep(change, cause: "proposal \(proposal.id)", index: index)
    }
    do throws(SystemError) {
      // rename(2) replaces nothing but an empty folder.
      try Files.rename(beside, to: folder)
    } catch {
      Files.removeTree(beside)
      throw error.code == Errno.exists || FileStatus.of(folder) != nil
        ? Adoption.Failure.taken(folder)
        : Adoption.Failure.notOurs(folder.parent, reason: error.reason.lowercased())
    }
    try ledger.note(.adopted, of: proposal.id)
    return folder
  }

  /// Takes a skill away that a proposal brought whole; where anything of it was changed since, it stays.
  ///
  /// The folder is moved to what was displaced, whatever else lies in it.
  public func removeNew(_ proposal: Ledger.Proposal) throws -> Outcome {
    guard let folder = Self.folder(of: proposal) else { return .done }
    for file in proposal.newFiles where try Files.read(file.path) != file.bytes { return .stale(file.path) }
    let known = Set(proposal.newFiles.map { $0.path.relative(to: folder) })
    if let other = Self.files(below: folder).first(where: { !known.contains($0) }) {
      return .stale(folder.appending(other))
    }
    for change in Self.changes(of: proposal) {
      let back = SkillChange(
        address: change.address,
        file: change.file,
        before: change.after,
        after: change.before
      )
      try ledger.keep(back, cause: Self.undoing, index: index)
    }
    let kept = Self.folder(beside: ledger.path)
    do throws(SystemError) {
      try Files.createFolder(kept)
      try Files.rename(
        folder,
        to: kept.appending("\(Timestamp.now.nanoseconds)-\(Launch.processID)-\(folder.lastComponent)")
      )
    } catch {
      // Another file system: every byte of it is in the ledger.
      for file in proposal.newFiles { Files.remove(file.path) }
      Files.removeTree(folder)
    }
    try ledger.note(.undone, of: proposal.id)
    return .done
  }

  private static func folder(of proposal: Ledger.Proposal) -> FilePath? {
    proposal.newFiles.first { $0.path.lastComponent.text == "SKILL.md" }?.path.parent
  }

  /// Its SKILL.md, from nothing.
  private static func changes(of proposal: Ledger.Proposal) -> [SkillChange] {
    proposal.newFiles.filter { $0.path.lastComponent.text == "SKILL.md" }
      .map { SkillChange(address: proposal.skill, file: $0.path, before: [], after: $0.bytes) }
  }

  /// The files below a folder two levels deep, by their paths from it.
  private static func files(below folder: FilePath) -> [FilePath] {
    Files.names(in: folder).flatMap { name -> [FilePath] in
      guard FileStatus.of(folder.appending(name))?.kind == .folder else { return [name] }
      return Files.names(in: folder.appending(name)).map { name.appending($0) }
    }
  }
}
