public import Plumbing
public import Providers

/// A teacher that is a chat model: it reads what it is shown, and answers with edits in a fixed form.
///
/// Its answer has no say in anything else. Whatever it writes goes through the same bounds and the same gate as any
/// other edit, and what is not in the form is not looked at.
public final class ModelTeacher: Teacher {
  private let model: any ChatModel
  private let price: Price?
  /// US dollars for all lessons of this teacher; nil for no limit.
  private let budget: Double?
  private let covers: (FilePath) -> Bool
  private var spent = 0.0
  /// Answers in a row, in this lesson, that could not be used.
  private var unusable: [String] = []

  /// Who answers like that twice would do so a third time.
  private static let mostUnusable = 2

  /// - Parameters:
  ///   - model: Who is asked.
  ///   - price: What it costs; nil where that is nothing, or not known.
  ///   - budget: US dollars that all its lessons may cost together; a request that could pass it is not made.
  ///   - covers: Whether texts of a folder may be sent to it. What belongs to another folder is left out.
  public init(
    _ model: any ChatModel,
    price: Price? = nil,
    budget: Double? = nil,
    covers: @escaping (FilePath) -> Bool
  ) {
    self.model = model
    self.price = price
    self.budget = budget
    self.covers = covers
  }

  public var name: String { model.name }

  public func teach(
    _ brief: LessonBrief,
    rehearse: (_ edits: [SkillEdit]) throws(TeacherError) -> Rehearsal?
  ) throws(TeacherError) -> TeacherAnswer {
    if brief.rejections.isEmpty { unusable = [] }
    guard covers(brief.root) else {
      throw TeacherError(
        "nobody agreed to send texts of \(brief.root) to \(model.name): run `qmd providers consent --for"
          + " \(Purpose.teaching.rawValue)`"
      )
    }
    if unusable.count >= Self.mostUnusable, let last = unusable.last {
      throw TeacherError(
        "\(unusable.count) answers of \(model.name) could not be used, the last because \(last)"
      )
    }
    let question = TeachingQuestion(brief, covers: covers)
    let most = price?.most(question.request) ?? 0
    if let budget, spent + most > budget {
      throw TeacherError(
        "the budget is used up: of $\(Money.text(budget)) are left $\(Money.text(max(0, budget - spent))), and a request may"
          + " cost $\(Money.text(most))",
        endsQueue: true
      )
    }
    let reply: ChatReply
    do {
      reply = try model.answer(question.request)
    } catch .malformed(let endpoint, let reason) {
      return problem("\(endpoint) gave an answer that cannot be used (\(reason))")
    } catch {
      throw TeacherError(error.description, endsQueue: true)
    }
    spent += reply.usage.dollars
    switch reply.outcome {
    case .refusal(let words):
      let said = words.isEmpty ? "" : ": \(String(words.prefix(160).map { $0.isNewline ? " " : $0 }))"
      return problem("it refused to answer\(said)", reply.usage)
    case .truncated:
      let count = reply.usage.outputTokens
      return problem("its answer was cut off\(count > 0 ? " after \(count) tokens" : "")", reply.usage)
    case .answer(let text):
      guard let edits = question.edits(in: text) else {
        return problem("its answer is not in the form it was asked for", reply.usage)
      }
      unusable = []
      return TeacherAnswer(edits, usage: reply.usage)
    }
  }

  private func problem(_ sentence: String, _ usage: Usage = Usage()) -> TeacherAnswer {
    unusable.append(sentence)
    return TeacherAnswer([], usage: usage, problem: sentence)
  }
}
