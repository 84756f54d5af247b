import Plumbing

@testable import Commands

extension Parser {
  /// What agents hand to `qmd hook`, up to the words that are searched for.
  static let hookInput = Parser("hook-input") { input in
    _ = HookTurn.isWholeObject(input)
    for agent in HookAgents.all {
      guard let turn = agent.turn(input), let question = Question.text(of: turn.prompt) else { continue }
      precondition(!question.contains("\""))
      precondition(question.utf8.count <= 3 * (Question.headBytes + Question.tailBytes) + 1)
    }
  }
}
