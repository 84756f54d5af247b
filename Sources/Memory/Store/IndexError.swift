public import Plumbing

/// Why the index cannot be used; each says what happened, to what, and what to do next.
public enum IndexError: Error, Sendable, CustomStringConvertible {
  /// There is no index yet.
  case missing(FilePath)
  case foreign(FilePath)
  case newer(FilePath, version: Int64)
  case older(FilePath)
  case damaged(FilePath, SQLiteError)
  case full(FilePath)
  case readOnly(FilePath)
  case locked(FilePath)
  case cannotOpen(FilePath, reason: String)
  case failed(FilePath, SQLiteError)

  /// Translates what SQLite said about the file at `path`.
  init(_ error: SQLiteError, at path: FilePath) {
    self =
      if error.isDamage {
        .damaged(path, error)
      } else if error.isFull {
        .full(path)
      } else if error.isReadOnly {
        .readOnly(path)
      } else if error.isBusy {
        .locked(path)
      } else if error.cannotOpen {
        .cannotOpen(path, reason: error.message)
      } else {
        .failed(path, error)
      }
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "there is no index at \(path) yet — run `qmd update`, or `qmd collection add FOLDER` for a first folder"
    case .foreign(let path):
      "the index at \(path) was written by another program — run `qmd update`, which moves it aside and builds ours"
    case .newer(let path, let version):
      "the index at \(path) was written by a newer qmd (version \(version)) — update qmd, or run `qmd update` to move it"
        + " aside and rebuild"
    case .older(let path):
      "the index at \(path) was written by an older qmd — run `qmd update` to bring it up to date"
    case .damaged(let path, let error):
      "the index at \(path) is damaged (\(error.message)) — run `qmd update`, which moves it aside and rebuilds it from"
        + " the files"
    case .full(let path):
      "the disk that holds \(path) is full — free some space and run `qmd update`; nothing that was indexed is lost"
    case .readOnly(let path):
      "the index at \(path) may not be written — check the rights of the file and its folder"
    case .locked(let path):
      "the index at \(path) is busy in another program — try again in a moment"
    case .cannotOpen(let path, let reason):
      "cannot open the index at \(path) (\(reason)) — check that its folder exists and is yours"
    case .failed(let path, let error):
      "the index at \(path) answered: \(error.message) — run `qmd doctor`"
    }
  }
}
