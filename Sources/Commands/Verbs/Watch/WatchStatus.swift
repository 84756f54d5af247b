import Memory
import Plumbing

extension Verb {
  static let watchStatus = Verb(
    "watch status",
    .tend,
    "Show whether a watcher runs, and what it last did; status 1 when none does.",
    flags: [.json],
    examples: [
      Example("qmd watch status", "in sentences"), Example("qmd watch status --json", "for programs"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let state = WatchState.read(index: call.places.index)
    if call.typed.has(.json) {
      call.output.write(json(state))
    } else if let state {
      call.output.line("A watcher runs (process \(state.process)) since \(state.started).")
      if !state.isReady { call.output.line("It is still looking at everything for the first time.") }
      call.output.line("Folders watched: \(state.folders)")
      if state.unwatched > 0 {
        call.output.line("Looked at now and then: \(state.unwatched) folders beyond the limit")
      }
      if !state.confinement.isEmpty {
        call.output.line(
          "Rights: it reads what is kept, writes its own, and no other file of yours (\(state.confinement))"
        )
      }
      if !state.lastChange.isEmpty { call.output.line("Last change committed: \(state.lastChange)") }
      if !state.message.isEmpty { call.output.line("Last message: \(state.message)") }
    } else {
      call.output.line(
        "No watcher runs — start one with `qmd watch --daemon`, or for good with `qmd service install`."
      )
    }
    return state == nil ? 1 : 0
  }

  private static func json(_ state: WatchState?) -> JSON {
    guard let state else { return ["alive": false] }
    return [
      "alive": true,
      "process": .integer(Int(state.process)),
      "started": .string(state.started),
      "ready": .bool(state.isReady),
      "folders": .integer(state.folders),
      "unwatched": .integer(state.unwatched),
      "lastChange": state.lastChange.isEmpty ? .null : .string(state.lastChange),
      "message": state.message.isEmpty ? .null : .string(state.message),
      "confined": state.confinement.isEmpty ? .null : .string(state.confinement),
    ]
  }
}
