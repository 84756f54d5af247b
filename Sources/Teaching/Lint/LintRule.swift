/// One thing that lint looks at.
public struct LintRule: Sendable {
  /// As findings name it: `description`.
  public let name: String
  /// What it asks for, in one line.
  public let meaning: String
  private let check: @Sendable (LintSubject) -> [LintFinding]

  init(_ name: String, _ meaning: String, _ check: @escaping @Sendable (LintSubject) -> [LintFinding]) {
    self.name = name
    self.meaning = meaning
    self.check = check
  }

  func findings(in subject: LintSubject) -> [LintFinding] {
    check(subject).map { finding in
      var signed = finding
      signed.rule = name
      return signed
    }
  }

  /// All of them, in the order in which a file is read.
  public static let all: [LintRule] = [
    .fileName, .encoding, .frontMatter, .name, .description, .fields, .size, .oneJob, .references,
    .invisibleText,
    .playbook, .duplicates, .listing,
  ]
}
