public import Plumbing
import Providers

extension Config {
  /// The user's own file may be larger and deeper than what others write.
  static let limits = {
    var limits = YAML.Limits()
    limits.bytes = 256 * 1024
    limits.depth = 16
    return limits
  }()

  /// Reads a config file; an empty one is an empty config.
  ///
  /// In a collection's path `~` stands for `home`, and relative ones begin in `folder`; `file` is the name that an
  /// error tells.
  public static func parse(
    _ bytes: [UInt8],
    home: FilePath,
    folder: FilePath,
    file: String = "index.yml"
  ) throws(ConfigError) -> Config {
    let root: YAMLNode?
    do {
      root = try YAML.parse(bytes, limits: limits)
    } catch {
      throw ConfigError(file: file, line: error.line, expectation: error.problem)
    }
    return try Reader(home: home, folder: folder, file: file).config(root)
  }
}

/// Turns nodes into the config, and says of which line something else was expected.
private struct Reader {
  let home: FilePath
  let folder: FilePath
  let file: String

  func config(_ root: YAMLNode?) throws(ConfigError) -> Config {
    var config = Config()
    guard let root, !root.isNull else { return config }
    guard root.pairs != nil else {
      throw error(at: root, "the file is a list of settings", expected: "a mapping", found: root)
    }
    config.globalContext = try text(
      ConfigKeys.root.pair("global_context", in: root),
      "global_context is one text"
    )
    for key in ["editor_uri", "editor_uri_template", "editorUri", "editor-uri"] where config.editorURI == nil
    {
      config.editorURI = try text(ConfigKeys.root.pair(key, in: root), "\(key) is one text")
    }
    config.notify = try text(ConfigKeys.root.pair("notify", in: root), "notify is one line for bash")
    config.lookups = try lookups(ConfigKeys.root.pair("lookups", in: root))
    config.embedder = try embedder(ConfigKeys.root.value("models", in: root))
    let teach = ConfigKeys.root.pair("teach", in: root)
    config.teach = try teaching(
      teach?.value.pairs == nil ? teach : ConfigKeys.teach.pair("mode", in: teach?.value)
    )
    config.lessons = try limits(teach?.value)
    config.teacher = try teacher(ConfigKeys.root.value("models", in: root))
    config.searcher = try chat(
      ConfigKeys.root.value("models", in: root),
      "search",
      patience: Self.searchPatience
    )
    config.teachBudget = try amount(
      ConfigKeys.root.pair("teach_budget", in: root),
      "teach_budget is an amount in US dollars a day"
    )
    guard let collections = ConfigKeys.root.value("collections", in: root), !collections.isNull else {
      return config
    }
    guard let pairs = collections.pairs else {
      throw error(
        at: collections,
        "collections are named ones",
        expected: "a mapping of names",
        found: collections
      )
    }
    for pair in pairs {
      let collection = try collection(pair)
      guard config[collection.name] == nil else {
        throw error(at: pair.key, "collection '\(collection.name)' stands here a second time")
      }
      config.collections.append(collection)
    }
    return config
  }

  private func lookups(_ pair: YAMLNode.Pair?) throws(ConfigError) -> Config.Lookups {
    guard let pair, let name = try text(pair, "lookups is one word") else { return .hashes }
    guard let lookups = Config.Lookups(rawValue: name) else {
      throw error(at: pair.value, "lookups is text, hashes or nothing")
    }
    return lookups
  }

  private func teaching(_ pair: YAMLNode.Pair?) throws(ConfigError) -> Config.Teaching {
    guard let pair, !pair.value.isNull else { return .propose }
    // `off` is a truth value to YAML 1.1.
    if pair.value.bool == false { return .off }
    guard let value = pair.value.text.flatMap(Config.Teaching.init) else {
      let found = pair.value.text.map { "'\($0)'" } ?? pair.value.kind
      throw error(at: pair.key, "teach is off, propose or auto, not \(found)")
    }
    return value
  }

  /// What stands beside `mode` where `teach` is a mapping.
  private func limits(_ teach: YAMLNode?) throws(ConfigError) -> LessonLimits {
    var limits = LessonLimits()
    guard let teach, teach.pairs != nil else { return limits }
    limits.hoursBetween =
      try number(ConfigKeys.teach.pair("hours_between", in: teach), "teach.hours_between")
      ?? limits.hoursBetween
    limits.perDay =
      try number(ConfigKeys.teach.pair("lessons_per_day", in: teach), "teach.lessons_per_day")
      ?? limits.perDay
    limits.daysDisplaced =
      try number(ConfigKeys.teach.pair("displaced_days", in: teach), "teach.displaced_days")
      ?? limits.daysDisplaced
    return limits
  }

  /// A whole number, 0 or more; nil where nothing is said.
  private func number(_ pair: YAMLNode.Pair?, _ name: String) throws(ConfigError) -> Int? {
    guard let pair, !pair.value.isNull else { return nil }
    guard let number = pair.value.text.flatMap({ Int($0) }), (0...100_000).contains(number) else {
      throw error(at: pair.value, "\(name) is a whole number, 0 or more")
    }
    return number
  }

