public import Memory
public import Plumbing

/// A SKILL.md: one job that an agent can do, by its steps.
///
/// Its identity is its place; two skills may have the same name, and one in seven has another name than its folder.
public struct Skill: Sendable {
  /// Where its SKILL.md lies, absolute.
  public let file: FilePath
  /// Below which nothing of it is reached: a collection's folder, or an agent's.
  public let root: FilePath
  public let presence: Presence
  public let document: Document
  /// SHA-256 of the file's bytes, in hex.
  public let hash: String

  /// Whether questions can find it.
  public enum Presence: Equatable, Sendable {
    case indexed(Library.Location)
    /// The collection is searched only when it is named.
    case excluded(Library.Location)
    /// It lies in an agent's own folder, which no collection holds.
    case unindexed
  }

  public init(file: FilePath, root: FilePath, presence: Presence, document: Document, hash: String) {
    self.file = file
    self.root = root
    self.presence = presence
    self.document = document
    self.hash = hash
  }

  /// The folder that holds it, absolute.
  public var folder: FilePath { file.parent }

  /// As its front matter says, else its folder's.
  public var name: String { document.name ?? folder.lastComponent.text }

  /// Where the index has it; nil when it has not.
  public var location: Library.Location? {
    switch presence {
    case .indexed(let location), .excluded(let location): location
    case .unindexed: nil
    }
  }

  /// A name for reports and the ledger that no other skill has: `qmd://memories/skills/late-invoice/SKILL.md`, or the
  /// path of one that is not indexed.
  public var address: String {
    location.map { "qmd://\($0.collection)/\($0.path)" } ?? file.text
  }

  /// A file beside SKILL.md, by its path from the skill's folder; nil when there is none.
  ///
  /// Nothing outside the root is reached, whatever links say.
  public func bytes(of relative: FilePath, limit: Int) throws(SystemError) -> [UInt8]? {
    guard let inside = folder.appending(relative).normalized.relative(to: root) else { return nil }
    do throws(SystemError) {
      let file = try Descriptor.folder(root).file(inside)
      let status = try file.status()
      guard status.kind == .file else { return nil }
      return try file.read(limit: limit, expecting: Int(status.size))
    } catch {
      if Errno.isAbsence(error.code) { return nil }
      throw error
    }
  }
}
