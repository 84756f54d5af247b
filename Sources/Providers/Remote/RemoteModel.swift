/// A model behind an address, as `index.yml` names it.
public struct RemoteModel: Equatable, Sendable {
  /// What a server expects and answers.
  public enum Shape: String, CaseIterable, Sendable {
    /// `POST /api/embed`, https://docs.ollama.com/api/embed
    case ollama
    /// `POST /v1/embeddings`, https://platform.openai.com/docs/api-reference/embeddings, which many servers speak
    case openai
  }

  public let shape: Shape
  public let name: String
  /// Where the server is, without a slash at the end: `http://127.0.0.1:11434`.
  public let endpoint: String
  /// Numbers in a vector; nil leaves it to the model, which is then asked once.
  public let dimensions: Int?
  public let key: KeySource?

  /// Reads `ollama:nomic-embed-text` or `openai:text-embedding-3-small`; nil for anything else.
  ///
  /// Without an endpoint it is where these programs usually listen. The usual key is for the usual endpoint alone.
  public init?(_ text: String, endpoint: String? = nil, dimensions: Int? = nil, key: KeySource? = nil) {
    guard let colon = text.firstIndex(of: ":"), let shape = Shape(rawValue: String(text[..<colon])) else {
      return nil
    }
    name = String(text[text.index(after: colon)...])
    let usual = shape == .ollama ? "http://127.0.0.1:11434" : "https://api.openai.com"
    guard !name.isEmpty, let address = Endpoint.normalized(endpoint ?? usual),
      dimensions.map({ $0 > 0 && $0 <= 65_536 }) ?? true
    else { return nil }
    self.shape = shape
    self.endpoint = address
    self.dimensions = dimensions
    self.key = key ?? (shape == .openai && endpoint == nil ? .variable("OPENAI_API_KEY") : nil)
  }

  /// Whether its server is this machine, so that nothing leaves it.
  public var isLocal: Bool { Endpoint.isLocal(endpoint) }
}
