public import Memory
public import Plumbing
public import Providers

/// Puts every query of every contract to the whole library, and judges where the skill came.
///
/// Reads the index only; what is judged is a snapshot, so that a library that changes meanwhile is measured as it was.
public struct Audit: Sendable {
  public struct Options: Sendable {
    /// How many first skills count as found.
    public var k = 3
    public var mode = AuditReport.Mode.words
    /// Addresses of the skills whose contracts are audited; nil for all.
    public var only: Set<String>?
    public var threads = 2
    /// A best score below this says "nothing fits"; nil for the rule of searches.
    public var threshold: Double?
    /// Gives the model of a space, where the mode asks for the meaning; called on the audit's threads.
    public var embedder: (@Sendable (_ space: String?) throws -> any Embedder)?
    /// Contracts that lie beside no skill yet, by the skill's address.
    var contracts: [String: Contract] = [:]

    public init() {}
  }

  /// A query of a contract, and the skill it is about.
  struct Question: Sendable {
    /// Place in `skills`.
    let skill: Int
    let asked: Contract.Query
  }

  private(set) var skills: [Skill]
  let labels: [String: String]
  let contracts: [Contract]
  /// In the order of the snapshot's queries.
  let questions: [Question]
  private(set) var snapshot: Snapshot
  let options: Options
  private let libraryProblems: [String]
  private let config: Config
  private let index: FilePath
  private var collections: [Collection] { config.collections }
  /// Copies of one text are one skill, the first of them.
  private var groups: [Int] = []
  /// What each document is, by its number in the index.
  private var roles: [Snapshot.Entry.ID: Role] = [:]
  private let claims: Claims
  private var diagnosis: Diagnosis

  private enum Role: Sendable {
    case memory
    /// The first skill of its group.
    case skill(Int)
  }

  /// Takes the snapshot and reads all contracts.
  public init(_ reader: IndexReader, _ config: Config, _ library: SkillLibrary, _ options: Options) throws {
    skills = library.skills
    labels = library.labels()
    libraryProblems = library.problems
    self.config = config
    index = reader.path
    self.options = options
    contracts = library.skills.map { options.contracts[$0.address] ?? Contract.of($0) }
    var questions: [Question] = []
    for (index, contract) in contracts.enumerated() {
      guard options.only.map({ $0.contains(library.skills[index].address) }) ?? true else { continue }
      questions += contract.queries.map { Question(skill: index, asked: $0) }
    }
    self.questions = questions
    snapshot = try Snapshot(reader, config, queries: questions.map(\.asked.text), threads: options.threads)
    claims = Claims(contracts)
    diagnosis = Diagnosis(skills: skills, labels: labels)
    sortRoles()
  }

  /// Finds out which skills are copies of each other, and what each document is.
  private mutating func sortRoles() {
    var firstOfHash: [String: Int] = [:]
    groups = []
    for (index, skill) in skills.enumerated() {
      let first = firstOfHash[skill.hash] ?? index
      firstOfHash[skill.hash] = first
      groups.append(first)
    }
    roles = [:]
    var places: [Library.Location: Int] = [:]
    for (index, skill) in skills.enumerated() {
      if let location = skill.location { places[location] = index }
    }
    for entry in snapshot.entries where entry.isSearched {
      roles[entry.id] = places[entry.location].map { .skill(groups[$0]) } ?? .memory
    }
  }

  // MARK: Judging

  /// Judges all queries.
  ///
  /// - Throws: why the meaning could not be asked for, where the mode does.
  public func report(at time: Timestamp = .now) throws -> AuditReport {
    report(try judge(Array(questions.indices)), at: time)
  }

  /// What these verdicts, one for each of `questions`, come to.
  func report(_ verdicts: [Verdict], at time: Timestamp = .now) -> AuditReport {
    var results: [AuditReport.SkillResult] = []
    var bySkill: [Int: [Verdict]] = [:]
    for (index, verdict) in verdicts.enumerated() {
      bySkill[questions[index].skill, default: []].append(verdict)
    }
    for (index, skill) in skills.enumerated() {
      guard options.only.map({ $0.contains(skill.address) }) ?? true else { continue }
      results.append(
        AuditReport.SkillResult(
          address: skill.address,
          label: labels[skill.address] ?? skill.address,
          hash: skill.hash,
          verdicts: bySkill[index] ?? [],
          remarks: contracts[index].problems + drift(of: skill)
        )
      )
    }
    return AuditReport(
      at: time,
      mode: options.mode,
      k: options.k,
      fingerprint: fingerprint,
      documents: roles.count,
      isPartial: options.only != nil,
      skills: results,
      labels: labels,
      remarks: libraryProblems
    )
  }

