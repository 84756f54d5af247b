import FoundationEssentials
import Memory
import Plumbing
import Testing

/// Every skill of the sample keeps https://agentskills.io/specification and has contracts that mean something.
struct SkillTests {
  static let sample = Sample.library

  @Test func `there are seventeen skills`() {
    #expect(Self.sample.skills.count == 17)
  }

  // MARK: The specification

  @Test(arguments: sample.skills)
  func `a skill is valid by the specification`(skill: Skill) throws {
    let root = try #require(try skill.frontMatter(), "there is no front matter")
    let allowed: Set = ["name", "description", "license", "compatibility", "metadata", "allowed-tools"]
    let keys = (root.pairs ?? []).compactMap(\.key.text)
    #expect(Set(keys).subtracting(allowed).isEmpty)
    #expect(Set(keys).count == keys.count, "a key stands twice")

    let name = try #require(root["name"]?.text)
    #expect(name == skill.name, "the name is that of the folder")
    #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil && name.count <= 64)

    let description = try #require(root["description"]?.text)
    #expect((1...1024).contains(description.count))
    #expect(!description.contains { "<>".contains($0) })

    for pair in root["metadata"]?.pairs ?? [] {
      guard case .scalar(let value, let plain) = pair.value.content else {
        Issue.record("metadata.\(pair.key.text ?? "?") is no string")
        continue
      }
      // A plain `true`, `12` or `2026-01-31` is no string to a YAML reader.
      #expect(!plain || value.first?.isLetter == true || value.first == ".", "metadata value \(value)")
      #expect(!plain || pair.value.bool == nil, "metadata value \(value)")
    }
    #expect(!root.description(contains: "---"), "some readers end the front matter at any three dashes")
    #expect(skill.file.lineCount < 500)
  }

  /// What a small model needs to follow it: one numbered list at least, and these four.
  @Test(arguments: sample.skills)
  func `a skill has inputs, steps, an output, an end, and a way out`(skill: Skill) {
    let headings = skill.file.document.headings.filter { $0.level == 2 }.map(\.text)
    for part in ["Inputs", "Output", "Done when", "If a step fails"] {
      #expect(headings.contains { $0.hasPrefix(part) }, "“\(part)” is missing")
    }
    #expect(skill.file.text.contains(/\n1\.\s/) && skill.file.text.contains(/\n4\.\s/))
  }

  @Test(arguments: sample.skills)
  func `a skill that is named in another is there`(skill: Skill) {
    for other in skill.file.text.matches(of: /skill `([a-z-]+)`/) {
      #expect(Self.sample.skill("skills/\(other.1)") != nil, "\(other.0)")
    }
  }

  // MARK: Where it came from

