import Memory
import Plumbing

extension Contract {
  /// The contract of a skill: what is written down beside it, its keywords, and queries made of its own words where
  /// nothing is written down.
  public static func of(_ skill: Skill) -> Contract {
    var contract = Contract()
    let name = "\(skill.folder.lastComponent)/\(RecallFile.path)"
    do throws(SystemError) {
      if let bytes = try skill.bytes(of: RecallFile.path, limit: RecallFile.limit + 1) {
        contract =
          bytes.count > RecallFile.limit
          ? Contract(faults: [
            .init("\(name) is larger than \(RecallFile.limit >> 20) MB — split it; nothing is read of it")
          ])
          : RecallFile.parse(bytes, name: name)
      }
    } catch {
      contract.faults.append(
        .init(
          "\(name) cannot be read (\(error.reason.lowercased())) — check its rights, and that no link leads to it"
        )
      )
    }
    contract.queries += skill.document.keywords.prefix(mostKeywords).map { Query($0, origin: .keyword) }
    if !contract.isDeclared { contract.queries += derived(from: skill).map { Query($0, origin: .derived) } }
    return contract
  }

  /// Keywords beyond these are a word list, not a promise.
  private static let mostKeywords = 50

  /// What a skill's own words would ask: its name, and each sentence of its description but those that say what it is
  /// not for.
  static func derived(from skill: Skill) -> [String] {
    var queries = [skill.name.map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()]
    for sentence in (skill.document.description ?? "").split(whereSeparator: { ".!?\n".contains($0) }) {
      let words = sentence.split(whereSeparator: \.isWhitespace)
      guard words.count >= 3, words[0].lowercased() != "not", words[0].lowercased() != "don't" else {
        continue
      }
      queries.append(words.joined(separator: " "))
    }
    var seen: Set<String> = []
    return queries.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(6).map { $0 }
  }
}
