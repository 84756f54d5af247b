/// A document in the running, with what its words and its meaning say for it.
struct Candidate {
  let id: Int64
  let isFromOverlay: Bool
  /// Nil where no word of the question stands in it.
  let words: RankedResults.Result?
  /// Nil where no meaning was asked for.
  let meaning: Meaning?
  /// What ranks it; comparable within one answer only.
  let rank: Double
  let score: Double

  struct Meaning {
    /// Of its best passage, from -1 to 1; nil while it has no vectors.
    let cosine: Double?
    /// Its best passages, the nearest first, by place in the content.
    let passages: [(position: Int, cosine: Double)]
  }

  init(_ words: RankedResults.Result) {
    id = words.id
    isFromOverlay = words.isFromOverlay
    self.words = words
    meaning = nil
    rank = words.points
    score = Confidence.score(of: words)
  }

  init(
    id: Int64,
    isFromOverlay: Bool,
    words: RankedResults.Result?,
    meaning: Meaning,
    rank: Double,
    score: Double
  ) {
    self.id = id
    self.isFromOverlay = isFromOverlay
    self.words = words
    self.meaning = meaning
    self.rank = rank
    self.score = score
  }
}
