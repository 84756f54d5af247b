public import Plumbing

/// A collection whose folder cannot be indexed now; what is on record of it is kept.
public enum RootError: Error, Sendable, CustomStringConvertible {
  case missing(Collection)
  case notAFolder(Collection)
  /// Nothing is in it, and what is known of it lay on another disk.
  case unmounted(Collection)
  case unreadable(Collection, SystemError)

  static func check(_ collection: Collection) throws(RootError) {
    guard let status = FileStatus.of(collection.path, following: true) else { throw .missing(collection) }
    guard status.kind == .folder else { throw .notAFolder(collection) }
  }

  public var description: String {
    switch self {
    case .missing(let collection):
      "the folder of '\(collection.name)', \(collection.path), is not there; what is known of it is kept — bring it back,"
        + " or run `qmd collection remove \(collection.name)`"
    case .unmounted(let collection):
      "the folder of '\(collection.name)', \(collection.path), is empty and no longer the disk that it was; what is known of"
        + " it is kept — mount the disk, or run `qmd collection remove \(collection.name)`"
    case .notAFolder(let collection):
      "'\(collection.name)' is set to \(collection.path), which is not a folder — correct its path in index.yml, or run"
        + " `qmd collection remove \(collection.name)`"
    case .unreadable(let collection, let error):
      "the folder of '\(collection.name)', \(collection.path), cannot be read (\(error.reason.lowercased())) — check its"
        + " rights"
    }
  }
}
