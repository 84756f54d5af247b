public import Plumbing

/// A collection whose folder cannot be indexed now; what is on record of it is kept.
public enum RootError: Error, Sendable, CustomStringConvertible {
  case missing(Collection)
  case notAFolder(Collection)
  /// Nothing is in it, and what is known of it lay on another disk.
  case unmounted(Collection)
  case unreadable(Collection, SystemError)

  /// Throws where there is no folder, which one look tells.
  public static func check(_ collection: Collection) throws(RootError) {
    guard let status = FileStatus.of(collection.path, following: true) else { throw .missing(collection) }
    guard status.kind == .folder else { throw .notAFolder(collection) }
  }

  /// Those of `collections` without a folder.
  public static func all(in collections: [Collection]) -> [RootError] {
    collections.compactMap { collection in
      do throws(RootError) {
        try check(collection)
        return nil
      } catch {
        return error
      }
    }
  }

  public var collection: Collection {
    switch self {
    case .missing(let collection), .notAFolder(let collection), .unmounted(let collection),
      .unreadable(let collection, _):
      collection
    }
  }

  public var description: String { sentence() }

  /// What is wrong, what becomes of so many documents on record where that is known, and what to do.
  public func sentence(documents: Int? = nil) -> String {
    let kept =
      switch documents {
      case nil: "what is known of it is kept"
      case 1?: "its one document is kept"
      case let count?: "its \(count) documents are kept"
      }
    return switch self {
    case .missing(let collection):
      "the folder of '\(collection.name)', \(collection.path), is not there; \(kept) — bring it back, or run"
        + " `qmd collection remove \(collection.name)`"
    case .unmounted(let collection):
      "the folder of '\(collection.name)', \(collection.path), is empty and no longer the disk that it was; \(kept) —"
        + " mount the disk, or run `qmd collection remove \(collection.name)`"
    case .notAFolder(let collection):
      "'\(collection.name)' is set to \(collection.path), which is not a folder — correct its path in index.yml, or run"
        + " `qmd collection remove \(collection.name)`"
    case .unreadable(let collection, let error):
      "the folder of '\(collection.name)', \(collection.path), cannot be read (\(error.reason.lowercased())) — check its"
        + " rights"
    }
  }
}