  /// The model that `models.embed` and what belongs to it names.
  ///
  /// Other models, which other programs write there, mean the one on this machine.
  private func embedder(_ models: YAMLNode?) throws(ConfigError) -> RemoteModel? {
    guard let models, !models.isNull else { return nil }
    guard models.pairs != nil else {
      throw error(at: models, "models are named ones", expected: "a mapping", found: models)
    }
    let named = ConfigKeys.models.pair("embed", in: models)
    guard let named, let name = try text(named, "models.embed is one name"), Self.namesServer(name) else {
      return nil
    }
    let endpoint = try text(
      ConfigKeys.models.pair("embed_endpoint", in: models),
      "models.embed_endpoint is one address"
    )
    let key = try key(models, "embed")
    let size = try text(
      ConfigKeys.models.pair("embed_dimensions", in: models),
      "models.embed_dimensions is a number"
    )
    let dimensions = size.flatMap { Int($0) }
    let model = RemoteModel(name, endpoint: endpoint, dimensions: dimensions, key: key)
    guard let model, size == nil || dimensions != nil else {
      throw error(
        at: named.key,
        "models.embed needs a name as in ollama:nomic-embed-text or openai:text-embedding-3-small, an http or https"
          + " embed_endpoint without a user in it, and embed_dimensions between 1 and 65536, if any"
      )
    }
    return model
  }

  /// Whether `models.embed` has the form of a server and its model, `NAME:MODEL`.
  ///
  /// Files of models, which other programs name there as a path, a URL or `hf:USER/MODEL/FILE`, have not.
  private static func namesServer(_ name: String) -> Bool {
    guard let colon = name.firstIndex(of: ":") else { return false }
    let server = name[..<colon]
    if RemoteModel.Shape(rawValue: String(server)) != nil { return true }
    return server.utf8.count > 1 && server.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      && !["hf", "huggingface"].contains(server.lowercased()) && !name.lowercased().hasSuffix(".gguf")
      && !name[colon...].hasPrefix("://")
  }

