public import Plumbing

/// A model that answers a text with a text.
///
/// What it says is never an instruction to the program: whoever asks decides what of an answer is used.
public protocol ChatModel: Sendable {
  /// As people and the ledger know it: `anthropic:claude-sonnet-4-5`.
  var name: String { get }

  /// Asks once; blocks until there is an answer, or none will come.
  ///
  /// - Throws: `ProviderError` where nobody answered, or what came is no answer of a model.
  func answer(_ request: ChatRequest) throws(ProviderError) -> ChatReply
}

/// What a model is asked.
public struct ChatRequest: Equatable, Sendable {
  /// What it is to do, in our words.
  public var instructions: String
  /// What it is to do that with.
  public var message: String
  /// The form of the answer; nil for plain text.
  public var form: Form?
  /// Tokens that an answer may take, those that are thought and not said among them.
  public var mostTokens: Int

  /// A JSON schema by which providers that can do so make the model answer.
  ///
  /// Kept to what all of them take: every property is required, no others are allowed, and no type is a union.
  public struct Form: Equatable, Sendable {
    public let name: String
    public let schema: JSON

    public init(_ name: String, _ schema: JSON) {
      self.name = name
      self.schema = schema
    }

    /// An object that has these properties, all of them, and no others.
    public static func object(_ properties: [JSON.Member]) -> JSON {
      [
        "type": "object", "properties": .object(properties),
        "required": .array(properties.map { .string($0.key) }), "additionalProperties": false,
      ]
    }

    /// The object in an answer; nil where there is none.
    ///
    /// What surrounds the outermost braces is dropped: models without a fixed form put a fence around their answer.
    public static func object(in answer: String) -> JSON? {
      guard let open = answer.firstIndex(of: "{"), let close = answer.lastIndex(of: "}"), open < close,
        let root = try? JSON(parsing: Array(answer[open...close].utf8)), root.members != nil
      else { return nil }
      return root
    }
  }

  /// At most so many bytes of a text, cut at a character; a cut shows.
  public static func beginning(of text: String, bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: bytes)
    while end > text.startIndex, String.Index(end, within: text) == nil { text.utf8.formIndex(before: &end) }
    return text[..<end] + "\n…"
  }

  public init(instructions: String, message: String, form: Form? = nil, mostTokens: Int = 4096) {
    self.instructions = instructions
    self.message = message
    self.form = form
    self.mostTokens = mostTokens
  }
}

/// What a model made of it, and what that took.
public struct ChatReply: Equatable, Sendable {
  public enum Outcome: Equatable, Sendable {
    case answer(String)
    /// It would not, or its provider would not let it; in its words, perhaps none.
    case refusal(String)
    /// It was cut off before its end: what came until then is no answer.
    case truncated
  }

  public let outcome: Outcome
  public var usage: Usage

  public init(_ outcome: Outcome, _ usage: Usage = Usage()) {
    self.outcome = outcome
    self.usage = usage
  }
}
