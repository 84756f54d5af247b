public import Memory
public import Plumbing

/// A skill as it is proposed from playbooks: SKILL.md, its contract and evals, and the list of what was left out.
public struct DistilledSkill {
  /// A playbook with what became of it.
  public struct Source: Sendable {
    public let location: Library.Location
    /// Below its collection's folder.
    public let root: FilePath
    public let bytes: [UInt8]
    public let document: Document
    public let distillation: Distillation

    public init(_ location: Library.Location, root: FilePath, bytes: [UInt8]) throws(ReadProblem) {
      self.location = location
      self.root = root
      self.bytes = bytes
      document = try Document.read(bytes, path: location.path)
      distillation = Distillation(document)
    }
  }

  /// What a model made of the playbooks, in place of their structure.
  public struct Draft {
    public var description = ""
    public var keywords: [String] = []
    public private(set) var sections: [Distillation.Section] = []
    public var queries: [(text: String, shouldTrigger: Bool)] = []
    public var evals: [(prompt: String, expected: String, expectations: [String])] = []
    public var leftOut: [(words: String, why: Distillation.Omission)] = []

    public init() {}

    public mutating func add(_ steps: [[String]], below heading: String?) {
      sections.append(Distillation.Section(heading: heading, steps: steps))
    }

    public var steps: Int { sections.reduce(0) { $0 + $1.steps.count } }
  }

  /// How much of what finds it is written down: less where more would take another skill's queries.
  public enum Breadth: CaseIterable, Sendable {
    case keywords, headings, title
  }

  public let name: String
  /// The collection it will belong to, and its folder there.
  public let location: Library.Location
  public let root: FilePath
  private let sources: [Source]
  private let breadth: Breadth
  private let draft: Draft?

  public static let leftOutName = "LEFT-OUT.txt"

  /// - Parameters:
  ///   - name: as the specification has it.
  ///   - folder: of the skills in the first playbook's collection.
  ///   - sources: at least one playbook; the first is the one whose changes are watched.
  ///   - breadth: how much of what finds it is written down.
  ///   - draft: of a model; nil for what the playbooks' structure gives.
  public init(
    _ name: String,
    in folder: FilePath,
    from sources: [Source],
    _ breadth: Breadth,
    _ draft: Draft? = nil
  ) {
    precondition(!sources.isEmpty, "a skill is made from a playbook at least")
    self.name = name
    self.sources = sources
    self.breadth = breadth
    self.draft = draft
    root = sources[0].root
    location = Library.Location(sources[0].location.collection, folder.appending(name).appending("SKILL.md"))
  }

  /// A name by the specification, from a file's name or a title: at most 64 small letters, digits and hyphens.
  public static func name(from text: String) -> String {
    let parts = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    var name = ""
    for part in parts where name.count + part.count < 64 { name += (name.isEmpty ? "" : "-") + part }
    return name
  }

  public var file: FilePath { root.appending(location.path) }

  // MARK: Its texts

  private var title: String { sources[0].distillation.title }

  private var headings: [String] {
    sources.flatMap { $0.distillation.sections.compactMap(\.heading) }
  }

  var description: String {
    if let draft { return draft.description }
    var sentences: [String] = []
    if let own = sources[0].document.description {
      sentences.append(own)
    } else {
      sentences.append("\(title).")
    }
    if breadth != .title, !headings.isEmpty {
      sentences.append("Steps for \(headings.prefix(6).map { $0.lowercased() }.joined(separator: ", ")).")
    }
    sentences.append("Use when it is about \(title.prefix(1).lowercased() + title.dropFirst()).")
    let text = sentences.joined(separator: " ").filter { $0 != "<" && $0 != ">" && !$0.isNewline }
    return String(text.prefix(1_000))
  }

  var keywords: [String] {
    guard breadth == .keywords else { return [] }
    if let draft { return draft.keywords }
    var seen: Set<String> = []
    return Array(sources.flatMap(\.document.keywords).filter { seen.insert($0).inserted }.prefix(20))
  }

