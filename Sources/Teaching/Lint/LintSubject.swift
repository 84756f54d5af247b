import Memory
import Plumbing

/// A skill as rules look at it: its file as it is now, and what the others mean for it.
struct LintSubject: Sendable {
  /// Its document read from `bytes`.
  let skill: Skill
  /// The file; of a long one what is indexed.
  let bytes: [UInt8]
  /// The front matter's mapping; nil when there is none, or it is not YAML.
  let fields: YAMLNode?
  let surroundings: LintSurroundings

  var document: Document { skill.document }

  /// - Throws: `SystemError` when the file is there and cannot be read, `ReadProblem` when it is no text.
  /// - Returns: nil when the file is gone.
  init?(_ skill: Skill, _ surroundings: LintSurroundings) throws {
    let limit = Document.Limits().indexed
    guard let bytes = try skill.bytes(of: skill.file.lastComponent, limit: limit + 4) else { return nil }
    try self.init(skill, holding: bytes, surroundings)
  }

  /// The skill as it would be with this text.
  init(_ skill: Skill, holding bytes: [UInt8], _ surroundings: LintSurroundings) throws {
    let limit = Document.Limits().indexed
    let current = bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
    let document = try Document.read(current, path: skill.file, size: bytes.count)
    self.skill = Skill(
      file: skill.file,
      root: skill.root,
      presence: skill.presence,
      document: document,
      hash: SHA256.hex(current)
    )
    self.bytes = current
    let inside = document.frontMatter.map { Array(document.text[$0.inside]) }
    fields = inside.flatMap { (try? YAML.parse($0)) ?? nil }.flatMap { $0.pairs == nil ? nil : $0 }
    self.surroundings = surroundings
  }

  /// The line of the file on which a node of `fields` begins: after the opening `---`.
  func line(of node: YAMLNode) -> Int { node.lines.lowerBound + 2 }

  /// The line of a key in the front matter.
  func line(of key: String) -> Int? { fields?.pair(key).map { line(of: $0.key) } }
}

/// What the rest of the library means for each skill.
struct LintSurroundings: Sendable {
  let collections: [Collection]
  let labels: [String: String]
  /// By address: skills of the very same text, and of nearly the same with the likeness.
  var copies: [String: [String]] = [:]
  var nearby: [String: [(address: String, likeness: Double)]] = [:]
  /// By address: skills of another text that go by the same name.
  var namesakes: [String: [String]] = [:]
  var listings: [Listing] = []

  func label(_ address: String) -> String { labels[address] ?? address }
}
