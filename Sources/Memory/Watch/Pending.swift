import Plumbing

/// Paths that something happened to, and when each is to be looked at.
///
/// Events only say that a path is no longer what it was; what it is now is read from the disk when its time has come.
/// So events may come twice, late, in any order or for nothing.
struct Pending {
  /// What the last event said of a path.
  enum Sign: Equatable, Sendable {
    /// Complete: closed after writing, moved here, or a folder that appeared.
    case settled
    /// Rights or times changed.
    case touched
    /// Being written by somebody who has not closed it.
    case open
    /// Deleted or moved away; editors do that on the way to writing it anew.
    case gone
  }

  struct Entry: Equatable {
    var sign: Sign
    var first: Moment
    var due: Moment
  }

  /// The delays, in milliseconds.
  ///
  /// A deletion is believed after `grace`; a file that is not closed is read after `quiet` without a
  /// write, or `patience` after its first one; the same file is read again after `pause` at the earliest.
  static let grace: UInt64 = 500
  static let quiet: UInt64 = 1_000
  static let patience: UInt64 = 30_000
  static let pause: UInt64 = 30
  static let touchDelay: UInt64 = 20

  private var entries: [FilePath: Entry] = [:]
  private var lastRead: [FilePath: Moment] = [:]

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  /// When the next path is due; nil when there is none.
  var nextDue: Moment? { entries.values.lazy.map(\.due).min() }

  mutating func mark(_ path: FilePath, _ sign: Sign, at now: Moment) {
    var first = now
    // The wait for a writer counts from its first write, whatever comes between.
    if let entry = entries[path], entry.sign == .open, sign == .open { first = entry.first }
    let due: Moment =
      switch sign {
      case .settled: now
      case .touched: now.advanced(milliseconds: Self.touchDelay)
      case .open: min(now.advanced(milliseconds: Self.quiet), first.advanced(milliseconds: Self.patience))
      case .gone: now.advanced(milliseconds: Self.grace)
      }
    if sign == .touched, let entry = entries[path], entry.sign != .open || entry.due < due { return }
    let earliest = lastRead[path]?.advanced(milliseconds: Self.pause)
    entries[path] = Entry(sign: sign, first: first, due: max(due, earliest ?? due))
  }

  /// Takes out what is due; everything when `now` is nil.
  mutating func take(dueAt now: Moment?) -> [(path: FilePath, sign: Sign)] {
    var taken: [(path: FilePath, sign: Sign)] = []
    for (path, entry) in entries where now.map({ entry.due <= $0 }) ?? true {
      taken.append((path, entry.sign))
    }
    if taken.count == entries.count {
      entries = [:]
    } else {
      for (path, _) in taken { entries[path] = nil }
    }
    return taken.sorted { $0.path < $1.path }
  }

  /// Remembers when these were read, so that a file saved in a loop is not read in a loop.
  mutating func wasRead(_ paths: [FilePath], at now: Moment) {
    lastRead = lastRead.filter { $0.value.advanced(milliseconds: Self.pause) > now }
    guard paths.count < 1_000 else { return }
    for path in paths { lastRead[path] = now }
  }
}
