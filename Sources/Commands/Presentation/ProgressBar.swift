import Memory
import Plumbing

/// How far long work is: things done, things a second, and the time that is left, in one line of a terminal.
final class ProgressBar {
  private let isShown: Bool
  private let things: String
  private let began = Moment.now
  private var shown: Moment?

  /// Drawn on standard error, so that what is printed stays clean; nothing without a terminal.
  init(_ things: String = "files") {
    isShown = Standard.isTerminal(Standard.error)
    self.things = things
  }

  private static let interval: Double = 100

  func show(_ progress: Progress) {
    let now = Moment.now
    guard isShown, now.milliseconds(since: shown ?? began) >= Self.interval else { return }
    shown = now
    let seconds = now.milliseconds(since: began) / 1000
    let rate = Double(progress.done) / max(seconds, 0.001)
    let left = Int((Double(progress.total - progress.done) / max(rate, 1)).rounded(.up))
    let text =
      "\(Wording.grouped(progress.done)) of \(Wording.grouped(progress.total)) \(things), \(Wording.grouped(Int(rate)))/s,"
      + " \(left >= 60 ? "\(left / 60)m \(left % 60)s" : "\(left)s") left"
    write("\r\u{1B}[K" + text.prefix(Standard.columns(Standard.error) - 1))
  }

  /// Takes the line away.
  func clear() {
    guard shown != nil else { return }
    shown = nil
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) { Standard.write(Array(text.utf8), to: Standard.error) }
}
