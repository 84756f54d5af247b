import Plumbing

/// A chat model behind an address, as `index.yml` names it.
public struct ChatAddress: Equatable, Sendable {
  /// What a server expects and answers.
  public enum Shape: String, CaseIterable, Sendable {
    case anthropic
    case openai
    /// OpenAI's newer way to ask.
    case responses
    case gemini
    case ollama
    /// Any server that speaks as OpenAI's first one.
    case compatible

    var dialect: any ChatDialect {
      switch self {
      case .anthropic: AnthropicMessages()
      case .openai: OpenAIChat()
      case .responses: OpenAIResponses()
      case .gemini: GeminiContent()
      case .ollama: OllamaChat()
      case .compatible: CompatibleChat()
      }
    }

    /// Where it usually is; nil where there is no such place.
    public var usualEndpoint: String? {
      switch self {
      case .anthropic: "https://api.anthropic.com"
      case .openai, .responses: "https://api.openai.com"
      case .gemini: "https://generativelanguage.googleapis.com"
      case .ollama: "http://127.0.0.1:11434"
      case .compatible: nil
      }
    }

    /// The variable in which people keep its key; nil where none is needed.
    public var usualKey: KeySource? {
      switch self {
      case .anthropic: .variable("ANTHROPIC_API_KEY")
      case .openai, .responses: .variable("OPENAI_API_KEY")
      case .gemini: .variable("GEMINI_API_KEY")
      case .ollama, .compatible: nil
      }
    }
  }

  public let shape: Shape
  /// As its provider calls it.
  public let model: String
  /// Without a slash at the end.
  public let endpoint: String
  public let key: KeySource?
  /// Nil where nothing was set down, or nothing has to be paid.
  public let price: Price?
  /// Seconds until there must be an answer, however often it is asked for.
  public let deadline: Double

  public static let usualDeadline = 120.0

  /// Reads `anthropic:claude-sonnet-4-5`; nil for anything else.
  ///
  /// Without an endpoint it is the provider's own. The usual key is for that alone: another endpoint gets a key only
  /// where one was named for it.
  public init?(
    _ text: String,
    endpoint: String? = nil,
    key: KeySource? = nil,
    price: Price? = nil,
    deadline: Double = Self.usualDeadline
  ) {
    guard let colon = text.firstIndex(of: ":"), let shape = Shape(rawValue: String(text[..<colon])) else {
      return nil
    }
    let model = String(text[text.index(after: colon)...])
    guard Self.isName(model), shape != .gemini || !model.contains("/"),
      let address = (endpoint ?? shape.usualEndpoint).flatMap(Endpoint.normalized), deadline > 0,
      deadline <= 3600
    else { return nil }
    self.shape = shape
    self.model = model
    self.endpoint = address
    self.key = key ?? (endpoint == nil ? shape.usualKey : nil)
    self.price = price
    self.deadline = deadline
  }

  /// Letters, digits and what names of models have besides: one is part of an address.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.contains("..")
      && text.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || (0x30...0x39).contains($0)
          || "-._:/@+".utf8.contains($0)
      }
  }

  public var name: String { "\(shape.rawValue):\(model)" }

  /// Whether its server is this machine, so that nothing leaves it.
  public var isLocal: Bool { Endpoint.isLocal(endpoint) }

  /// What goes over the wire for a request, but for the key.
  public func message(for request: ChatRequest) -> ChatMessage {
    let dialect = shape.dialect
    return ChatMessage(
      address: Endpoint.address(endpoint, dialect.path(model)),
      body: dialect.body(request, model).bytes(indented: false)
    )
  }
}

/// A request as it is sent.
public struct ChatMessage: Equatable, Sendable {
  public let address: String
  public let body: [UInt8]
}