  /// Where `NAME_key` or `NAME_key_file` says that a key is.
  private func key(_ models: YAMLNode, _ name: String) throws(ConfigError) -> KeySource? {
    let variable = try text(
      ConfigKeys.models.pair("\(name)_key", in: models),
      "models.\(name)_key is the name of a variable"
    )
    let file = try text(
      ConfigKeys.models.pair("\(name)_key_file", in: models),
      "models.\(name)_key_file is the path of a file"
    )
    if let variable {
      let isName = variable.utf8.allSatisfy {
        $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & ~0x20)
      }
      guard isName, file == nil else {
        // What stands there may be the key itself, so it is not repeated.
        throw error(
          at: ConfigKeys.models.pair("\(name)_key", in: models)?.key ?? models,
          "models.\(name)_key names the variable that holds the key, or \(name)_key_file its file; the key itself stands in"
            + " no configuration"
        )
      }
      return .variable(variable)
    }
    return file.map { .file(absolute($0)) }
  }

  /// The teacher that `models.teach` and what belongs to it names.
  private func teacher(_ models: YAMLNode?) throws(ConfigError) -> Config.Teacher {
    if models?.pairs != nil, ConfigKeys.models.value("teach", in: models)?.text == "built-in" {
      return .builtIn
    }
    return try chat(models, "teach", patience: ChatAddress.usualDeadline).map { .model($0) } ?? .usual
  }

  /// Seconds that a person waits for an answer to a question.
  private static let searchPatience = 20.0

  /// The chat model that `models.PURPOSE` and what belongs to it names; nil where none is.
  private func chat(
    _ models: YAMLNode?,
    _ purpose: String,
    patience: Double
  ) throws(ConfigError) -> ChatAddress? {
    guard let models, models.pairs != nil, let named = ConfigKeys.models.pair(purpose, in: models),
      let name = try text(named, "models.\(purpose) is one name")
    else { return nil }
    let price = try text(
      ConfigKeys.models.pair("\(purpose)_price", in: models),
      "models.\(purpose)_price is two amounts"
    )
    let seconds = try amount(
      ConfigKeys.models.pair("\(purpose)_timeout", in: models),
      "models.\(purpose)_timeout is a number of seconds"
    )
    let address = ChatAddress(
      name,
      endpoint: try text(
        ConfigKeys.models.pair("\(purpose)_endpoint", in: models),
        "models.\(purpose)_endpoint is one address"
      ),
      key: try key(models, purpose),
      price: price.flatMap(Price.init),
      deadline: seconds ?? patience
    )
    guard let address, price == nil || address.price != nil else {
      let shapes = ChatAddress.Shape.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(
        at: named.key,
        "models.\(purpose) is \(purpose == "teach" ? "built-in, or " : "")one of \(shapes) with a model's name as in"
          + " ollama:qwen3, an http or https \(purpose)_endpoint where there is no usual one, a \(purpose)_timeout of at"
          + " most 3600 seconds, and a \(purpose)_price such as '3 15', US dollars for a million tokens sent and answered"
      )
    }
    return address
  }

  /// A number that is not negative; nil when it is absent or says nothing.
  private func amount(_ pair: YAMLNode.Pair?, _ expectation: String) throws(ConfigError) -> Double? {
    guard let pair, let text = try text(pair, expectation) else { return nil }
    guard let number = Double(text), number >= 0, number.isFinite else {
      throw error(at: pair.value, expectation)
    }
    return number
  }

  private func collection(_ pair: YAMLNode.Pair) throws(ConfigError) -> Collection {
    guard let name = pair.key.text, !name.isEmpty else {
      throw error(at: pair.key, "a collection needs a name", expected: "text", found: pair.key)
    }
    let owner = "collection '\(name)'"
    guard pair.value.pairs != nil || pair.value.isNull else {
      throw error(at: pair.value, "\(owner) needs a path", expected: "a mapping", found: pair.value)
    }
    guard let path = try text(ConfigKeys.collection.pair("path", in: pair.value), "\(owner) needs a path")
    else {
      let found = ConfigKeys.collection.value("path", in: pair.value)
      throw error(at: found ?? pair.key, "\(owner) needs a path", expected: "text", found: found)
    }
    var collection = Collection(name: name, path: absolute(path))
    for key in ["glob", "mask", "pattern"] {
      collection.pattern =
        try text(ConfigKeys.collection.pair(key, in: pair.value), "the \(key) of \(owner) is one text")
        ?? collection.pattern
    }
    collection.ignore = try texts(
      ConfigKeys.collection.value("ignore", in: pair.value),
      "\(owner) ignores patterns"
    )
    collection.update = try text(
      ConfigKeys.collection.pair("update", in: pair.value),
      "the update of \(owner) is one command"
    )
    collection.includeByDefault = try truth(
      ConfigKeys.collection.value("includeByDefault", in: pair.value),
      "includeByDefault of \(owner) is true or false"
    )
    collection.context = try contexts(ConfigKeys.collection.value("context", in: pair.value), of: owner)
    return collection
  }

  private func contexts(_ node: YAMLNode?, of owner: String) throws(ConfigError) -> [Collection.Context] {
    guard let node, !node.isNull else { return [] }
    guard let pairs = node.pairs else {
      throw error(at: node, "the context of \(owner) goes by folder", expected: "a mapping", found: node)
    }
    var contexts: [Collection.Context] = []
    for pair in pairs {
      guard let prefix = pair.key.text else {
        let expectation = "a context of \(owner) needs a folder"
        throw error(at: pair.key, expectation, expected: "text", found: pair.key)
      }
      guard let text = try text(pair, "the context '\(prefix)' of \(owner) is one text") else { continue }
      contexts.append(Collection.Context(prefix: pair.key.isNull ? "" : prefix, text: text))
    }
    return contexts
  }

  /// The text of a pair; nil when it is absent, says nothing or is empty.
  private func text(_ pair: YAMLNode.Pair?, _ expectation: String) throws(ConfigError) -> String? {
    guard let value = pair?.value, !value.isNull else { return nil }
    guard let text = value.text else {
      throw error(at: value, expectation, expected: "text", found: value)
    }
    return text.isEmpty ? nil : text
  }

  private func texts(_ node: YAMLNode?, _ expectation: String) throws(ConfigError) -> [String] {
    guard let node, !node.isNull else { return [] }
    if let text = node.text { return text.isEmpty ? [] : [text] }
    var texts: [String] = []
    for item in node.items ?? [node] where !item.isNull {
      guard let text = item.text else {
        throw error(at: item, expectation, expected: "text or a list of texts", found: item)
      }
      if !text.isEmpty { texts.append(text) }
    }
    return texts
  }

  private func truth(_ node: YAMLNode?, _ expectation: String) throws(ConfigError) -> Bool {
    guard let node, !node.isNull else { return true }
    if let bool = node.bool { return bool }
    switch node.text {
    case "true": return true
    case "false": return false
    default: throw error(at: node, expectation, found: node)
    }
  }

  private func absolute(_ path: String) -> FilePath {
    if path == "~" { return home.normalized }
    if path.hasPrefix("~/") { return home.appending(String(path.dropFirst(2))).normalized }
    let path = FilePath(path)
    return (path.isAbsolute ? path : folder.appending(path)).normalized
  }

  private func error(
    at node: YAMLNode,
    _ expectation: String,
    expected: String? = nil,
    found: YAMLNode? = nil
  ) -> ConfigError {
    let found = "found \(found.map { $0.isNull ? "nothing" : $0.kind } ?? "nothing")"
    let details = expected.map { " (expected \($0), \(found))" } ?? ""
    return ConfigError(file: file, line: node.lines.lowerBound + 1, expectation: expectation + details)
  }
}
