import Plumbing

/// The keys of `index.yml` that qmd knows, by the mapping they stand in.
public enum ConfigKeys: String, CaseIterable, Sendable {
  /// The file itself.
  case root
  case models
  /// Where `teach` is a mapping.
  case teach
  /// Each of `collections`.
  case collection

  public var names: [String] {
    switch self {
    case .root:
      [
        "global_context", "editor_uri", "editor_uri_template", "editorUri", "editor-uri", "notify", "lookups",
        "models",
        "teach", "teach_budget", "collections",
      ]
    case .models:
      ["embed", "embed_endpoint", "embed_key", "embed_key_file", "embed_dimensions"]
        + ["teach", "search"].flatMap { name in
          [name] + ["endpoint", "key", "key_file", "price", "timeout"].map { "\(name)_\($0)" }
        }
    case .teach: ["mode", "hours_between", "lessons_per_day", "displaced_days"]
    case .collection:
      ["path", "pattern", "glob", "mask", "ignore", "update", "includeByDefault", "context"]
    }
  }

  /// The pair of a key in a mapping; only of one that is listed here.
  func pair(_ key: String, in node: YAMLNode?) -> YAMLNode.Pair? {
    precondition(names.contains(key), "\(key) is read from index.yml and not among its known keys")
    return node?.pair(key)
  }

  func value(_ key: String, in node: YAMLNode?) -> YAMLNode? { pair(key, in: node)?.value }

  /// A key that qmd does not know.
  public struct Stranger: Equatable, Sendable {
    public let name: String
    /// The line, counted from 1.
    public let line: Int
    /// The keys that are known where it stands.
    public let known: [String]
  }

  /// The keys of a config file that qmd does not know, in the order of its lines; none where it cannot be read.
  public static func strangers(in bytes: [UInt8]) -> [Stranger] {
    guard let root = (try? YAML.parse(bytes, limits: Config.limits)) ?? nil else { return [] }
    func strangers(_ node: YAMLNode?, _ place: ConfigKeys) -> [Stranger] {
      (node?.pairs ?? []).compactMap { pair in
        guard let name = pair.key.text, !place.names.contains(name) else { return nil }
        return Stranger(name: name, line: pair.key.lines.lowerBound + 1, known: place.names)
      }
    }
    let collections = root["collections"]?.pairs ?? []
    return
      (strangers(root, .root) + strangers(root["models"], .models) + strangers(root["teach"], .teach)
      + collections.flatMap { strangers($0.value, .collection) })
      .sorted { ($0.line, $0.name) < ($1.line, $1.name) }
  }
}
