public import Plumbing

/// Changes to the user's config file that leave the rest of its text as it was.
///
/// After each change the text is read again; unless it then says exactly what was meant it is refused, and `bytes` stays
/// what it was.
public struct ConfigEdit: Sendable {
  /// A setting of a collection with its new value; nil takes it away.
  public enum Setting: Equatable, Sendable {
    case path(String)
    case pattern(String)
    case update(String?)
    case includeByDefault(Bool)
  }

  /// What the text says now.
  public private(set) var config: Config
  private var text: YAMLText
  private let home: FilePath
  private let folder: FilePath
  private let file: String

  /// The text as it is now.
  public var bytes: [UInt8] { text.bytes }

  /// Begins with a text as `Config.parse` reads it.
  public init(
    _ bytes: [UInt8],
    home: FilePath,
    folder: FilePath,
    file: String = "index.yml"
  ) throws(ConfigEditError) {
    do {
      config = try Config.parse(bytes, home: home, folder: folder, file: file)
      text = try YAMLText(bytes, limits: Config.limits)
    } catch let error as ConfigError {
      throw .unreadable(error)
    } catch {
      throw .refused(file: file, YAMLError(problem: "\(error)", line: 1))
    }
    self.home = home
    self.folder = folder
    self.file = file
  }

  // MARK: Collections

  public mutating func addCollection(
    _ name: String,
    path: String,
    pattern: String = Collection.usualPattern
  ) throws(ConfigEditError) {
    try checkNew(name)
    try change { (text) throws(YAMLError) in
      try text.set(
        ["collections", name],
        to: .mapping([.init("path", .text(path)), .init("pattern", .text(pattern))])
      )
    } meaning: { config, written in
      // The path is the file's text, expanded as reading does; all else is known beforehand.
      config.collections.append(
        Collection(name: name, path: written[name]?.path ?? FilePath(path), pattern: pattern)
      )
    }
  }

  public mutating func removeCollection(_ name: String) throws(ConfigEditError) {
    try checkKnown(name)
    try change { (text) throws(YAMLError) in
      try text.remove(["collections", name])
    } meaning: { config, _ in
      config.collections.removeAll { $0.name == name }
    }
  }

  public mutating func renameCollection(_ name: String, to newName: String) throws(ConfigEditError) {
    try checkKnown(name)
    try checkNew(newName)
    try change { (text) throws(YAMLError) in
      try text.rename(["collections", name], to: newName)
    } meaning: { config, _ in
      config.update(name) { $0.name = newName }
    }
  }

  public mutating func set(_ setting: Setting, in name: String) throws(ConfigEditError) {
    try checkKnown(name)
    let collection = ["collections", name]
    switch setting {
    case .path(let path):
      try write(.text(path), to: collection + ["path"]) { config, written in
        config.update(name) { $0.path = written[name]?.path ?? FilePath(path) }
      }
    case .pattern(let pattern):
      let key = ["pattern", "mask", "glob"].first { text[collection + [$0]] != nil } ?? "pattern"
      try write(.text(pattern), to: collection + [key]) { config, _ in
        config.update(name) { $0.pattern = pattern }
      }
    case .update(let command):
      let command = command?.nonEmpty
      try write(command.map { .text($0) }, to: collection + ["update"]) { config, _ in
        config.update(name) { $0.update = command }
      }
    case .includeByDefault(let included):
      // True is what an absent key means.
      try write(included ? nil : .bool(false), to: collection + ["includeByDefault"]) { config, _ in
        config.update(name) { $0.includeByDefault = included }
      }
    }
  }

  // MARK: Lookups

  /// Sets what is kept of agents' questions.
  public mutating func setLookups(_ lookups: Config.Lookups) throws(ConfigEditError) {
    try write(.text(lookups.rawValue), to: ["lookups"]) { config, _ in config.lookups = lookups }
  }

  // MARK: Context

