import Memory
import Plumbing
import Providers

extension Verb {
  static let pull = Verb(
    "pull",
    .tend,
    "Fetch the model that finds texts by their meaning (91 MB).",
    flags: [.refresh, .progress],
    examples: [
      Example("qmd pull", "fetches it, or goes on where a fetch was cut off"),
      Example("qmd pull --refresh", "fetches it again, when it is damaged"),
    ]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let folder = ModelFolder(in: call.places.models)
    let isShown = call.typed.has(.progress) || Standard.isTerminal(Standard.error)
    let progress = FetchProgress(isShown: isShown)
    let fetch = ModelFetch(folder, isQuiet: !isShown) { progress.show($0) }
    switch try fetch.run(refreshing: call.typed.has(.refresh)) {
    case .alreadyThere:
      call.output.line("Nothing to fetch: \(folder.model.name) is in \(folder.path).")
    case .fetched(let source):
      // A watcher begins to embed when it is woken.
      if call.isWatched { _ = Synchronization.run(index: call.places.index, milliseconds: 200) }
      call.output.line(
        "\(call.output.green("✓")) Fetched \(folder.model.name) from \(source) into \(folder.path)."
      )
    }
    return 0
  }
}

/// Says on standard error how far a fetch is: a line that changes on a terminal, one line a step elsewhere.
private final class FetchProgress: Sendable {
  private let isShown: Bool
  private let isTerminal = Standard.isTerminal(Standard.error)

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ step: ModelFetch.Step) {
    switch step {
    case .asking(let source): line("Asking \(source).")
    case .failed(let source, let reason): line("\(source) has nothing for us: \(reason).")
    case .packing: line("Preparing the model for this machine.")
    case .receiving(let file, let done, let total):
      // One line for each hundredth would be too many anywhere but on a terminal.
      guard isShown, isTerminal, total > 0 else { return }
      let text = "\(file): \(Wording.size(done)) of \(Wording.size(total)) (\(done * 100 / total)%)"
      write(
        "\r\u{1B}[K" + text.prefix(Standard.columns(Standard.error) - 1) + (done == total ? "\r\u{1B}[K" : "")
      )
    }
  }

  private func line(_ text: String) { if isShown { write(text + "\n") } }

  private func write(_ text: String) { Standard.write(Array(text.utf8), to: Standard.error) }
}
