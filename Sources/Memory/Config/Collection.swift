public import Plumbing

/// A folder that is kept in memory, and what of it.
public struct Collection: Equatable, Sendable {
  /// A text that tells what lies below a folder, shown with every hit from there.
  public struct Context: Equatable, Sendable {
    /// A relative path without slashes around it; empty for the collection's own folder.
    public let prefix: String
    public var text: String

    /// Slashes at the ends of `prefix` do not count: `""` and `"/"` are the collection's own folder.
    public init(prefix: String, text: String) {
      self.prefix = Self.normalized(prefix)
      self.text = text
    }

    /// Whether the file of this relative path lies below the prefix: `sub` holds `sub/x.md`, not `subway.md`.
    public func holds(_ path: FilePath) -> Bool {
      let prefix = FilePath(prefix).components
      return path.components.starts(with: prefix)
    }

    static func normalized(_ prefix: String) -> String {
      prefix.split(separator: "/").joined(separator: "/")
    }

    fileprivate var depth: Int { FilePath(prefix).components.count }
  }

  public static let usualPattern = "**/*.md"

  public var name: String
  /// Where it lies, absolute.
  public var path: FilePath
  /// Which files belong to it; see `Glob`.
  public var pattern: String
  /// Which of these do not, as patterns.
  public var ignore: [String]
  /// A command that bash runs in the folder before an update.
  public var update: String?
  /// Whether a search that names no collection looks here.
  public var includeByDefault: Bool
  /// In the order of the file.
  public var context: [Context]

  public init(
    name: String,
    path: FilePath,
    pattern: String = usualPattern,
    ignore: [String] = [],
    update: String? = nil,
    includeByDefault: Bool = true,
    context: [Context] = []
  ) {
    self.name = name
    self.path = path
    self.pattern = pattern
    self.ignore = ignore
    self.update = update
    self.includeByDefault = includeByDefault
    self.context = context
  }

  /// The contexts of a relative path, general ones first.
  public func contexts(of path: FilePath) -> [Context] {
    context.filter { $0.holds(path) }.enumerated()
      .sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }
      .map(\.element)
  }
}
