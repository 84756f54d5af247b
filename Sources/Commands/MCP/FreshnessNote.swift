import Memory
import Plumbing

/// How far an answer agrees with the disk, for `_meta`.
enum FreshnessNote {
  static func json(_ freshness: Freshness, _ call: Invocation) -> JSON {
    let source =
      switch freshness.source {
      case .watched: "watched"
      case .compared: "compared"
      case .unchecked: "unchecked"
      }
    let lastChange = WatchState.read(index: call.places.index).map(\.lastChange) ?? ""
    return [
      "source": .string(source),
      "lastChange": lastChange.isEmpty ? .null : .string(lastChange),
      "readNow": .integer(freshness.readNow),
      "leftOut": .integer(freshness.leftOut),
      "gone": .integer(freshness.gone),
      "problems": .array(freshness.problems.map { .string($0) }),
    ]
  }
}
