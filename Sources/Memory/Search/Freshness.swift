/// How far an answer agrees with the disk.
public struct Freshness: Equatable, Sendable {
  public enum Source: Equatable, Sendable {
    /// A live watcher keeps the index; what is shown was compared with the disk.
    case watched
    /// Every file in scope was compared with the disk for this answer.
    case compared
    /// There was no time to compare all files.
    case unchecked
  }

  public internal(set) var source: Source
  /// New or changed files that were read from disk for this answer.
  public internal(set) var readNow = 0
  /// New or changed files that were too many to be read for one answer.
  public internal(set) var leftOut = 0
  /// Documents on record whose files are gone; none of them is shown.
  public internal(set) var gone = 0
  /// Collections whose folder cannot be read now, with the reason.
  public internal(set) var problems: [String] = []

  public init(source: Source) { self.source = source }
}
