import Plumbing

/// Why a verb could not do what was asked: one sentence, and the exit status.
struct Failure: Error, CustomStringConvertible {
  let description: String
  let status: Int32

  init(_ description: String, status: Int32 = 1) {
    self.description = description
    self.status = status
  }
}

extension Failure {
  /// What could not be written, and what to do about it.
  static func cannotWrite(_ path: FilePath, _ error: SystemError) -> Failure {
    Failure("cannot write \(path) (\(error.reason.lowercased())) — \(advice(error, on: path.parent))")
  }

  /// A call of the system that nobody had words for.
  init(_ error: SystemError) {
    self.init(
      "\(error.call) of \(error.subject) failed (\(error.reason.lowercased())) — "
        + Self.advice(error, on: FilePath(error.subject))
    )
  }

  private static func advice(_ error: SystemError, on path: FilePath) -> String {
    Errno.isFull(error.code) ? "free some space and try again" : "check the rights of \(path)"
  }
}
