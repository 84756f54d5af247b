import Memory
import Plumbing
import Providers

/// An index that a hook asks: the user's own, or that of a project which the user has approved.
struct HookLibrary {
  private let config: Config
  private let search: Search
  /// `?index=NAME` where `qmd get` would otherwise look elsewhere.
  private let suffix: String

  /// The libraries for an agent that works in a folder.
  ///
  /// What a checkout brings along is not put before an agent until the user has approved its configuration with
  /// `qmd trust`: a skill is an instruction, and a stranger's repository must not give any. Until then, and also
  /// afterwards, the user's own library is asked.
  static func all(_ environment: [String: String], index: String?) -> [HookLibrary] {
    if let index {
      return [HookLibrary(Places(environment: environment, index: index), environment, index)].compactMap(
        \.self
      )
    }
    let here = Places(environment: environment)
    guard here.isProjectLocal else { return [HookLibrary(here, environment, nil)].compactMap(\.self) }
    // A name keeps `Places` from looking for a project; this one is that of the usual files.
    let own = HookLibrary(Places(environment: environment, index: usualName), environment, usualName)
    return [isTrusted(here, environment) ? HookLibrary(here, environment, nil) : nil, own].compactMap(\.self)
  }

  private static let usualName = "index"

  /// Whether what lies in the project may be put before an agent.
  static func isTrusted(_ project: Places, _ environment: [String: String]) -> Bool {
    guard let text = try? Files.read(project.config) else { return false }
    return Trust(project, environment).covers(text)
  }

  private init?(_ places: Places, _ environment: [String: String], _ name: String?) {
    guard let reader = try? IndexReader(places.index),
      let config = try? Configuration.load(places, environment).config
    else { return nil }
    // A message is never sent to a server, and never waits for one: only the model on this machine is asked.
    let model = config.embedder == nil ? EmbeddingModel(config, places, environment) : nil
    let embedder: @Sendable (String?) throws -> any Embedder = { space in
      guard let model else { throw Failure("the model is on a server") }
      return try model.embedder(for: space)
    }
    // Only the hits are compared with the disk: a walk over all files takes longer than everything else.
    guard let search = try? Search(reader, config, isWatched: true, embedder: embedder) else { return nil }
    self.config = config
    self.search = search
    suffix = name.map { "?index=\($0)" } ?? ""
  }

  /// How far down the ranking the one skill is looked for.
  private static let depth = 100

  /// The best notes, at most `limit`, and the best skill, in the order of the ranking: by words and meaning where there
  /// are vectors, else by words.
  func hits(_ question: String, limit: Int) throws -> [Hit] {
    var request = SearchRequest(meaning: question, limit: limit + 1)
    request.limits = [.skill: 1, .memory: limit]
    request.depth = Self.depth
    // A word that nobody wrote down is no reason to look for one that somebody did.
    request.wantsSuggestions = false
    return try search.answer(request).hits
  }

  func address(_ collection: String, _ path: FilePath) -> String { "qmd://\(collection)/\(path)\(suffix)" }

  func file(_ collection: String, _ path: FilePath) -> FilePath? {
    guard path.isUTF8 else { return nil }
    return config[collection]?.path.appending(path)
  }

  /// A path with `~` for the home folder.
  static func short(_ path: FilePath, home: FilePath) -> String {
    path.relative(to: home).map { "~/\($0)" } ?? path.text
  }
}
