/// Which files below a collection's folder belong to it.
///
/// Paths are relative to that folder.  What a walk need not descend into holds no file that is admitted, and the other
/// way round: both are asked for each path by itself, so a single event is judged as a walk would judge it.
public struct Scope: Sendable {
  private let pattern: Glob
  private let ignored: [Glob]
  /// Names beginning with a dot that the pattern spells out, such as `.claude`.
  private let dotNames: [[UInt8]]

  /// - Throws: `GlobError` for a pattern, or an ignore rule, that cannot be used.
  public init(_ collection: Collection) throws(GlobError) {
    pattern = try Glob(collection.pattern)
    var ignored: [Glob] = []
    for rule in collection.ignore { ignored.append(try Glob(rule, dotFiles: true)) }
    self.ignored = ignored
    dotNames = pattern.spelledDotNames
  }

  public func admits(file path: [UInt8]) -> Bool { admits(file: path.span) }

  /// Whether the file of this relative path is one of the collection's.
  public func admits(file path: Span<UInt8>) -> Bool {
    var start = 0
    var last = 0..<0
    while let name = path.name(from: start) {
      if excludes(path, name) { return false }
      last = name
      start = name.upperBound + 1
    }
    return !last.isEmpty && !isDropping(path, last) && pattern.matches(path) && !isIgnored(path)
  }

  public func descends(into folder: [UInt8]) -> Bool { descends(into: folder.span) }

  /// Whether something below this relative folder may be admitted; the collection's own is the empty path.
  public func descends(into folder: Span<UInt8>) -> Bool {
    var start = 0
    while let name = folder.name(from: start) {
      if excludes(folder, name) { return false }
      start = name.upperBound + 1
    }
    return pattern.mayMatch(below: folder) && !isIgnored(folder)
  }

  /// The ignore rule that keeps this path out, to tell the user.
  public func ignoreRule(for path: [UInt8]) -> String? {
    ignored.first { $0.covers(path.span) }?.pattern
  }

  private func isIgnored(_ path: Span<UInt8>) -> Bool {
    for rule in ignored where rule.covers(path) { return true }
    return false
  }

  /// Names that are kept out at any depth.
  private func excludes(_ path: Span<UInt8>, _ name: Range<Int>) -> Bool {
    for folder in Self.folders where path.equals(folder, in: name) { return true }
    guard path[name.lowerBound] == UInt8(ascii: ".") else { return false }
    for spelled in dotNames where path.equals(spelled, in: name) { return false }
    return true
  }

  private static let folders = ["node_modules", ".git", ".cache", "vendor", "dist", "build"]
    .map { Array($0.utf8) }

  // MARK: What editors and synchronisers leave behind

  /// `*~ *.swp *.tmp 4913 #*#`; those that begin with a dot (`.*.swo .#* .syncthing.* .~lock.*`) are out as such.
  private func isDropping(_ path: Span<UInt8>, _ name: Range<Int>) -> Bool {
    let first = path[name.lowerBound], last = path[name.upperBound - 1]
    return last == UInt8(ascii: "~")
      || (first == UInt8(ascii: "#") && last == first && name.count > 1)
      || path.ends(with: Self.swap) || path.ends(with: Self.temporary)
      || path.equals(Self.probe, in: name)
  }

  private static let swap = Array(".swp".utf8)
  private static let temporary = Array(".tmp".utf8)
  /// The file by which vim tries whether it may write to a folder.
  private static let probe = Array("4913".utf8)
}
