public import Glibc

/// A call of the operating system that failed: which, on what, and why.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call, as the manual names it: `open`, `flock`.
  public let call: String
  /// What it was called on, for people; empty when there is nothing to name.
  public let subject: String
  /// The `errno`.
  public let code: CInt

  public init(_ call: String, on subject: String, code: CInt = errno) {
    self.call = call
    self.subject = subject
    self.code = code
  }

  /// The system's own words for the code: "No such file or directory".
  public var reason: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  public var description: String { "\(call) \(subject): \(reason)" }
}
