public import Plumbing
public import Providers

/// What the user set down in `index.yml`.
///
/// Keys that are not named here may stand in the file: they are left alone.
public struct Config: Equatable, Sendable {
  /// A text shown with every hit.
  public var globalContext: String?
  /// A template for links that open an editor at a line.
  public var editorURI: String?
  /// A line for bash that tells the user of what happened while nobody was looking; `$1` is the sentence.
  public var notify: String?
  /// A model behind an address that makes the vectors; nil for the one on this machine.
  public var embedder: RemoteModel?
  /// What is kept of the questions that agents ask.
  public var lookups = Lookups.hashes
  /// What becomes of a better text for a skill.
  public var teach = Teaching.propose
  public var lessons = LessonLimits()
  /// Who teaches.
  public var teacher = Teacher.usual
  /// A chat model that takes part in `qmd query`; nil for none.
  public var searcher: ChatAddress?
  /// US dollars that lessons may cost within 24 hours; nil for no limit.
  public var teachBudget: Double?
  /// In the order of the file.
  public var collections: [Collection]

  public enum Lookups: String, CaseIterable, Sendable {
    /// The words of the questions, too.
    case text
    /// Digests and scores, which tell that a question came again and not which.
    case hashes
    case nothing
  }

  public enum Teacher: Equatable, Sendable {
    /// Nothing was chosen: an Ollama on this machine where there is one, else the built-in teacher.
    case usual
    case builtIn
    case model(ChatAddress)
  }

  public enum Teaching: String, Sendable, CaseIterable {
    /// No lessons.
    case off
    /// It is proposed, and a person adopts it.
    case propose
    /// Where it is proven it is adopted at once.
    case auto
  }

  public init(
    globalContext: String? = nil,
    editorURI: String? = nil,
    embedder: RemoteModel? = nil,
    collections: [Collection] = []
  ) {
    self.globalContext = globalContext
    self.editorURI = editorURI
    self.embedder = embedder
    self.collections = collections
  }

  public subscript(name: String) -> Collection? { collections.first { $0.name == name } }

  /// What is told with a hit: the global context, then those of the collection from general to specific, with a blank
  /// line between them.
  public func context(collection name: String, path: FilePath) -> String? {
    let texts = [globalContext].compactMap(\.self) + (self[name]?.contexts(of: path).map(\.text) ?? [])
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }
}

/// Why a config file cannot be followed: `index.yml, line 7: collection 'notes' needs a path (expected text, found a
/// list)`.
public struct ConfigError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// What should stand there, as a clause.
  public let expectation: String

  public init(file: String, line: Int, expectation: String) {
    self.file = file
    self.line = line
    self.expectation = expectation
  }

  public var description: String { "\(file), line \(line): \(expectation)" }
}
