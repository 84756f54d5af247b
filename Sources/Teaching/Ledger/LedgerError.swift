public import Plumbing

/// Why the ledger cannot be used.
///
/// Unlike the index it is never moved aside or rebuilt: nothing could fill it again.
public enum LedgerError: Error, Sendable, CustomStringConvertible {
  case foreign(FilePath)
  case newer(FilePath)
  case unusable(FilePath, reason: String)

  public var description: String {
    switch self {
    case .foreign(let path):
      "\(path) is not a ledger of qmd — move it away, or set XDG_STATE_HOME to another folder"
    case .newer(let path):
      "the ledger at \(path) was written by a newer qmd — update qmd; it was left as it is"
    case .unusable(let path, let reason):
      "the ledger at \(path) cannot be used (\(reason)) — check its folder's rights and free space"
    }
  }
}
