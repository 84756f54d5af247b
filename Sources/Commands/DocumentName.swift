import Memory
import Plumbing

/// A document as it was typed: `qmd://notes/a.md?index=work`, `a.md:20:10`, `#a1b2c3`.
struct DocumentName {
  /// Without lines and index.
  let text: String
  /// The first line, counted from 1.
  private(set) var from: Int?
  private(set) var count: Int?
  /// The name of another index.
  private(set) var index: String?

  init(_ typed: String) {
    var text = typed[...]
    if let question = text.lastIndex(of: "?"), text[question...].hasPrefix("?index=") {
      let rest = text[question...].dropFirst("?index=".count)
      let colon = rest.firstIndex(of: ":") ?? rest.endIndex
      index = String(rest[..<colon])
      text = text[..<question] + rest[colon...]
    }
    var numbers: [Int] = []
    while numbers.count < 2, let colon = text.lastIndex(of: ":"),
      let number = Int(text[text.index(after: colon)...]),
      number > 0
    {
      numbers.insert(number, at: 0)
      text = text[..<colon]
    }
    from = numbers.first
    count = numbers.count > 1 ? numbers[1] : nil
    self.text = String(text)
  }

  /// A list or pattern without the `?index=NAME` in it, and the names that stood there.
  static func withoutIndices(_ typed: String) -> (names: String, indices: [String]) {
    let mark = "?index="
    var names = "", indices: [String] = []
    var rest = typed[...]
    while let character = rest.first {
      guard rest.hasPrefix(mark) else {
        names.append(character)
        rest.removeFirst()
        continue
      }
      rest = rest.dropFirst(mark.count)
      let index = rest.prefix { !", :".contains($0) }
      indices.append(String(index))
      rest = rest[index.endIndex...]
    }
    return (names, indices)
  }

  /// The one document that is meant; whoever means none or several is told which come near.
  static func resolve(_ name: DocumentName, in library: Library) throws -> Library.Location {
    switch try library.find(name.text) {
    case .one(let location): return location
    case .several(let locations): throw Failure(ambiguity(name.text, locations))
    case .excluded(let rule):
      throw Failure("Document is excluded by ignore rule: \(rule) — it stands under `ignore:` in index.yml")
    case .nothing:
      throw Failure(absence(name.text, try similar(to: name.text, in: library)))
    }
  }

  static func ambiguity(_ name: String, _ locations: [Library.Location]) -> String {
    "'\(name)' names \(locations.count) documents — choose one:\n"
      + locations.map { "  qmd://\($0.collection)/\($0.path)" }.joined(separator: "\n")
  }

  private static func absence(_ name: String, _ similar: [Library.Location]) -> String {
    guard !similar.isEmpty else {
      return "Document not found: \(name) — `qmd ls` lists what there is"
    }
    return "Document not found: \(name)\n\nSimilar files:\n"
      + similar.map { "  qmd://\($0.collection)/\($0.path)" }.joined(separator: "\n")
  }

  /// A name this many changes away is similar.
  private static let farthest = 5
  private static let mostSimilar = 5

  static func similar(to name: String, in library: Library) throws -> [Library.Location] {
    let typed = Array(name.lowercased().utf8)
    let last = Array(FilePath(name).lastComponent.text.lowercased().utf8)
    let near = try library.locations().compactMap { location -> (Int, Library.Location)? in
      let path = location.path.text.lowercased()
      let distances = [
        distance(typed, Array(path.utf8)), distance(typed, Array("\(location.collection)/\(path)".utf8)),
        distance(last, Array(FilePath(path).lastComponent.text.utf8)),
      ]
      guard let least = distances.min(), least <= min(farthest, max(1, last.count / 3)) else { return nil }
      return (least, location)
    }
    return near.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(mostSimilar).map(\.1)
  }

  /// No further than `farthest` is of interest, and a difference of lengths is that far at least.
  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    abs(one.count - other.count) > farthest ? .max : NearestName.distance(one, other)
  }

  /// Why the text is not the file's.
  static func remark(on text: Library.Text) -> String? {
    let address = "qmd://\(text.location.collection)/\(text.location.path)"
    switch text.absence {
    case nil: return nil
    case .gone: return "the file of \(address) is gone; this is its text as it was last indexed"
    case .unreadable(let error):
      return
        "the file of \(address) may not be read (\(error.reason.lowercased())); this is its text as it was last indexed"
    }
  }
}
