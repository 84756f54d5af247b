import Plumbing

/// Finds the lines of a text that meet a query best, by the index's own tokens: stems, phrases, beginnings.
struct PassageFinder {
  private let query: Query
  private let rarities: [Double]
  private let beginnings: [Bool]
  private let tokenizer: Tokenizer
  private let needles: [Tokenizer.Needle]
  /// For each needle, the term it belongs to and its place in it.
  private let owners: [(term: Int, word: Int)]

  init(_ query: Query, rarities: [Double], beginnings: [Bool], _ tokenizer: Tokenizer) {
    self.query = query
    self.rarities = rarities
    self.beginnings = beginnings
    self.tokenizer = tokenizer
    var needles: [Tokenizer.Needle] = []
    var owners: [(term: Int, word: Int)] = []
    for (index, term) in query.terms.enumerated() {
      for (word, stem) in term.stems.enumerated() {
        let isPrefix = beginnings[index] && word == term.stems.count - 1
        needles.append(Tokenizer.Needle(term: stem, isPrefix: isPrefix))
        owners.append((index, word))
      }
    }
    self.needles = needles
    self.owners = owners
  }

  /// Lines before the best one, and from it on, that a passage shows.
  private static let linesBefore = 1, linesFrom = 3

  /// From this share of the question on, the line with its words is shown rather than the passage with its meaning.
  private static let enoughWords = 0.6

  /// The best passage of `text`; its first lines when only title or path met the query.
  ///
  /// Where the meaning has named a range of bytes, and the document holds only a share `words` of the question, the line
  /// is looked for in that range.
  func passage(in document: Document, near meant: Range<Int>? = nil, words: Double = 1) -> Passage {
    let text = document.text
    let starts = Self.lineStarts(of: text)
    var best: Int?
    if let meant, !meant.isEmpty, meant.upperBound <= text.count, words < Self.enoughWords {
      best = Self.line(in: meant, of: text, starts)
    } else {
      best = bestLine(of: text, starts, bodyFrom: document.bodyStart.line - 1)
    }
    return passage(document, starts, best: best ?? Self.firstLine(of: document, starts))
  }

  /// The first line of a range that is neither blank nor a heading, else its first.
  private static func line(in range: Range<Int>, of text: [UInt8], _ starts: [Int]) -> Int {
    let first = max(0, (starts.firstIndex { $0 > range.lowerBound } ?? starts.count) - 1)
    var line = first
    while line < starts.count, starts[line] < range.upperBound {
      let end = line + 1 < starts.count ? starts[line + 1] : text.count
      let ink = text[starts[line]..<end].first { !TextCuts.isWhite($0) }
      if let ink, ink != UInt8(ascii: "#") { return line }
      line += 1
    }
    return first
  }

  private func passage(_ document: Document, _ starts: [Int], best: Int) -> Passage {
    let text = document.text
    let first = max(0, best - Self.linesBefore)
    let last = min(starts.count - 1, best + Self.linesFrom - 1)
    var end = last + 1 < starts.count ? starts[last + 1] - 1 : text.count
    if end > starts[first], text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    var shown = String(decoding: text[starts[first]..<max(starts[first], end)], as: UTF8.self)
    if shown.contains("\r\n") {
      shown = shown.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
    }
    return Passage(
      line: best + 1,
      firstLine: first + 1,
      lineCount: last - first + 1,
      before: first,
      after: starts.count - 1 - last,
      text: shown,
      headings: Self.headings(above: best + 1, document.headings)
    )
  }

  private func bestLine(of text: [UInt8], _ starts: [Int], bodyFrom body: Int) -> Int? {
    guard !needles.isEmpty else { return nil }
    let spaced = UnspacedScripts.spaced(text)
    // Spacing adds spaces and no lines, so lines can be counted in either.
    let lines = spaced.count == text.count ? starts : Self.lineStarts(of: spaced)
    var found: [(line: Int, term: Int)] = []
    var line = 0
    for occurrence in complete(tokenizer.occurrences(of: needles, in: spaced)) {
      while line + 1 < lines.count, lines[line + 1] <= occurrence.range.lowerBound { line += 1 }
      found.append((line, owners[occurrence.needle].term))
    }
    return best(of: found, bodyFrom: body)
  }

  /// Occurrences of single words, and of phrases only where all of their words stand in order.
  private func complete(_ occurrences: [Tokenizer.Occurrence]) -> [Tokenizer.Occurrence] {
    guard query.terms.contains(where: { $0.stems.count > 1 }) else { return occurrences }
    // The tokenizer names one needle for each token; a word of a phrase may also be a term by itself.
    var standing: [Int: Int] = [:]
    for occurrence in occurrences { standing[occurrence.position] = occurrence.needle }
    return occurrences.filter { occurrence in
      let owner = owners[occurrence.needle]
      let stems = query.terms[owner.term].stems
      guard stems.count > 1 else { return true }
      guard owner.word == 0 else { return false }
      return (1..<stems.count).allSatisfy { next in
        standing[occurrence.position + next].map { needles[$0].term == stems[next] } ?? false
      }
    }
  }

  /// The line with the rarest terms, its neighbours helping; the first of equals.
  private func best(of found: [(line: Int, term: Int)], bodyFrom body: Int) -> Int? {
    var byLine: [(line: Int, terms: [Int])] = []
    for (line, term) in found {
      if byLine.last?.line != line { byLine.append((line, [])) }
      if byLine[byLine.count - 1].terms.contains(term) == false {
        byLine[byLine.count - 1].terms.append(term)
      }
    }
    var best: (line: Int, points: Double)?
    for (index, here) in byLine.enumerated() {
      var points = here.terms.reduce(0) { $0 + rarities[$1] }
      var seen = here.terms
      // What the passage would show around the line counts a little, and only what is new there.
      for near in byLine[max(0, index - 1)..<min(byLine.count, index + 3)]
      where near.line != here.line && near.line >= here.line - Self.linesBefore
        && near.line < here.line + Self.linesFrom
      {
        for term in near.terms where !seen.contains(term) {
          seen.append(term)
          points += rarities[term] * 0.4
        }
      }
      // A title in the front matter is shown by itself; the text says more.
      if here.line < body { points *= 0.5 }
      if points > (best?.points ?? 0) { best = (here.line, points) }
    }
    return best?.line
  }

  private static func firstLine(of document: Document, _ starts: [Int]) -> Int {
    min(max(0, document.bodyStart.line - 1), starts.count - 1)
  }

  /// What follows the last line end is a line, even an empty one: others who print `@@ -1,4 @@` count it.
  static func lineStarts(of text: [UInt8]) -> [Int] {
    var starts = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    return starts
  }

  private static func headings(above line: Int, _ headings: [Markdown.Heading]) -> [String] {
    var path: [Markdown.Heading] = []
    for heading in headings where heading.line <= line {
      path.removeAll { $0.level >= heading.level }
      path.append(heading)
    }
    return path.map(\.text)
  }
}