  @Test(arguments: sample.skills)
  func `a skill names its playbook, and the hash tells whether it has read it`(skill: Skill) throws {
    let playbook = try #require(skill.playbook)
    #expect(Self.sample.playbooks.contains { $0.path == playbook })
    let hash = try #require(try skill.frontMatter()?["metadata"]?["distils-sha256"]?.text)
    #expect(hash.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    let bytes = Array(try Data(contentsOf: Sample.root.appending(path: playbook)))
    let hasDrifted = Self.sample.declared["drift"]?.contains(skill.folder) == true
    #expect(
      (hash != SHA256.hex(bytes)) == hasDrifted,
      hasDrifted
        ? "the drift that the README declares is gone"
        : "\(playbook) has changed: read the skill again, then write \(SHA256.hex(bytes))"
    )
  }

  // MARK: Contracts

  @Test(arguments: sample.skills)
  func `both contracts can be read`(skill: Skill) {
    #expect(skill.problems == [])
  }

  @Test(arguments: sample.skills)
  func `a recall contract has 12 to 20 queries, of both kinds`(skill: Skill) throws {
    #expect((12...20).contains(skill.recall.count))
    #expect(skill.positives.count >= 8)
    #expect(skill.negatives.count >= 5)
    #expect(Set(skill.recall.map { $0.query.lowercased() }).count == skill.recall.count)
    for query in skill.positives { #expect((query.rank ?? 1) >= 1 && query.belongsTo == nil) }
  }

  /// A negative is a near miss: somebody in the library has to be the better answer.
  @Test(arguments: sample.skills)
  func `what a skill does not claim belongs to a neighbour`(skill: Skill) throws {
    for query in skill.negatives {
      let neighbour = try #require(query.belongsTo, "“\(query.query)” belongs to nobody")
      #expect(Self.sample.file(neighbour) != nil, "\(neighbour) is not in the library")
      #expect(neighbour != skill.file.path && neighbour != skill.playbook, "“\(query.query)” is its own")
    }
  }

  /// People do not ask in a skill's words.
  ///
  /// Rare is what at most a fifth of the files say, stemmed as the index does: the words by which a file is found.
  @Test func `half of the questions share no rare word with the skill`() throws {
    let tokenizer = try Database(FilePath(":memory:"), mode: .memory).tokenizer(["porter", "unicode61"])
    func terms(_ text: String) -> Set<[UInt8]> { Set(tokenizer.tokens(of: Array(text.utf8)).map(\.term)) }
    var files: [[UInt8]: Int] = [:]
    for file in Self.sample.files { for term in terms(file.text) { files[term, default: 0] += 1 } }
    let most = Self.sample.files.count / 5
    for skill in Self.sample.skills {
      let own = terms(skill.file.text).filter { files[$0, default: 0] <= most }
      let foreign = skill.positives.filter { own.isDisjoint(with: terms($0.query)) }
      #expect(
        foreign.count * 2 >= skill.positives.count,
        "\(skill.name): only \(foreign.count) of \(skill.positives.count)"
      )
    }
  }

  @Test(arguments: sample.skills)
  func `evals have the form of skill-creator`(skill: Skill) {
    #expect(skill.evals.skillName == skill.name)
    #expect(skill.evals.evals.count >= 3)
    #expect(skill.evals.evals.map(\.id) == skill.evals.evals.indices.map { $0 + 1 })
    for eval in skill.evals.evals {
      #expect(!eval.prompt.isEmpty && !eval.expectedOutput.isEmpty && eval.expectations.count >= 2)
      for file in eval.files { #expect(Sample.exists("\(skill.folder)/\(file)"), "\(file) is not there") }
    }
  }

  // MARK: What is difficult on purpose

  @Test func `the README declares every difficulty`() {
    let kinds: Set = [
      "near neighbours", "superseded", "no skill", "drift", "same request", "poor description",
    ]
    #expect(Set(Self.sample.declared.keys) == kinds)
    for paths in Self.sample.declared.values {
      #expect(!paths.isEmpty)
      for path in paths { #expect(Sample.exists(path), "\(path) is not there") }
    }
  }

  @Test func `near neighbours send each other's questions away`() throws {
    let neighbours = try #require(Self.sample.declared["near neighbours"])
    #expect(neighbours.count == 3)
    for folder in neighbours {
      let skill = try #require(Self.sample.skill(folder))
      let elsewhere = Set(skill.negatives.compactMap(\.belongsTo))
      for other in neighbours where other != folder {
        #expect(elsewhere.contains("\(other)/SKILL.md"), "\(folder) keeps what belongs to \(other)")
      }
    }
  }

  @Test func `two skills claim the same request, and no others do`() {
    var claims: [String: Set<String>] = [:]
    for skill in Self.sample.skills {
      for query in skill.positives { claims[query.query, default: []].insert(skill.folder) }
    }
    let shared = claims.values.filter { $0.count > 1 }
    #expect(Set(shared) == [Self.sample.declared["same request"] ?? []])
    #expect(shared.count == 4)
    let playbooks = Dictionary(grouping: Self.sample.skills, by: \.playbook).values.filter { $0.count > 1 }
    #expect(playbooks.map { Set($0.map(\.folder)) } == [Self.sample.declared["same request"] ?? []])
  }

  /// A description says what and when; 150 characters are the least in which anybody here managed both.
  @Test func `one description is poor, the others say what and when`() {
    let poor = Self.sample.skills.filter { $0.description.count < 150 || !$0.description.contains("Use ") }
    #expect(Set(poor.map(\.folder)) == Self.sample.declared["poor description"])
  }
}

extension YAMLNode {
  /// Whether any text in it, keys included, has `part` in it.
  fileprivate func description(contains part: String) -> Bool {
    switch content {
    case .scalar(let text, _): text.contains(part)
    case .sequence(let items): items.contains { $0.description(contains: part) }
    case .mapping(let pairs):
      pairs.contains { $0.key.description(contains: part) || $0.value.description(contains: part) }
    }
  }
}
