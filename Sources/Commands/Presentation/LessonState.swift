import Memory
import Plumbing
import Teaching

/// What lessons leave to a person, by what is on record: proposals that wait, those that meet an edit, and skills that no
/// lesson could mend.
struct LessonState {
  let open: [Ledger.Proposal]
  /// Of the open ones, those whose skill was edited since.
  let conflicts: [Ledger.Proposal]
  /// The last lesson of each skill that a person is needed for; the skill's text is still the one that was taught.
  let persons: [Ledger.LessonEntry]

  /// Nil where nothing is on record, or the ledger cannot be read.
  init?(_ reader: IndexReader, _ places: Places) {
    guard let index = try? reader.setting(Setting.identifier),
      let ledger = try? Ledger(reading: places.ledger),
      let proposals = try? ledger.proposals(of: index), let lessons = try? ledger.lessons(of: index)
    else { return nil }
    open = proposals.filter { $0.state == .open }
    conflicts = open.filter(\.isOutdated)
    var seen: Set<String> = []
    persons = lessons.filter { seen.insert($0.skill).inserted && $0.outcome == .personNeeded }
      .filter { Self.hash(of: $0.skill, reader) == $0.hash }.sorted { $0.skill < $1.skill }
  }

  private static func hash(of address: String, _ reader: IndexReader) -> String? {
    guard address.hasPrefix("qmd://") else { return nil }
    let rest = address.dropFirst("qmd://".count)
    let collection = rest.prefix { $0 != "/" }
    let path = FilePath(String(rest.dropFirst(collection.count + 1)))
    return ((try? reader.entry(path, in: String(collection))) ?? nil)?.hash
  }

  var isEmpty: Bool { open.isEmpty && persons.isEmpty }

  func lines(_ output: Output) -> [String] {
    var lines: [String] = []
    if !open.isEmpty {
      lines.append("Proposed: \(Wording.count(open.count, "better text")) — `qmd proposals`")
    }
    if !conflicts.isEmpty {
      let names = conflicts.map { Self.folder(of: $0.skill) }.joined(separator: ", ")
      lines.append(
        output.yellow(
          "Conflict: \(Wording.count(conflicts.count, "proposal")) met by an edit of yours: \(names)"
        )
          + " — `qmd proposals` re-bases or drops it"
      )
    }
    for lesson in persons {
      lines.append(
        "Person:   \(Self.folder(of: lesson.skill)): a person is needed, because \(Wording.plain(lesson.reason))"
      )
    }
    return lines
  }

  var json: JSON {
    [
      "open": .integer(open.count),
      "conflicts": .array(
        conflicts.map { ["proposal": .integer(Int($0.id)), "skill": .string($0.skill)] }
      ),
      "person_needed": .array(
        persons.map { ["at": .string($0.at), "skill": .string($0.skill), "reason": .string($0.reason)] }
      ),
    ]
  }

  private static func folder(of address: String) -> String {
    let names = address.split(separator: "/")
    return Wording.plain(names.count > 1 ? String(names[names.count - 2]) : address)
  }
}
