/// Why a file cannot be read as a document.
public enum ReadProblem: Error, Equatable, Sendable, CustomStringConvertible {
  case blank
  case binary
  /// Longer than is read at all; the limit in bytes.
  case tooLarge(limit: Int)

  public var description: String {
    switch self {
    case .blank: "The file is blank."
    case .binary: "The file is not text."
    case .tooLarge(let limit): "The file is larger than \(limit / 1_048_576) MB."
    }
  }
}
