package import Foundation

/// What a running program says, read all the time: one that nobody listened to would stop at a full pipe.
package final class Transcript: @unchecked Sendable {
  // fine because everything that changes is touched under the condition's lock
  private let condition = NSCondition()
  private var text = ""
  private var isAtEnd = false

  /// Reads `source` to its end on a thread of its own.
  package init(_ source: FileHandle) {
    Thread { [self] in
      while true {
        let data = source.availableData
        condition.lock()
        text += String(decoding: data, as: UTF8.self)
        isAtEnd = data.isEmpty
        condition.broadcast()
        condition.unlock()
        if data.isEmpty { return }
      }
    }.start()
  }

  /// Everything said so far.
  package var said: String {
    condition.lock()
    defer { condition.unlock() }
    return text
  }

  /// Waits until `sentence` has been said; false when the program ended, or said nothing new for two minutes.
  package func waits(for sentence: String) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !text.contains(sentence) {
      guard !isAtEnd, condition.wait(until: Date(timeIntervalSinceNow: 120 * Double(Sanitizer.slowness)))
      else { return false }
    }
    return true
  }

  /// Waits for the end, and gives everything that was said.
  package func whole() -> String {
    condition.lock()
    defer { condition.unlock() }
    while !isAtEnd { condition.wait() }
    return text
  }
}
