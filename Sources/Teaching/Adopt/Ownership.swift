import Memory
public import Plumbing

/// Who else looks after a skill's file, so that it is changed only on a person's word.
public enum Ownership: Equatable, Sendable {
  /// The folder or the file may not be written to.
  case readOnly(FilePath)
  /// It is reached through a link, or has several names: what else would change is not known.
  case link(to: FilePath)
  /// An agent's copy of a plugin, which its next update replaces.
  case plugin
  /// A work tree of git, whose history is the person's.
  case git(FilePath)

  /// Who looks after `file` besides the user; nil when nobody is known to.
  ///
  /// - Parameters:
  ///   - file: a SKILL.md, absolute.
  ///   - root: the folder below which no link may lie on the way to it.
  /// - Returns: the first reason there is to leave it to a person.
  public static func of(_ file: FilePath, below root: FilePath) -> Ownership? {
    let real = Files.realPath(file) ?? file
    if isPlugin(file) || isPlugin(real) { return .plugin }
    let realRoot = Files.realPath(root) ?? root
    let isStraight = real.relative(to: realRoot) == file.relative(to: root)
    guard isStraight, Files.linkCount(of: file) <= 1 else { return .link(to: real) }
    for place in [file.parent, file] where !Files.isWritable(place) { return .readOnly(place) }
    var folder = file.parent
    while !folder.isEmpty {
      if FileStatus.of(folder.appending(".git")) != nil { return .git(folder) }
      if folder.parent == folder { break }
      folder = folder.parent
    }
    return nil
  }

  /// Agents unpack plugins below `plugins` in their own folder.
  private static func isPlugin(_ file: FilePath) -> Bool {
    let names = file.components.map { String(decoding: $0, as: UTF8.self) }
    return zip(names, names.dropFirst()).contains {
      [".claude", ".codex", ".gemini"].contains($0) && $1 == "plugins"
    }
  }

  /// A clause: why the file is left to a person.
  public var reason: String {
    switch self {
    case .readOnly(let place): "\(place) may not be written to"
    case .link(let target): "it is reached through a link, or has several names (\(target))"
    case .plugin: "it belongs to a plugin, whose next update would replace it"
    case .git(let folder): "it lies in the git work tree \(folder)"
    }
  }
}
