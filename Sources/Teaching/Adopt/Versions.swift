public import Plumbing

/// Changes skills' files and keeps what was there: adopting a proposal, and undoing that.
///
/// A text is in the ledger before it is displaced, so that whatever kills the program it can be put back byte for byte.
public struct Versions {
  /// How it ended for a proposal or an undoing.
  public enum Outcome: Equatable, Sendable {
    case done
    /// The user's text is another by now, and stays; the file that is meant.
    case stale(FilePath)
  }

  let ledger: Ledger
  let index: String
  private let adoption: Adoption

  /// - Parameters:
  ///   - ledger: Where versions are kept, and in its folder what was displaced.
  ///   - index: The index's name in the ledger.
  ///   - adoption: How files are changed; nil for the usual way.
  public init(_ ledger: Ledger, index: String, _ adoption: Adoption? = nil) {
    self.ledger = ledger
    self.index = index
    self.adoption = adoption ?? Adoption(keeping: Self.folder(beside: ledger.path))
  }

  /// Where displaced files are kept.
  public static func folder(beside ledger: FilePath) -> FilePath { ledger.parent.appending("displaced") }

  /// Puts a proposal's texts in place: all of them, or none.
  public func adopt(_ proposal: Ledger.Proposal) throws -> Outcome {
    let outcome = try put(proposal.changes, cause: "proposal \(proposal.id)")
    switch outcome {
    case .done: try ledger.note(.adopted, of: proposal.id)
    case .stale(let file): try ledger.note(.stale, of: proposal.id, "\(file) was changed meanwhile")
    }
    return outcome
  }

  /// Puts back what a version displaced, together with what the same proposal displaced elsewhere.
  public func rollBack(_ versions: [Ledger.Version]) throws -> Outcome {
    let changes = versions.map {
      SkillChange(address: $0.skill, file: $0.file, before: $0.after, after: $0.before)
    }
    let outcome = try put(changes, cause: Self.undoing)
    if outcome == .done {
      for number in Set(versions.compactMap { Self.proposal(of: $0.cause) }) {
        try ledger.note(.undone, of: number)
      }
    }
    return outcome
  }

  /// The cause of a version that an undoing displaced.
  public static let undoing = "rollback"

  /// The number in `proposal 3`.
  public static func proposal(of cause: String) -> Int64? {
    cause.hasPrefix("proposal ") ? Int64(cause.dropFirst("proposal ".count)) : nil
  }

  private func put(_ changes: [SkillChange], cause: String) throws -> Outcome {
    for change in changes {
      guard try Files.read(change.file) == change.before else { return .stale(change.file) }
    }
    for change in changes { try ledger.keep(change, cause: cause, index: index) }
    var done: [SkillChange] = []
    for change in changes {
      switch try adoption.replace(change.file, change.before, with: change.after) {
      case .adopted: done.append(change)
      case .stale:
        // Half a proposal was never proven.
        for change in done.reversed() {
          _ = try adoption.replace(change.file, change.after, with: change.before)
        }
        return .stale(change.file)
      }
    }
    return .done
  }

  /// Proposals that are in place although nobody noted it: the program was killed between the two.
  public func settleKilled() throws {
    for proposal in try ledger.proposals(of: index)
    where proposal.state == .open && !(proposal.changes.isEmpty && proposal.newFiles.isEmpty) {
      let isInPlace =
        proposal.changes.allSatisfy { change in
          ((try? Files.read(change.file)) ?? nil) == change.after
        } && proposal.newFiles.allSatisfy { ((try? Files.read($0.path)) ?? nil) == $0.bytes }
      if isInPlace { try ledger.note(.adopted, of: proposal.id, "found in place") }
    }
  }

  // MARK: Displaced files

  /// Removes displaced files that were displaced more than so many days ago and whose bytes are in the ledger.
  ///
  /// A file that an editor has written to since is kept: nothing else has its text.
  ///
  /// - Returns: how many were removed.
  @discardableResult
  public func expire(olderThan days: Int, at now: Timestamp = .now) -> Int {
    let folder = Self.folder(beside: ledger.path)
    let limit = Timestamp(seconds: now.seconds - Int64(days) * 86_400).nanoseconds
    var removed = 0
    for name in Files.names(in: folder) {
      guard let displaced = Int64(name.text.prefix { $0 != "-" }), displaced < limit else { continue }
      let file = folder.appending(name)
      guard FileStatus.of(file)?.kind == .file, let bytes = (try? Files.read(file)) ?? nil,
        (try? ledger.holds(bytes)) ?? false
      else { continue }
      if Files.remove(file) { removed += 1 }
    }
    return removed
  }
}