  /// SKILL.md.
  public var bytes: [UInt8] {
    var lines = ["---", "name: \(name)", "description: \(YAML.scalar(description))", "metadata:"]
    lines.append("  distils: \(YAML.scalar(reference(to: sources[0].location)))")
    lines.append("  distils-sha256: \"\(SHA256.hex(sources[0].bytes))\"")
    if !keywords.isEmpty { lines.append("  keywords: \(YAML.scalar(keywords.joined(separator: ", ")))") }
    lines += ["---", "", "# \(title)", ""]
    let names = sources.map { "`\(reference(to: $0.location))`" }.joined(separator: ", ")
    lines.append(
      draft == nil
        ? "The steps as \(names) numbers or lists them, word for word." : "Made by a model from \(names)."
    )
    lines += ["", "## Steps"]
    let sections =
      draft?.sections.map { (sources[0], $0) }
      ?? sources.flatMap { source in source.distillation.sections.map { (source, $0) } }
    let isParted = sections.count > 1
    for (source, section) in sections {
      lines.append("")
      if isParted, let heading = section.heading { lines += ["### \(heading)", ""] }
      for (number, step) in section.steps.enumerated() {
        let mark = "\(number + 1). "
        let texts = step.map { relinked($0, source) }
        lines.append(mark + (texts.first ?? ""))
        let indent = String(repeating: " ", count: mark.count)
        lines += texts.dropFirst().map { $0.isEmpty ? "" : indent + $0 }
      }
    }
    lines += [
      "", "## If a step does not fit", "",
      "Stop, read the playbook, and ask. `\(Self.leftOutName)` lists what is only there: exceptions, doubts and reasons.",
    ]
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// From the skill's folder, where it lies in the same collection; else its address.
  private func reference(to other: Library.Location) -> String {
    guard other.collection == location.collection else { return "qmd://\(other.collection)/\(other.path)" }
    return String(repeating: "../", count: location.path.parent.components.count) + other.path.text
  }

  /// A line of a playbook whose relative links lead from the skill's folder to where they led.
  private func relinked(_ line: String, _ source: Source) -> String {
    var text = "", rest = line[...]
    while let place = rest.firstRange(of: "](") {
      text += rest[..<place.upperBound]
      rest = rest[place.upperBound...]
      let target = rest.prefix { $0 != ")" && !$0.isWhitespace }
      let isRelative = !target.isEmpty && !"/#<".contains(target.first ?? "/") && !target.contains(":")
      guard isRelative else { continue }
      let there = source.location.path.parent.appending(String(target)).normalized
      text += reference(to: Library.Location(source.location.collection, there))
      rest = rest[target.endIndex...]
    }
    return text + rest
  }

  /// `evals/evals.json`, in the form of skill-creator: one prompt, and each step as what is to be seen in the answer.
  public var evals: [UInt8] {
    if let draft, !draft.evals.isEmpty {
      let cases = draft.evals.enumerated().map { place, eval -> JSON in
        [
          "id": .integer(place + 1), "prompt": .string(eval.prompt),
          "expected_output": .string(eval.expected),
          "files": [], "expectations": .array(eval.expectations.map { .string($0) }),
        ]
      }
      let json: JSON = ["skill_name": .string(name), "evals": .array(cases)]
      return json.bytes() + [0x0A]
    }
    let steps = sources.flatMap { $0.distillation.sections.flatMap(\.steps) }
    let expectations = steps.compactMap(\.first).prefix(12).map { JSON.string("Done: \($0)") }
    let json: JSON = [
      "skill_name": .string(name),
      "evals": [
        [
          "id": 1, "prompt": .string(title),
          "expected_output": "Drawn from the playbook's own words: rewrite as a real case with its result.",
          "files": [], "expectations": .array(Array(expectations)),
        ]
      ],
    ]
    return json.bytes() + [0x0A]
  }

  /// What was left out and why, by playbook and kind.
  public var leftOut: [UInt8] {
    var lines = [
      "Left out of the skill \(name). Read it before you adopt the skill: what should be a step has to be written by you.",
      draft == nil
        ? "The kinds are told by form and by single words, and may be wrong."
        : "A model says so: what it passed over in silence is not here.",
    ]
    if let draft {
      for why in Distillation.Omission.allCases {
        let found = draft.leftOut.filter { $0.why == why }
        if !found.isEmpty { lines += ["", "  \(why.meaning)"] + found.map { "    \($0.words)" } }
      }
      return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
    for source in sources {
      lines += ["", "qmd://\(source.location.collection)/\(source.location.path)"]
      for why in Distillation.Omission.allCases {
        let found = source.distillation.leftOut.filter { $0.why == why }
        guard !found.isEmpty else { continue }
        lines += ["", "  \(why.meaning)"]
        lines += found.map { "    line \($0.line)\($0.heading.map { ", \($0)" } ?? ""): \($0.words)" }
      }
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// The skill as the library would have it.
  public func skill() throws(ReadProblem) -> Skill {
    Skill(
      file: file,
      root: root,
      presence: .indexed(location),
      document: try Document.read(bytes, path: location.path),
      hash: SHA256.hex(bytes)
    )
  }

  private func contract(in library: SkillLibrary, _ labels: [String: String]) throws(ReadProblem) -> [UInt8] {
    guard let draft, draft.queries.contains(where: \.shouldTrigger) else {
      return ContractScaffold(for: try skill(), in: library, labels: labels).bytes
    }
    return RecallMerge.file(
      of: draft.queries.map { query in
        [
          "query": .string(query.text), "should_trigger": .bool(query.shouldTrigger),
          "note": "by a model: rewrite as you would ask it",
        ]
      }
    )
  }

  /// Its files, with a contract that a model made, or that is drawn from its own words and from its neighbours'.
  public func files(
    in library: SkillLibrary,
    labels: [String: String]
  ) throws(ReadProblem) -> [Ledger.NewFile] {
    let folder = file.parent
    return [
      Ledger.NewFile(file, bytes),
      Ledger.NewFile(folder.appending(RecallFile.path), try contract(in: library, labels)),
      Ledger.NewFile(folder.appending("evals/evals.json"), evals),
      Ledger.NewFile(folder.appending(Self.leftOutName), leftOut),
    ]
  }
}
