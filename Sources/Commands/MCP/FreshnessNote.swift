import Memory
import Plumbing

/// How far an answer agrees with the disk, for `_meta`.
enum FreshnessNote {
  static func json(_ answer: SearchAnswer, _ call: Invocation) -> JSON {
    let freshness = answer.freshness
    let source =
      switch freshness.source {
      case .watched: "watched"
      case .compared: "compared"
      case .unchecked: "unchecked"
      }
    let lastChange = WatchState.read(index: call.places.index).map(\.lastChange) ?? ""
    // How the meaning took part: texts without vectors yet, or why only the words were asked.
    var pending: JSON = .null
    var problems = freshness.problems
    switch answer.meaning {
    case .used(let count): pending = .integer(count)
    case .absent(let reason): problems.append("searched by words only: \(reason)")
    case nil: break
    }
    return [
      "source": .string(source),
      "lastChange": lastChange.isEmpty ? .null : .string(lastChange),
      "readNow": .integer(freshness.readNow),
      "leftOut": .integer(freshness.leftOut),
      "gone": .integer(freshness.gone),
      "vectorsPending": pending,
      "problems": .array(problems.map { .string($0) }),
    ]
  }
}
