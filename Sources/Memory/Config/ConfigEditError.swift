public import Plumbing

/// Why the config file was left as it was.
public enum ConfigEditError: Error, Equatable, Sendable, CustomStringConvertible {
  case collectionExists(String)
  case unknownCollection(String, known: [String])
  /// A name that is empty, or holds a slash or a control character.
  case badName(String)
  /// It cannot be read, as it is or as it would become.
  case unreadable(ConfigError)
  /// It is written in a way that cannot be changed line by line.
  case refused(file: String, YAMLError)

  public var description: String {
    switch self {
    case .collectionExists(let name): "collection '\(name)' exists already; choose another name"
    case .unknownCollection(let name, let known):
      known.isEmpty
        ? "there is no collection '\(name)'; add one with `qmd collection add`"
        : "there is no collection '\(name)'; there are: \(known.joined(separator: ", "))"
    case .badName(let name):
      name.isEmpty
        ? "a collection needs a name; give it one with --name"
        : "'\(name)' cannot name a collection; leave out slashes and control characters"
    case .unreadable(let error): error.description
    case .refused(let file, let error): "\(file), \(error)"
    }
  }
}
