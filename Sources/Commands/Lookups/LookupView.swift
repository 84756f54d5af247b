import Memory
import Plumbing
import Teaching

/// Lookups as people and programs see them: one line a question, however often it was asked.
struct LookupView {
  /// A question, with the latest time it was asked.
  struct Asked {
    let latest: Lookup
    var times = 1
    /// Whether anything shown was read, any of the times.
    var isRead: Bool

    var isUnanswered: Bool { latest.entries.isEmpty }
    var isIgnored: Bool { !latest.entries.isEmpty && !isRead }
  }

  let asked: [Asked]
  private let call: Invocation
  /// The addresses of documents that are on record as digests only.
  private let addresses: [String: String]

  /// Takes lookups newest first.
  init(_ lookups: [Lookup], _ call: Invocation) {
    self.call = call
    var asked: [Asked] = []
    var places: [String: Int] = [:]
    for lookup in lookups {
      let isRead = lookup.entries.contains(where: \.isOpened)
      if let place = places[lookup.query] {
        asked[place].times += 1
        asked[place].isRead = asked[place].isRead || isRead
      } else {
        places[lookup.query] = asked.count
        asked.append(Asked(latest: lookup, isRead: isRead))
      }
    }
    self.asked = asked
    let isVeiled = asked.contains { $0.latest.entries.contains { $0.address == nil } }
    addresses = isVeiled ? Self.addresses(call) : [:]
  }

  /// Digest → address of all that is in the index.
  private static func addresses(_ call: Invocation) -> [String: String] {
    guard let reader = try? call.reader(), let config = try? call.config() else { return [:] }
    var found: [String: String] = [:]
    for collection in config.collections {
      for entry in (try? reader.entries(in: collection.name)) ?? [] {
        let address = call.address(collection.name, entry.path)
        found[Lookup.digest(address)] = address
      }
    }
    return found
  }

  private func name(_ entry: Lookup.Entry) -> String {
    entry.address ?? addresses[entry.document] ?? "#\(entry.document)"
  }

  func print(_ questions: [Asked], of total: Int) {
    guard !questions.isEmpty else {
      call.output.line(
        asked.isEmpty
          ? "No agent asked anything yet — `qmd hook install AGENT` lets one ask; AGENT is one of"
            + " \(HookAgents.configured.joined(separator: ", "))."
          : "Nothing of this kind is on record."
      )
      return
    }
    for question in questions {
      let lookup = question.latest
      let text =
        lookup.text.map { "“\(Wording.cut(InertText.line($0, atMost: 400), 90))”" } ?? "#\(lookup.query)"
      call.output.line(
        "\(lookup.at.prefix(10)) \(lookup.at.dropFirst(11).prefix(8))  \(Wording.padded(lookup.agent, 9))"
          + "\(call.output.bold(text))\(question.times > 1 ? "  \(question.times) times" : "")"
      )
      if lookup.entries.isEmpty {
        call.output.line("    nothing shown; the best was \(Wording.percent(lookup.best, digits: 0))")
      }
      for entry in lookup.entries {
        call.output.line(
          "    \(name(entry))  \(Wording.percent(entry.score, digits: 0))\(entry.isOpened ? ", read" : "")"
        )
      }
    }
    if total > questions.count { call.output.line("\(total - questions.count) more — -n shows them") }
  }

  func printJSON(_ questions: [Asked]) {
    call.output.write(
      .array(
        questions.map { question in
          let lookup = question.latest
          return [
            "at": .string(lookup.at), "agent": .string(lookup.agent), "query": .string(lookup.query),
            "text": lookup.text.map { .string($0) } ?? .null, "times": .integer(question.times),
            "best": .number(Wording.decimals(lookup.best, 4)), "read": .bool(question.isRead),
            "entries": .array(
              lookup.entries.map { entry in
                [
                  "file": .string(name(entry)), "kind": entry.isSkill ? "skill" : "memory",
                  "score": .number(Wording.decimals(entry.score, 4)), "read": .bool(entry.isOpened),
                ]
              }
            ),
          ]
        }
      )
    )
  }
}
