public import Memory
import Plumbing

/// What of a playbook is steps, and what is left out and why: by its structure alone, without any model.
///
/// Numbered items are steps; where a playbook numbers nothing, the items of its lists are. A step is taken word for word.
/// What makes a playbook worth reading otherwise, its reasons, doubts, exceptions and tables, is not judged but listed.
public struct Distillation: Equatable, Sendable {
  /// Steps below one heading.
  public struct Section: Equatable, Sendable {
    /// Nil above the first heading.
    public let heading: String?
    /// Each in its own lines, without the mark of the list.
    public internal(set) var steps: [[String]]
  }

  /// Why something is left out.
  public enum Omission: String, Sendable, CaseIterable {
    case exception, hesitation, reason, table, wording, prose

    /// For whoever decides what is still missing.
    public var meaning: String {
      switch self {
      case .exception: "an exception: whether it applies is for somebody to decide who has read the playbook"
      case .hesitation: "a hesitation: the playbook itself is not sure"
      case .reason: "a reason: it says why, and no step"
      case .table: "a table: its figures change, and are read where they are kept"
      case .wording: "a text to be used as it stands: it is copied from the playbook"
      case .prose: "no item of a list: whether it is a step cannot be told by its form"
      }
    }
  }

  public struct LeftOut: Equatable, Sendable {
    /// Of the playbook, from 1.
    public let line: Int
    public let heading: String?
    public let why: Omission
    /// Its first words.
    public let words: String
  }

  public let title: String
  public private(set) var sections: [Section] = []
  public private(set) var leftOut: [LeftOut] = []

  public var steps: Int { sections.reduce(0) { $0 + $1.steps.count } }

  /// Playbooks beyond this are no single job.
  public static let largest = 512 << 10

  /// Takes a playbook apart.
  public init(_ playbook: Document) {
    title = playbook.title
    let start = playbook.bodyStart
    let body = Array(playbook.text[start.offset...])
    let lines = body.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
    let blocks = Markdown.blocks(in: body)
    let numbers = blocks.contains { $0.kind == .item(isNumbered: true) }
    var heading: String?
    var topic: Omission?
    for block in blocks {
      let range = (block.lines.lowerBound - 1)..<min(block.lines.upperBound, lines.count)
      guard !range.isEmpty else { continue }
      let text = Array(lines[range])
      let joined = text.joined(separator: " ")
      func leave(_ why: Omission) {
        leftOut.append(
          LeftOut(
            line: block.lines.lowerBound + start.line - 1,
            heading: heading,
            why: why,
            words: Self.words(joined)
          )
        )
      }
      switch block.kind {
      case .heading(let level):
        let words = Self.plain(joined)
        heading = level == 1 ? nil : words
        topic = level == 1 ? nil : Self.topic(of: words)
      case .item(let isNumbered):
        if let why = topic ?? Self.doubt(in: joined) {
          leave(why)
        } else if isNumbered || !numbers {
          add(Self.withoutMark(text), below: heading)
        } else {
          leave(Self.kind(of: joined))
        }
      case .paragraph: leave(topic ?? Self.kind(of: joined))
      case .table: leave(topic ?? .table)
      case .code, .quote: leave(topic ?? .wording)
      case .other: break
      }
    }
  }

  private mutating func add(_ step: [String], below heading: String?) {
    guard step.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return }
    if sections.last?.heading == heading, !sections.isEmpty {
      sections[sections.count - 1].steps.append(step)
    } else {
      sections.append(Section(heading: heading, steps: [step]))
    }
  }

  // MARK: Words that give a kind away

  private static let exceptions = ["except", "unless", "special case", "does not apply", "not for "]
  private static let doubts = [
    "perhaps", "maybe", "i think", "not sure", "it depends", "i have not decided", "usually", "sometimes",
    "probably",
  ]
  private static let reasons = [
    "because", "why ", "the reason", "that is how", "after that i", "lesson", "learnt", "regret",
  ]
  private static let histories = [
    "why", "reason", "history", "case", "changed", "background", "what went wrong", "learnt",
  ]

  /// What all below a heading is by the heading's words; nil where they do not tell.
  private static func topic(of heading: String) -> Omission? {
    let words = heading.lowercased()
    if exceptions.contains(where: { has(words, $0) }) { return .exception }
    if histories.contains(where: { has(words, $0) }) { return .reason }
    return nil
  }

  private static func kind(of text: String) -> Omission {
    let words = text.lowercased()
    if exceptions.contains(where: { has(words, $0) }) { return .exception }
    return doubt(in: text) ?? (reasons.contains(where: { has(words, $0) }) ? .reason : .prose)
  }

  private static func doubt(in text: String) -> Omission? {
    let words = text.lowercased()
    return doubts.contains { has(words, $0) } ? .hesitation : nil
  }

  /// Whether a word or phrase stands in a text, from the beginning of a word on.
  private static func has(_ text: String, _ phrase: String) -> Bool {
    let (text, phrase) = (Array(text.utf8), Array(phrase.utf8))
    guard text.count >= phrase.count else { return false }
    return (0...(text.count - phrase.count)).contains { place in
      text[place...].starts(with: phrase) && (place == 0 || !isLetter(text[place - 1]))
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  // MARK: Lines

  /// An item's lines without its mark, and with as much indentation less.
  private static func withoutMark(_ lines: [String]) -> [String] {
    guard let first = lines.first else { return [] }
    var rest = first[...]
    while rest.first == " " { rest.removeFirst() }
    let digits = rest.prefix { $0.isNumber }
    rest = digits.isEmpty ? rest.dropFirst() : rest.dropFirst(digits.count + 1)
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    let width = first.count - rest.count
    var kept = [String(rest)]
    for line in lines.dropFirst() {
      let spaces = min(width, line.prefix { $0 == " " }.count)
      kept.append(String(line.dropFirst(spaces)))
    }
    while let last = kept.last, last.allSatisfy(\.isWhitespace) { kept.removeLast() }
    return kept
  }

  /// A heading's words without its marks.
  private static func plain(_ heading: String) -> String {
    let words = heading.split(separator: " ").filter { !$0.allSatisfy { "#=-".contains($0) } }
    return words.joined(separator: " ").filter { !"*`_".contains($0) }
  }

  /// The first words of a text, in one line.
  private static func words(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    let shown = words.prefix(12).joined(separator: " ")
    return words.count > 12 ? shown + " …" : shown
  }
}
