import Plumbing

/// Collects what goes to standard output and writes it at once.
///
/// A reader who has gone (`qmd search x | head -1`) is no failure: the rest is dropped, and the verb ends well. A full
/// disk is one: the verb does its work, and the run ends with a sentence and status 1.
final class Output {
  private var bytes: [UInt8] = []
  /// Nothing more can be written.
  private(set) var isClosed = false
  /// Why not; nil when only the reader has gone.
  private(set) var failure: SystemError?
  let isTerminal = Standard.isTerminal(Standard.output)
  /// Colours and links: on a terminal only, and never against the user's wish.
  let isStyled: Bool

  init(isStyled: Bool) { self.isStyled = isStyled && isTerminal }

  func write(_ text: String) { bytes += text.utf8 }
  func write(_ more: [UInt8]) { bytes += more }

  func line(_ text: String = "") {
    bytes += text.utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  /// A value as a JSON text, and the end of its line.
  func write(_ json: JSON) {
    bytes += json.bytes()
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Writes out what was collected.
  func flush() {
    defer { bytes.removeAll(keepingCapacity: true) }
    guard !isClosed, !bytes.isEmpty, let error = Standard.write(bytes, to: Standard.output) else { return }
    isClosed = true
    if !Errno.isGoneReader(error.code) { failure = error }
  }

  // MARK: Style

  func bold(_ text: String) -> String { styled(text, "1") }
  func faint(_ text: String) -> String { styled(text, "2") }
  func green(_ text: String) -> String { styled(text, "32") }
  func yellow(_ text: String) -> String { styled(text, "33") }
  func cyan(_ text: String) -> String { styled(text, "36") }

  private func styled(_ text: String, _ code: String) -> String {
    isStyled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// A text that opens `target` in terminals that know OSC 8.
  ///
  /// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
  func link(_ text: String, to target: String) -> String {
    isStyled ? "\u{1B}]8;;\(target)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\" : text
  }
}
