public import Plumbing

/// One SKILL.md before and after.
public struct SkillChange: Equatable, Sendable {
  /// Of the skill: see `Skill.address`.
  public let address: String
  /// Its file, absolute.
  public let file: FilePath
  public let before: [UInt8]
  public let after: [UInt8]

  public init(address: String, file: FilePath, before: [UInt8], after: [UInt8]) {
    self.address = address
    self.file = file
    self.before = before
    self.after = after
  }
}

/// What a teacher wants changed in one skill.
public struct SkillEdit: Equatable, Sendable {
  public let address: String
  /// In place of the one there is.
  public var description: String?
  /// Added to `metadata.keywords`.
  public var keywords: [String] = []
  /// The lines of the section "When to use", in place of the one there is.
  public var whenToUse: [String]?

  public init(
    _ address: String,
    description: String? = nil,
    keywords: [String] = [],
    whenToUse: [String]? = nil
  ) {
    self.address = address
    self.description = description
    self.keywords = keywords
    self.whenToUse = whenToUse
  }

  /// The text with these edits.
  func applied(to bytes: [UInt8]) throws(SkillText.Refusal) -> [UInt8] {
    var text = try SkillText(bytes)
    if let description { try text.setDescription(description) }
    try text.addKeywords(keywords)
    if let whenToUse { try text.setWhenToUse(whenToUse) }
    return text.bytes
  }
}
