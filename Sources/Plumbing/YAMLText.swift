/// A YAML text in which single places are changed while every other byte stays as it was.
///
/// Nothing is ever emitted anew: comments, order, quoting, line ends and unknown keys are the user's.  After each change
/// the text is read again and must say exactly what was meant, and otherwise what it said before; a text written in a
/// way that this cannot follow is refused and left alone.
public struct YAMLText: Sendable {
  /// What can be written.
  public indirect enum Value: Equatable, Sendable {
    case text(String)
    case bool(Bool)
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Equatable, Sendable {
    public let key: String
    public let value: Value

    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var bytes: [UInt8]
  /// What the text says.
  public private(set) var root: YAMLNode?
  private let limits: YAML.Limits

  public init(_ bytes: [UInt8], limits: YAML.Limits = .init()) throws(YAMLError) {
    self.bytes = bytes
    self.limits = limits
    root = try YAML.parse(bytes, limits: limits)
  }

  /// The node at the end of `path`, going from key to key.
  public subscript(path: [String]) -> YAMLNode? {
    path.reduce(root) { $0?[$1] }
  }

  /// Writes `value` at `path`, with the mappings that are missing on the way there.
  ///
  /// A value that is there already must be a scalar, and be replaced by one.
  public mutating func set(_ path: [String], to value: Value) throws(YAMLError) {
    let lines = YAMLLines(bytes)
    var place = root
    var holder: YAMLNode.Pair?
    var rest = path[...]
    while let key = rest.first, let pair = place?.pair(key) {
      holder = pair
      place = pair.value
      rest.removeFirst()
    }
    let changed =
      if let key = rest.popFirst() {
        try lines.inserting(
          Entry(key, rest.reversed().reduce(value) { .mapping([Entry($1, $0)]) }),
          into: place,
          of: holder
        )
      } else if let holder {
        try lines.replacing(holder.value, with: value)
      } else {
        throw YAMLError(problem: "there is no key to write to", line: 1)
      }
    try accept(changed, meaning: Meaning(root).setting(path[...], to: Meaning(value)), near: holder)
  }

  /// Takes the pair at `path` away, with the lines it stands on and the comments that are indented below it.
  public mutating func remove(_ path: [String]) throws(YAMLError) {
    let holder = pair(path.dropLast())
    guard let key = path.last, let pair = pair(path) else { throw missing(path) }
    let siblings = path.count == 1 ? root?.pairs : holder?.value.pairs
    let emptied = siblings?.count == 1 ? holder : nil
    let changed = try YAMLLines(bytes).removing(pair, emptying: emptied)
    let meaning = Meaning(root).removing(path.dropLast(), key: key)
    try accept(changed, meaning: meaning, near: pair)
  }

  /// Gives the last key of `path` another name, in the place where it stands.
  public mutating func rename(_ path: [String], to name: String) throws(YAMLError) {
    guard let key = path.last, let pair = pair(path) else { throw missing(path) }
    let changed = try YAMLLines(bytes).replacing(pair.key, with: .text(name))
    try accept(changed, meaning: Meaning(root).renaming(path.dropLast(), key: key, to: name), near: pair)
  }

  private func pair(_ path: some Collection<String>) -> YAMLNode.Pair? {
    var pair: YAMLNode.Pair?
    for (depth, key) in path.enumerated() {
      pair = depth == 0 ? root?.pair(key) : pair?.value.pair(key)
      if pair == nil { return nil }
    }
    return pair
  }

  private func missing(_ path: [String]) -> YAMLError {
    YAMLError(problem: "there is no \(path.joined(separator: "."))", line: 1)
  }

  private mutating func accept(
    _ changed: [UInt8],
    meaning: Meaning,
    near pair: YAMLNode.Pair?
  ) throws(YAMLError) {
    let line = (pair?.key.lines.lowerBound ?? 0) + 1
    let problem = "written in a way that is not changed by program; change it by hand"
    let refusal = YAMLError(problem: problem, line: line)
    let read: YAMLNode?
    do {
      read = try YAML.parse(changed, limits: limits)
    } catch {
      throw refusal
    }
    guard Meaning(read) == meaning else { throw refusal }
    bytes = changed
    root = read
  }
}

/// What a text says, whatever way it is written.
private indirect enum Meaning: Equatable {
  case nothing
  case scalar(String, bool: Bool?)
  case list([Meaning])
  case mapping([Pair])

  struct Pair: Equatable {
    var key: String?
    var value: Meaning
  }

  init(_ node: YAMLNode?) {
    self =
      switch node?.content {
      case nil: .nothing
      case .scalar(let text, _): node?.isNull == true ? .nothing : .scalar(text, bool: node?.bool)
      case .sequence(let items): .list(items.map { Meaning($0) })
      case .mapping(let pairs): .mapping(pairs.map { Pair(key: $0.key.text, value: Meaning($0.value)) })
      }
  }

  init(_ value: YAMLText.Value) {
    self =
      switch value {
      case .text(let text): .scalar(text, bool: nil)
      case .bool(let bool): .scalar(bool ? "true" : "false", bool: bool)
      case .mapping(let entries): .mapping(entries.map { Pair(key: $0.key, value: Meaning($0.value)) })
      }
  }

  private var pairs: [Pair] {
    guard case .mapping(let pairs) = self else { return [] }
    return pairs
  }

  func setting(_ path: ArraySlice<String>, to value: Meaning) -> Meaning {
    guard let key = path.first else { return value }
    var pairs = pairs
    if let index = pairs.lastIndex(where: { $0.key == key }) {
      pairs[index].value = pairs[index].value.setting(path.dropFirst(), to: value)
    } else {
      pairs.append(Pair(key: key, value: Meaning.nothing.setting(path.dropFirst(), to: value)))
    }
    return .mapping(pairs)
  }

  func removing(_ path: ArraySlice<String>, key: String) -> Meaning {
    changing(path) { pairs in
      if let index = pairs.lastIndex(where: { $0.key == key }) { pairs.remove(at: index) }
    }
  }

  func renaming(_ path: ArraySlice<String>, key: String, to name: String) -> Meaning {
    changing(path) { pairs in
      if let index = pairs.lastIndex(where: { $0.key == key }) { pairs[index].key = name }
    }
  }

  private func changing(_ path: ArraySlice<String>, _ change: (inout [Pair]) -> Void) -> Meaning {
    var pairs = pairs
    guard let key = path.first else {
      change(&pairs)
      return .mapping(pairs)
    }
    if let index = pairs.lastIndex(where: { $0.key == key }) {
      pairs[index].value = pairs[index].value.changing(path.dropFirst(), change)
    }
    return .mapping(pairs)
  }
}
