public import Plumbing

/// Where agents keep skills for themselves, by their own documentation.
public enum AgentFolders {
  public struct Folder: Equatable, Sendable {
    /// The agent, as people call it.
    public let agent: String
    /// What a collection of it would be called.
    public let collection: String
    /// Below the home folder, or below a project's.
    public let path: String
  }

  /// Below the home folder.
  public static let personal: [Folder] = [
    Folder(agent: "Claude Code", collection: "claude-skills", path: ".claude/skills"),
    Folder(agent: "Codex", collection: "codex-skills", path: ".codex/skills"),
    Folder(agent: "Codex, Pi, Gemini CLI", collection: "agents-skills", path: ".agents/skills"),
    Folder(agent: "Pi", collection: "pi-skills", path: ".pi/agent/skills"),
    Folder(agent: "Gemini CLI", collection: "gemini-skills", path: ".gemini/skills"),
  ]

  /// Below a project's folder.
  public static let project: [Folder] = [
    Folder(agent: "Claude Code", collection: "claude-skills", path: ".claude/skills"),
    Folder(agent: "Codex", collection: "codex-skills", path: ".codex/skills"),
    Folder(agent: "Codex, Pi, Gemini CLI", collection: "agents-skills", path: ".agents/skills"),
    Folder(agent: "Pi", collection: "pi-skills", path: ".pi/skills"),
    Folder(agent: "Gemini CLI", collection: "gemini-skills", path: ".gemini/skills"),
  ]

  /// Those of `folders` that exist below `base`.
  public static func existing(_ folders: [Folder], below base: FilePath) -> [(folder: Folder, path: FilePath)]
  {
    folders.map { ($0, base.appending($0.path)) }
      .filter { FileStatus.of($0.1, following: true)?.kind == .folder }
  }
}
