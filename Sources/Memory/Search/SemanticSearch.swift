import Plumbing
import Providers

/// The meaning of questions and of one index's texts.
///
/// Model and vectors are opened for the first question and kept for the next.
final class SemanticSearch {
  private let reader: IndexReader
  private let embedder: (@Sendable (_ space: String?) throws -> any Embedder)?
  private var known: (space: String, embedder: any Embedder)?
  private var opened: MeaningIndex?

  init(_ reader: IndexReader, embedder: (@Sendable (_ space: String?) throws -> any Embedder)?) {
    self.reader = reader
    self.embedder = embedder
  }

  /// Begins to embed what a request means, on a thread of its own; nil when it asks for no meaning.
  func begin(_ request: SearchRequest) throws -> MeaningQuestion? {
    guard !request.meanings.isEmpty else { return nil }
    guard let embedder else { return MeaningQuestion(absence: "no model is set up") }
    guard let (space, dimensions) = try reader.answeringVectors() else {
      // Whoever has no model is told that first.
      do { _ = try embedder(nil) } catch { return MeaningQuestion(absence: "\(error)") }
      return MeaningQuestion(absence: "no text has a vector yet — run `qmd embed`")
    }
    let ready = known.flatMap { $0.space == space ? $0.embedder : nil }
    let question = MeaningQuestion(request, space: space) { try ready ?? embedder(space) }
    // The vectors are brought in while the model is at work. What stands in the way is told when they are asked.
    _ = try? index(of: space, dimensions)
    return question
  }

  /// The vectors of the space that a question was embedded for.
  func index(_ question: MeaningQuestion, dimensions: Int) throws -> MeaningIndex {
    if let model = question.model { known = (question.space, model) }
    return try index(of: question.space, dimensions)
  }

  private func index(of space: String, _ dimensions: Int) throws -> MeaningIndex {
    if let opened, opened.space == space, try opened.isCurrent(reader) { return opened }
    let fresh = try MeaningIndex(reader, space: space, dimensions: dimensions)
    opened = fresh
    return fresh
  }
}

/// A question on its way to vectors.
final class MeaningQuestion {
  let space: String
  private(set) var model: (any Embedder)?
  private let mailbox = Mailbox<Result<Answer, any Error>>()
  private var received: Result<Answer, any Error>?

  private struct Answer: Sendable {
    let model: any Embedder
    let vectors: [[Float]]
  }

  struct Absence: Error, CustomStringConvertible { let description: String }

  init(absence: String) {
    space = ""
    received = .failure(Absence(description: absence))
  }

  init(_ request: SearchRequest, space: String, embedder: @escaping @Sendable () throws -> any Embedder) {
    self.space = space
    let texts = request.meanings + [request.intent].compactMap(\.self)
    let hasIntent = request.intent != nil
    _ = BlockingThread { [mailbox] in
      mailbox.send(
        Result {
          let model = try embedder()
          var vectors = try model.checkedVectors(of: texts)
          if hasIntent, let intent = vectors.popLast() {
            vectors = vectors.map { Self.bent($0, towards: intent) }
          }
          return Answer(model: model, vectors: vectors)
        }
      )
    }
  }

  /// What the question is for counts a third of the question.
  private static func bent(_ vector: [Float], towards intent: [Float]) -> [Float] {
    let sum = zip(vector, intent).map { $0 + $1 / 3 }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sum.map { $0 / length } : vector
  }

  /// Of a query's terms, by weight, the share that the library holds or the model knows, 0 to 1.
  ///
  /// The rest is letters to both of them, and a vector of such letters is near to anything.
  func understood(_ query: Query, counts: [Int]) -> Double {
    guard !query.terms.isEmpty else { return 0 }
    guard let model else { return 1 }
    var (all, known) = (0.0, 0.0)
    for (term, count) in zip(query.terms, counts) {
      all += term.weight
      if count > 0 || term.words.allSatisfy({ model.knows($0.lowercased()) }) { known += term.weight }
    }
    return all > 0 ? known / all : 1
  }

  /// The unit vectors, each with its share of 1; waits for them.
  func vectors() throws -> [(vector: [Float], share: Float)] {
    if received == nil { received = mailbox.receive().first }
    guard let answer = try received?.get() else { return [] }
    model = answer.model
    let shares = Float(answer.vectors.count + 1)
    return answer.vectors.enumerated().map { ($1, ($0 == 0 ? 2 : 1) / shares) }
  }
}