  /// Whether the playbook that a skill came from is still the one.
  private func drift(of skill: Skill) -> [String] {
    let name = labels[skill.address] ?? skill.address
    switch PlaybookDrift.of(skill, in: collections) {
    case .changed(let playbook, _, _):
      return [
        "the playbook of \(name), \(playbook), has changed since it was distilled — read it again"
      ]
    case .vanished(let playbook):
      return [
        "the playbook of \(name), \(playbook), is gone — name the new place, or take metadata.distils out"
      ]
    case .none, .same, .unpinned, .outside, .unreadable: return []
    }
  }

  /// Judges some of `questions`, in the order given; why a query was missed is said only where that `isExplained`.
  func judge(_ indices: [Int], isExplained: Bool = true) throws -> [Verdict] {
    let parts = indices.count > Self.fewQuestions ? max(1, options.threads) : 1
    let share = max(1, (indices.count + parts - 1) / parts)
    let shares = stride(from: 0, to: indices.count, by: share).map {
      Array(indices[$0..<min($0 + share, indices.count)])
    }
    let results = Mailbox<(part: Int, verdicts: Result<[Verdict], any Error>)>()
    for (part, indices) in shares.enumerated().dropFirst() {
      _ = BlockingThread { results.send((part, Result { try self.verdicts(indices, isExplained) })) }
    }
    var found =
      [try shares.first.map { try verdicts($0, isExplained) } ?? []] + shares.dropFirst().map { _ in [] }
    var waiting = shares.count - 1
    var failure: (any Error)?
    while waiting > 0 {
      for (part, outcome) in results.receive() {
        waiting -= 1
        do { found[part] = try outcome.get() } catch { failure = error }
      }
    }
    if let failure { throw failure }
    return found.flatMap(\.self)
  }

  /// Fewer questions than this are judged before another thread has started.
  private static let fewQuestions = 64

  /// Judges one thread's share.
  private func verdicts(_ indices: [Int], _ isExplained: Bool) throws -> [Verdict] {
    guard options.mode == .both else {
      return indices.map { index in
        let standings = snapshot.standings(of: index)
        let places = standings.places
        let stands = places.enumerated().map { Stand(id: $1.id, points: $1.points, place: $0) }
        return verdict(index, stands, standings, isExplained) { (places[$0].score, places[$0].isNothing) }
      }
    }
    let search = try Search(IndexReader(index), config, isWatched: true, embedder: options.embedder)
    let names = Set(collections.filter(\.includeByDefault).map(\.name))
    let numbers = Dictionary(
      snapshot.entries.map { ($0.location, $0.id) },
      uniquingKeysWith: { one, _ in one }
    )
    return try indices.map { index in
      let ranked = try search.ranking(
        of: questions[index].asked.text,
        limit: Self.depth,
        by: .both,
        collections: names
      )
      let stands = ranked.enumerated().compactMap { place, ranked in
        numbers[ranked.location].map { Stand(id: $0, points: ranked.rank, place: place) }
      }
      return verdict(index, stands, snapshot.standings(of: index), isExplained) {
        (ranked[$0].score, ranked[$0].isNothing)
      }
    }
  }

  /// Documents of an answer by meaning that are looked at: whatever comes later no agent reads.
  private static let depth = 100

  /// A document in the order of an answer.
  private struct Stand {
    let id: Snapshot.Entry.ID
    let points: Double
    /// Where its score is to be had.
    let place: Int

    /// As searches order their hits.
    func isBefore(_ other: Stand) -> Bool { points == other.points ? id < other.id : points > other.points }
  }

