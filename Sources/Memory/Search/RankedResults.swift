import Plumbing

/// The documents that matched, best first.
struct RankedResults {
  struct Result {
    let id: Int64
    let isFromOverlay: Bool
    /// The row in its table.
    let row: Int
    let points: Double
    let coverage: Double
    let proximity: Double
    /// Points beside the most that any document could have, 0 to 1.
    let strength: Double
    /// Rarity of the terms that were found, as a share of what one term in a single document would have, summed.
    let information: Double
    /// How near neighbours of the query stand to each other, 0 to 1; 0 for a single term.
    let nearness: Double

    /// Ties by number keep the order the same from run to run.
    func isBefore(_ other: Result) -> Bool {
      points == other.points ? id < other.id : points > other.points
    }
  }

  let query: Query
  private let ranking: Ranking
  private let main: Matches
  private let overlay: Matches?
  /// By term: how rare it is in the library, counting texts that are newer than the index.
  let rarities: [Double]
  let counts: [Int]
  let beginnings: [Bool]
  private let documents: Int
  /// Best first, unless they were asked for as they were found.
  private(set) var ranked: [Result] = []

  init(
    _ query: Query,
    _ ranking: Ranking,
    main: Matches,
    overlay: Matches? = nil,
    masked: Set<Int64> = [],
    sorted isSorted: Bool = true
  ) {
    self.query = query
    self.ranking = ranking
    self.main = main
    self.overlay = overlay
    let documents = main.table.documentCount + (overlay?.table.documentCount ?? 0)
    self.documents = documents
    var counts = Self.counts(main, query.terms.count)
    if let overlay {
      for (index, count) in Self.counts(overlay, query.terms.count).enumerated() { counts[index] += count }
    }
    self.counts = counts
    rarities = counts.map { Ranking.rarity(documents: max(documents, 1), having: $0) }
    beginnings = zip(main.beginnings, overlay?.beginnings ?? main.beginnings).map { $0 || $1 }
    rank(main.table, isFromOverlay: false, masked)
    if let overlay { rank(overlay.table, isFromOverlay: true, []) }
    if isSorted { ranked.sort { $0.isBefore($1) } }
  }

  /// Terms that no document holds, not even as a beginning.
  var unknownTerms: [Int] { counts.indices.filter { counts[$0] == 0 } }

  /// Documents that hold each term, or only its beginning where none holds the term.
  private static func counts(_ matches: Matches, _ terms: Int) -> [Int] {
    var counts = Array(repeating: 0, count: terms)
    for (phrase, count) in zip(matches.table.phrases, matches.table.counts) {
      counts[phrase.term] = max(counts[phrase.term], count)
    }
    return counts
  }

  private mutating func rank(_ table: MatchTable, isFromOverlay: Bool, _ masked: Set<Int64>) {
    ranked.reserveCapacity(ranked.count + table.ids.count)
    let sought = zip(query.terms, rarities).reduce(0) { $0 + $1.0.weight * $1.1 }
    guard sought > 0 else { return }
    let rarest = Ranking.rarity(documents: max(documents, 1), having: 1)
    let weights = zip(query.terms, rarities).map { $0.0.weight * $0.1 }
    let neighbours = zip(rarities, rarities.dropFirst()).map { ranking.proximity * min($0.0, $0.1) }
    let nearest = neighbours.reduce(0, +)
    var frequencies = Array(repeating: 0.0, count: query.terms.count)
    for row in table.ids.indices where masked.isEmpty || !masked.contains(table.ids[row]) {
      read(&frequencies, of: row, in: table)
      guard query.required.allSatisfy({ frequencies[$0] > 0 }) else { continue }
      var sum = 0.0, found = 0.0, proximity = 0.0
      for index in weights.indices where frequencies[index] > 0 {
        sum += weights[index] * saturated(frequencies[index])
        found += weights[index]
      }
      for index in neighbours.indices {
        let closeness = Double(table.closeness[row * table.termCount + index])
        if closeness > 0 { proximity += neighbours[index] * closeness }
      }
      let coverage = found / sought
      let points = (sum + proximity) * (1 - ranking.coverage + ranking.coverage * coverage)
      ranked.append(
        Result(
          id: table.ids[row],
          isFromOverlay: isFromOverlay,
          row: row,
          points: points,
          coverage: coverage,
          proximity: proximity,
          strength: min(1, points / (sought * (ranking.saturation + 1))),
          information: found / rarest,
          nearness: nearest > 0 ? proximity / nearest : 0
        )
      )
    }
  }

  private func saturated(_ frequency: Double) -> Double {
    frequency * (ranking.saturation + 1) / (frequency + ranking.saturation)
  }

  /// By term; occurrences that only begin with it count less.
  private func frequencies(of row: Int, in table: MatchTable) -> [Double] {
    var frequencies = Array(repeating: 0.0, count: query.terms.count)
    read(&frequencies, of: row, in: table)
    return frequencies
  }

  private func read(_ frequencies: inout [Double], of row: Int, in table: MatchTable) {
    let first = row * table.phrases.count
    for (index, phrase) in table.phrases.enumerated() {
      let frequency = Double(table.frequencies[first + index])
      if phrase.isBeginning {
        // Words of the term itself are among those that begin with it, and come before.
        frequencies[phrase.term] += ranking.beginning * max(0, frequency - frequencies[phrase.term])
      } else {
        frequencies[phrase.term] = frequency
      }
    }
  }

  /// What each term of the query brought to a result, before proximity and coverage.
  func points(of result: Result) -> [Double] {
    let frequencies = frequencies(of: result.row, in: table(of: result))
    return query.terms.indices.map { query.terms[$0].weight * rarities[$0] * saturated(frequencies[$0]) }
  }

  private func table(of result: Result) -> MatchTable {
    result.isFromOverlay ? (overlay?.table ?? main.table) : main.table
  }

  func explanation(of result: Result) -> Hit.Explanation {
    let table = table(of: result)
    let frequencies = frequencies(of: result.row, in: table)
    let points = points(of: result)
    let fields = Schema.Field.allCases.filter { table.fields[result.row] & 1 << UInt8($0.rawValue) != 0 }
    return Hit.Explanation(
      parts: query.terms.indices.map { index in
        Hit.Explanation.Part(
          term: query.terms[index].text,
          documents: counts[index],
          rarity: rarities[index],
          frequency: frequencies[index],
          points: points[index]
        )
      },
      coverage: result.coverage,
      proximity: result.proximity,
      fields: fields.map { "\($0)" },
      points: result.points,
      isFromFile: result.isFromOverlay
    )
  }
}
