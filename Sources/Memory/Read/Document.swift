public import Plumbing

/// What a file says: its title, what it is about, its structure and its text.
///
/// A pure function of the bytes and the path.
public struct Document: Equatable, Sendable {
  public enum Kind: String, Sendable {
    case memory, skill

    /// A file named SKILL.md, in whatever case, is a skill.
    public init(path: FilePath) {
      let isSkill = path.lastComponent.text.lowercased() == "skill.md"
      self = isSkill ? .skill : .memory
    }
  }

  /// How much of a file is read.
  public struct Limits: Sendable {
    /// The bytes from the beginning that are indexed.
    public var indexed = 2 * 1024 * 1024
    /// The largest file of which anything is indexed.
    public var accepted = 1024 * 1024 * 1024

    public init() {}
  }

  public let kind: Kind
  public let title: String
  /// As the front matter says; a skill's identity is its path, never its name.
  public let name: String?
  public let description: String?
  public let keywords: [String]
  /// The playbook that a skill came from, as its front matter says.
  public let distils: String?
  /// SHA-256 of that playbook, in hex, as it was when the skill was last brought in line with it.
  public let distilsHash: String?
  /// Those with any text, in order; lines and offsets count in `text`.
  public let headings: [Markdown.Heading]
  /// Valid UTF-8 with the lines of the file.
  public let text: [UInt8]
  /// Where the text begins after the front matter.
  public let bodyStart: (offset: Int, line: Int)
  public let frontMatter: FrontMatter?
  public let oddities: TextOddities
  /// One sentence, when something had to be read leniently.
  public let problem: String?

  /// The text after the front matter.
  public var body: ArraySlice<UInt8> { text[bodyStart.offset...] }
  /// The texts of the headings, one a line, for the index.
  public var headingText: String { headings.lazy.map(\.text).joined(separator: "\n") }
  public var isTruncated: Bool { oddities.contains(.truncated) }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file, or at least the first `limits.indexed` + 4 bytes of it.
  ///   - path: Where it lies; only the last two names count.
  ///   - size: Of the whole file in bytes, when `bytes` is only its beginning.
  ///   - limits: How much is read.
  /// - Returns: What the file says.
  /// - Throws: `ReadProblem` for what is no document.
  public static func read(
    _ bytes: [UInt8],
    path: FilePath,
    size: Int? = nil,
    limits: Limits = Limits()
  ) throws(ReadProblem) -> Document {
    try Document(bytes: bytes, path: path, size: size, limits: limits)
  }

  private init(bytes: [UInt8], path: FilePath, size: Int?, limits: Limits) throws(ReadProblem) {
    let whole = max(size ?? 0, bytes.count)
    guard whole <= limits.accepted else { throw .tooLarge(limit: limits.accepted) }
    let length = TextDecoding.cut(bytes, to: limits.indexed)
    var (text, oddities) = try TextDecoding.decode(length < bytes.count ? Array(bytes[..<length]) : bytes)
    if whole > length { oddities.insert(.truncated) }
    guard text.contains(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { throw .blank }

    let frontMatter = FrontMatter(of: text)
    let bodyStart = (
      offset: frontMatter?.bytes.upperBound ?? 0, line: (frontMatter?.lines.upperBound ?? 0) + 1
    )
    let headings = Markdown.headings(in: text, from: bodyStart.offset, line: bodyStart.line)
      .filter { !$0.text.isEmpty }

    kind = Kind(path: path)
    title = Self.title(kind, frontMatter, headings, path)
    name = frontMatter?.name
    description = frontMatter?.description
    keywords = frontMatter?.keywords ?? []
    distils = frontMatter?.distils
    distilsHash = frontMatter?.distilsHash
    problem = frontMatter?.problem
    self.headings = headings
    self.text = text
    self.bodyStart = bodyStart
    self.frontMatter = frontMatter
    self.oddities = oddities
  }

  /// What the front matter says, else the first heading, else the file's name (for a skill its folder's).
  private static func title(
    _ kind: Kind,
    _ frontMatter: FrontMatter?,
    _ headings: [Markdown.Heading],
    _ path: FilePath
  ) -> String {
    if let declared = frontMatter?.title ?? frontMatter?.name { return Markdown.folded(Array(declared.utf8)) }
    if let heading = titleHeading(headings) { return heading.text }
    if kind == .skill {
      let folder = path.parent.lastComponent.text
      if !folder.isEmpty { return folder }
    }
    return path.stem
  }

  /// The first heading of level 1 or 2, else the first of any; "Notes" only when nothing follows it.
  private static func titleHeading(_ headings: [Markdown.Heading]) -> Markdown.Heading? {
    let high = headings.filter { $0.level <= 2 }
    let candidates = high.isEmpty ? headings : high
    guard let first = candidates.first, ["Notes", "📝 Notes"].contains(first.text) else {
      return candidates.first
    }
    return candidates.dropFirst().first ?? headings.first { $0.line > first.line } ?? first
  }

  public static func == (one: Document, other: Document) -> Bool {
    one.kind == other.kind && one.title == other.title && one.text == other.text
      && one.oddities == other.oddities && one.frontMatter == other.frontMatter
  }
}
