public import Plumbing

/// Puts a new text in the place of a user's file without ever losing an edit of theirs.
///
/// Compare, exchange the two names in one step, look at what came out, keep it, and look again when things have settled.
/// Comparing and then renaming loses an edit saved between the two; here whatever came out of the exchange is looked at
/// after it, and put back when it is not what was compared. What came out is kept as an inode, not as a copy: an editor
/// that still has the file open writes into what we keep, and the second look finds that.
///
/// The promise: every byte sequence that the user ever closed is the file, or kept, or superseded by a later save.
public struct Adoption {
  /// How it ended.
  public enum Outcome: Equatable, Sendable {
    /// The new text is live; the old file is kept here.
    case adopted(kept: FilePath)
    /// The user's text is another than the one that was compared; it stays. The new text is where the program keeps it.
    case stale
  }

  /// Why nothing was done; the file is as it was.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case gone(FilePath)
    /// A link, or one of several names of a file: what else would change is not known.
    case notPlain(FilePath)
    case notOurs(FilePath, reason: String)
    /// Something has the name of a folder that was to be made.
    case taken(FilePath)
    /// The file system cannot exchange two names; the new text lies beside the file.
    case noExchange(FilePath, proposed: FilePath)

    public var description: String {
      switch self {
      case .gone(let file): "\(file) is gone — nothing was adopted"
      case .notPlain(let file):
        "\(file) is a link, or has several names — change it by hand; `qmd proposals show` prints the new text"
      case .notOurs(let file, let reason):
        "\(file) cannot be changed (\(reason)) — check its folder's rights; nothing was adopted"
      case .taken(let folder):
        "\(folder) is there already, and is not written over — move it away, or reject the proposal"
      case .noExchange(let file, let proposed):
        "the file system of \(file) cannot exchange two files — the new text lies in \(proposed)"
      }
    }
  }

  /// A step of the protocol, told before it is taken: for tests that stop there.
  public enum Step: String, CaseIterable, Sendable {
    case written, compared, exchanged, verified, kept, settled
  }

  private let keep: FilePath
  /// Nanoseconds after which an editor that was saving has closed its file.
  private let settle: UInt64
  private let step: @Sendable (Step) -> Void

  /// - Parameters:
  ///   - keep: The folder for what was displaced; made when it is missing.
  ///   - settle: Nanoseconds to wait before the last look.
  ///   - step: Told of each step when it is done.
  public init(
    keeping keep: FilePath,
    settle: UInt64 = 100_000_000,
    step: @escaping @Sendable (Step) -> Void = { _ in }
  ) {
    self.keep = keep
    self.settle = settle
    self.step = step
  }

  /// Puts `after` in the place of `file`, which must still hold `before`.
  public func replace(_ file: FilePath, _ before: [UInt8], with after: [UInt8]) throws(Failure) -> Outcome {
    try check(file)
    try keepLeftOvers(beside: file)
    let incoming = try write(after, beside: file)
    step(.written)
    guard try read(file) == before else {
      Files.remove(incoming)
      return .stale
    }
    step(.compared)
    do throws(SystemError) {
      try Files.exchange(file, incoming)
    } catch {
      // An editor that moves the file aside first has it absent for a moment: what it saves next is later than ours.
      if Errno.isAbsence(error.code) {
        Files.remove(incoming)
        return .stale
      }
      return try withoutExchange(file, incoming, error)
    }
    step(.exchanged)
    // From here on `incoming` names what was displaced.
    guard (try? read(incoming)) == before else { return try giveBack(file, incoming, after) }
    step(.verified)
    let kept = try move(incoming, asVersionOf: file)
    step(.kept)
    Pause.nanoseconds(settle)
    let outcome = try settled(file, kept, before, after)
    step(.settled)
    return outcome
  }

  // MARK: Steps

  private func check(_ file: FilePath) throws(Failure) {
    let names = Files.linkCount(of: file)
    // An editor that moves the file aside leaves it without a name for a moment, perhaps between the two looks.
    guard let status = FileStatus.of(file), names > 0 else { throw .gone(file) }
    guard status.kind == .file, names == 1 else { throw .notPlain(file) }
  }

  /// What a run that was killed between its steps left beside the file is what it had displaced, or its new text.
  private func keepLeftOvers(beside file: FilePath) throws(Failure) {
    let prefix = file.lastComponent.text + ".", suffix = ".tmp"
    for name in Files.names(in: file.parent) where name.text.hasPrefix(prefix) && name.text.hasSuffix(suffix)
    {
      let number = Int32(name.text.dropFirst(prefix.count).dropLast(suffix.count))
      guard let number, number != Launch.processID, !Launch.isAlive(number) else { continue }
      _ = try move(file.parent.appending(name), asVersionOf: file)
    }
  }

  private func write(_ bytes: [UInt8], beside file: FilePath) throws(Failure) -> FilePath {
    do throws(SystemError) {
      return try Files.writeBeside(file, bytes)
    } catch {
      throw .notOurs(file, reason: error.reason.lowercased())
    }
  }

  private func read(_ file: FilePath) throws(Failure) -> [UInt8]? {
    do throws(SystemError) {
      return try Files.read(file)
    } catch {
      throw .notOurs(file, reason: error.reason.lowercased())
    }
  }

  /// What was displaced is a save that nobody compared: it goes back, unless a still later one is there by now.
  private func giveBack(_ file: FilePath, _ displaced: FilePath, _ after: [UInt8]) throws(Failure) -> Outcome
  {
    guard (try? Files.read(file)) == after else {
      // Saved again since: that one is live, and the one before it is kept.
      _ = try move(displaced, asVersionOf: file)
      return .stale
    }
    do throws(SystemError) {
      try Files.exchange(file, displaced)
    } catch {
      // The name is gone, so an editor is between two steps of a save of its own.
      _ = try move(displaced, asVersionOf: file)
      return .stale
    }
    // What came out now should be our own text; anything else was saved in between, and is the latest.
    if (try? Files.read(displaced)) == after {
      Files.remove(displaced)
      return .stale
    }
    do throws(SystemError) {
      try Files.exchange(file, displaced)
    } catch {}
    _ = try move(displaced, asVersionOf: file)
    return .stale
  }

  /// The last look: an editor that had the file open when it was displaced has written into what is kept.
  private func settled(
    _ file: FilePath,
    _ kept: FilePath,
    _ before: [UInt8],
    _ after: [UInt8]
  ) throws(Failure) -> Outcome {
    let live = (try? Files.read(file)) ?? nil
    let old = (try? Files.read(kept)) ?? nil
    if let old, old != before {
      // The user's save went into the old file. It is the latest unless they saved the new one too.
      guard live == after else { return .stale }
      let copy = try write(old, beside: file)
      do throws(SystemError) {
        try Files.exchange(file, copy)
      } catch {
        Files.remove(copy)
        // Saved once more, by an editor that moves the file aside: that save is the latest, and this one is kept.
        if Errno.isAbsence(error.code) { return .stale }
        throw .notOurs(file, reason: error.reason.lowercased())
      }
      if (try? Files.read(copy)) == after {
        Files.remove(copy)
      } else {
        do throws(SystemError) { try Files.exchange(file, copy) } catch {}
        _ = try move(copy, asVersionOf: file)
      }
      return .stale
    }
    return live == after ? .adopted(kept: kept) : .stale
  }

  /// Into the folder of what is kept, under a name that says what it was; its inode stays the same where it can.
  private func move(_ displaced: FilePath, asVersionOf file: FilePath) throws(Failure) -> FilePath {
    do throws(SystemError) {
      try Files.createFolder(keep)
      let stamp = "\(Timestamp.now.nanoseconds)-\(Launch.processID)"
      let kept = keep.appending("\(stamp)-\(Self.name(of: file))")
      do throws(SystemError) {
        try Files.rename(displaced, to: kept)
        return kept
      } catch {
        // Another file system: a copy is kept there, and the inode beside the file for those who have it open.
        guard let bytes = try Files.read(displaced) else { throw error }
        _ = try Files.create(kept, with: bytes)
        Pause.nanoseconds(settle)
        if let later = try Files.read(displaced), later != bytes { try Files.replace(kept, with: later) }
        Files.remove(displaced)
        return kept
      }
    } catch {
      throw .notOurs(keep, reason: error.reason.lowercased())
    }
  }

  /// Tells what was displaced of one file from that of others; its folder's name is for people.
  private static func name(of file: FilePath) -> String {
    "\(SHA256.hex(file.bytes).prefix(16))-\(file.parent.lastComponent)-\(file.lastComponent)"
  }

  /// Removes everything that was displaced of a file.
  public static func forget(_ file: FilePath, keptIn folder: FilePath) {
    for name in Files.names(in: folder) where name.text.hasSuffix(self.name(of: file)) {
      Files.remove(folder.appending(name))
    }
  }

  private func withoutExchange(
    _ file: FilePath,
    _ incoming: FilePath,
    _ error: SystemError
  ) throws(Failure) -> Outcome {
    guard Errno.isUnsupported(error.code) else {
      Files.remove(incoming)
      throw .notOurs(file, reason: error.reason.lowercased())
    }
    let proposed = FilePath(bytes: file.bytes + Array(".proposed".utf8))
    do throws(SystemError) {
      try Files.rename(incoming, to: proposed)
    } catch {
      Files.remove(incoming)
      throw .notOurs(file, reason: error.reason.lowercased())
    }
    throw .noExchange(file, proposed: proposed)
  }
}
