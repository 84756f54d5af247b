/// A pattern for relative paths, compiled once and matched on bytes: `**/*.md`, `notes/**, {a,b}/*.txt`.
///
/// `**` stands for any number of folders, also none; `*` and `?` stay within a name; `[a-z]` and `[!a]` are sets;
/// `{a,b}` and a comma list are unions.  Only a pattern that says so with a dot reaches names that begin with one.
/// The time to match grows with the length of path and pattern, never by trying combinations.
public struct Glob: Sendable {
  /// The pattern as it was written.
  public let pattern: String
  private let alternatives: [GlobSteps]

  /// - Parameters:
  ///   - pattern: what is to be matched.
  ///   - dotFiles: whether `*`, `?` and `**` also stand for names that begin with a dot.
  /// - Throws: `GlobError` when it is empty, too long, or a union of more than 1,000.
  public init(_ pattern: String, dotFiles: Bool = false) throws(GlobError) {
    self.pattern = pattern
    var alternatives: [GlobSteps] = []
    var seen: Set<[UInt8]> = []
    for alternative in try GlobUnion.alternatives(of: pattern) where seen.insert(alternative).inserted {
      guard let steps = GlobSteps(alternative, dotFiles: dotFiles) else {
        throw GlobError(pattern: pattern, problem: "more than \(GlobSteps.limit) folders deep")
      }
      alternatives.append(steps)
    }
    self.alternatives = alternatives
  }

  public func matches(_ path: [UInt8]) -> Bool { matches(path.span) }
  public func matches(_ path: ArraySlice<UInt8>) -> Bool { matches(path.span) }

  /// Whether this relative path is one that the pattern means.
  public func matches(_ path: Span<UInt8>) -> Bool {
    for alternative in alternatives where alternative.matches(path) { return true }
    return false
  }

  /// Whether it matches the path or a folder that the path lies in.
  public func covers(_ path: Span<UInt8>) -> Bool {
    for alternative in alternatives where alternative.covers(path) { return true }
    return false
  }

  public func mayMatch(below folder: [UInt8]) -> Bool { mayMatch(below: folder.span) }

  /// Whether anything beneath this relative folder could match: false means that nobody needs to look there.
  public func mayMatch(below folder: Span<UInt8>) -> Bool {
    for alternative in alternatives where alternative.mayMatch(below: folder) { return true }
    return false
  }

  /// The names beginning with a dot that the pattern spells out, such as `.claude`.
  var spelledDotNames: [[UInt8]] { alternatives.flatMap(\.spelledDotNames) }
}

/// Why a pattern cannot be used.
public struct GlobError: Error, Equatable, Sendable, CustomStringConvertible {
  public let pattern: String
  /// What was wrong, as a clause: "more than 1,000 alternatives".
  public let problem: String

  public var description: String { "the pattern '\(pattern.prefix(80))' is \(problem); write a simpler one" }
}