  /// Judges a question by the order of its answer; why it missed is a matter of words, which `standings` tell.
  private func verdict(
    _ index: Int,
    _ places: [Stand],
    _ standings: Standings,
    _ isExplained: Bool,
    score: (_ place: Int) -> (likely: Double, isNothing: Bool)
  ) -> Verdict {
    let question = questions[index]
    let own = groups[question.skill]
    var ownPlace: Stand?
    var bestRival: (group: Int, place: Stand)?
    var best: Stand?
    for place in places {
      guard let role = roles[place.id] else { continue }
      if best.map({ place.isBefore($0) }) ?? true { best = place }
      guard case .skill(let group) = role else { continue }
      if group == own {
        if ownPlace.map({ place.isBefore($0) }) ?? true { ownPlace = place }
      } else if bestRival.map({ place.isBefore($0.place) }) ?? true {
        bestRival = (group, place)
      }
    }
    var verdict = Verdict(query: question.asked)
    if let ownPlace {
      var before: Set<Int> = []
      var mixed = 1
      for place in places where place.isBefore(ownPlace) {
        switch roles[place.id] {
        case .skill(let group):
          before.insert(group)
          mixed += 1
        case .memory: mixed += 1
        case nil: break
        }
      }
      verdict.rank = before.count + 1
      verdict.mixedRank = mixed
      verdict.score = score(ownPlace.place).likely
      let rival = bestRival?.place.points ?? 0
      let better = max(rival, ownPlace.points)
      verdict.margin = better > 0 ? (ownPlace.points - rival) / better : 0
    }
    if let bestRival {
      verdict.rival = Verdict.Rival(address: skills[bestRival.group].address, rank: verdict.rank == 1 ? 2 : 1)
    }
    // As a search has it: where even the best does not fit, nothing is shown.
    let isAnswered =
      best.map { best in
        let (likely, isNothing) = score(best.place)
        return options.threshold.map { likely >= $0 } ?? !isNothing
      } ?? false
    if question.asked.shouldTrigger {
      let isFound = verdict.rank.map { $0 <= question.asked.rank } ?? false
      verdict.isKept = isFound && isAnswered
      if !verdict.isKept, isExplained {
        let words = standings.places
        let ownWords = ownPlace.flatMap { own in words.first { $0.id == own.id } }
        let rivalWords = bestRival.flatMap { rival in words.first { $0.id == rival.place.id } }
        diagnosis.explain(
          &verdict,
          Diagnosis.Evidence(
            skill: question.skill,
            rival: bestRival?.group,
            isFound: isFound,
            claimants: claims.others(than: question.skill, of: question.asked).filter { groups[$0] != own },
            terms: standings.terms,
            own: ownWords.map { standings.points(by: $0) },
            ownCoverage: ownWords?.coverage ?? 0,
            rivals: rivalWords.map { standings.points(by: $0) } ?? []
          )
        )
      }
    } else {
      verdict.isKept = verdict.rank != 1 || !isAnswered
      if !verdict.isKept, isExplained {
        diagnosis.explainFalseTrigger(
          &verdict,
          question.skill,
          terms: standings.terms,
          own: standings.places.first { $0.id == ownPlace?.id }.map { standings.points(by: $0) } ?? []
        )
      }
    }
    return verdict
  }

  // MARK: Following changes

  /// What a change of the library touches.
  struct Change {
    let documents: [Library.Location]
    /// Places in `questions`, of those that may fare differently.
    let questions: [Int]
  }

  /// Brings the audit up to the index.
  ///
  /// - Returns: what changed; nil when skills came or went, which makes it another audit.
  mutating func follow(_ reader: IndexReader) throws -> Change? {
    let (documents, hasSameSkills) = try snapshot.changes(reader)
    guard hasSameSkills else { return nil }
    guard !documents.isEmpty else { return Change(documents: [], questions: []) }
    let affected = try snapshot.follow(documents, reader)
    for (index, skill) in skills.enumerated() {
      guard let location = skill.location, documents.contains(location),
        let entry = try reader.entry(location.path, in: location.collection),
        let bytes = try reader.bytes(of: entry.hash),
        let document = try? Document.read(bytes, path: location.path)
      else { continue }
      skills[index] = Skill(
        file: skill.file,
        root: skill.root,
        presence: skill.presence,
        document: document,
        hash: entry.hash
      )
    }
    diagnosis = Diagnosis(skills: skills, labels: labels)
    sortRoles()
    return Change(documents: documents, questions: affected)
  }

  // MARK: As it would be

  /// Gives a skill another text in this audit alone; its contract stays as it is.
  ///
  /// Until `studyListings` is called it explains by the old texts.
  ///
  /// - Returns: places in `questions`, of those that may fare differently.
  /// - Throws: where the text cannot be read, or the index.
  mutating func suppose(_ skill: Int, holds bytes: [UInt8], _ reader: IndexReader) throws -> [Int] {
    guard let location = skills[skill].location else { return [] }
    let document = try Document.read(bytes, path: location.path)
    let affected = try snapshot.suppose(location, holds: bytes, reader)
    let before = skills[skill]
    skills[skill] = Skill(
      file: before.file,
      root: before.root,
      presence: before.presence,
      document: document,
      hash: SHA256.hex(bytes)
    )
    sortRoles()
    return affected
  }

  /// Finds out anew what agents see of the skills.
  mutating func studyListings() { diagnosis = Diagnosis(skills: skills, labels: labels) }

  // MARK: Fingerprint

  /// Raised whenever the ranking or the judging changes what an audit says of the same files.
  private static let method = 2

  private var fingerprint: String {
    var lines = ["method \(Self.method) \(options.mode.rawValue)"]
    lines += snapshot.entries.lazy.filter(\.isSearched)
      .map { "\($0.location.collection)/\($0.location.path)\t\($0.hash)" }.sorted()
    for (skill, contract) in zip(skills, contracts) {
      lines.append(skill.address)
      lines += contract.queries.map { "\($0.shouldTrigger) \($0.rank) \($0.origin.rawValue)\t\($0.text)" }
    }
    return String(SHA256.hex(Array(lines.joined(separator: "\n").utf8)).prefix(16))
  }
}