  /// Sets, or with nil takes away, the context of a folder; `""` and `"/"` are the collection's own.
  public mutating func setContext(
    _ prefix: String,
    to newText: String?,
    in name: String
  ) throws(ConfigEditError) {
    try checkKnown(name)
    let newText = newText?.nonEmpty
    let context = ["collections", name, "context"]
    let prefix = Collection.Context.normalized(prefix)
    // One folder may stand there in several spellings: `""` and `"/"`, `sub` and `/sub/`.
    let keys = text[context]?.pairs?.compactMap(\.key.text) ?? []
    var spellings = keys.filter { Collection.Context.normalized($0) == prefix }
    let spelling = spellings.first ?? (prefix.isEmpty ? "/" : prefix)
    if newText != nil, !spellings.isEmpty { spellings.removeFirst() }
    let emptied = spellings.count == keys.count && newText == nil && !keys.isEmpty
    try change { [spellings] (text) throws(YAMLError) in
      if let newText { try text.set(context + [spelling], to: .text(newText)) }
      if emptied {
        try text.remove(context)
      } else {
        for spelling in spellings { try text.remove(context + [spelling]) }
      }
    } meaning: { config, _ in
      config.update(name) { $0.setContext(prefix, to: newText) }
    }
  }

  /// Sets, or with nil takes away, the context of all collections.
  public mutating func setGlobalContext(_ newText: String?) throws(ConfigEditError) {
    let newText = newText?.nonEmpty
    try write(newText.map { .text($0) }, to: ["global_context"]) { config, _ in
      config.globalContext = newText
    }
  }

  // MARK: One change

  private mutating func write(
    _ value: YAMLText.Value?,
    to path: [String],
    meaning: (inout Config, _ written: Config) -> Void
  ) throws(ConfigEditError) {
    let edit = { (text: inout YAMLText) throws(YAMLError) in
      if let value {
        try text.set(path, to: value)
      } else if text[path] != nil {
        try text.remove(path)
      }
    }
    try change(edit, meaning: meaning)
  }

  /// Changes a copy of the text and keeps it when it reads as the config that was meant.
  private mutating func change(
    _ edit: (inout YAMLText) throws(YAMLError) -> Void,
    meaning: (inout Config, _ written: Config) -> Void
  ) throws(ConfigEditError) {
    var edited = text
    let written: Config
    do {
      try edit(&edited)
    } catch {
      throw .refused(file: file, error)
    }
    do {
      written = try Config.parse(edited.bytes, home: home, folder: folder, file: file)
    } catch {
      throw .unreadable(error)
    }
    var meant = config
    meaning(&meant, written)
    guard written == meant else {
      let problem = "written in a way that is not changed by program; change it by hand"
      throw .refused(file: file, YAMLError(problem: problem, line: 1))
    }
    text = edited
    config = written
  }

  private func checkKnown(_ name: String) throws(ConfigEditError) {
    guard config[name] != nil else { throw .unknownCollection(name, known: config.collections.map(\.name)) }
  }

  private func checkNew(_ name: String) throws(ConfigEditError) {
    let isName =
      !name.isEmpty
      && name.unicodeScalars.allSatisfy { $0 != "/" && !("\u{0}"..."\u{1F}").contains($0) && $0 != "\u{7F}" }
    guard isName else { throw .badName(name) }
    guard config[name] == nil else { throw .collectionExists(name) }
  }
}

extension String {
  /// Empty says as much as absent.
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

extension Config {
  fileprivate mutating func update(_ name: String, _ change: (inout Collection) -> Void) {
    guard let index = collections.firstIndex(where: { $0.name == name }) else { return }
    change(&collections[index])
  }
}

extension Collection {
  fileprivate mutating func setContext(_ prefix: String, to text: String?) {
    let place = context.firstIndex { $0.prefix == prefix } ?? context.count
    context.removeAll { $0.prefix == prefix }
    if let text { context.insert(Context(prefix: prefix, text: text), at: place) }
  }
}
