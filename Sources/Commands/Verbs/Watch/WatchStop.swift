import Memory
import Plumbing

extension Verb {
  static let watchStop = Verb(
    "watch stop",
    .tend,
    "End the watcher, after what it knows to have changed is committed.",
    examples: [Example("qmd watch stop", "end it")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    guard let state = WatchState.read(index: call.places.index), state.process > 0 else {
      call.output.line("No watcher runs.")
      return 0
    }
    Launch.terminate(state.process)
    guard WatchDaemon.waits(milliseconds: 10_000, until: { !WatchState.isAlive(index: call.places.index) })
    else {
      throw Failure(
        "the watcher (process \(state.process)) did not end within 10 s — `kill \(state.process)` ends it"
      )
    }
    call.output.line("✓ The watcher has stopped.")
    return 0
  }
}
