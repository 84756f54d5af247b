/// A chat model behind an address.
public struct RemoteChat: ChatModel {
  private let address: ChatAddress
  private let exchange: Exchange

  /// - Parameters:
  ///   - address: Where it is, and how it is spoken to.
  ///   - key: The key itself.
  ///   - permit: For this endpoint; that it covers the texts of a request is up to whoever asks.
  ///   - pacing: How the time between two tries is spent.
  /// - Throws: `ProviderError` for a key that would be sent for everybody to read.
  public init(
    _ address: ChatAddress,
    key: String? = nil,
    permit: Consents.Permit,
    pacing: Pacing = Pacing()
  ) throws(ProviderError) {
    precondition(permit.endpoint == address.endpoint, "a permit is for its endpoint")
    self.address = address
    exchange = try Exchange(
      address.endpoint,
      key: key,
      timeout: address.deadline,
      deadline: address.deadline,
      pacing: pacing
    )
  }

  public var name: String { address.name }

  public func answer(_ request: ChatRequest) throws(ProviderError) -> ChatReply {
    let dialect = address.shape.dialect
    let answer = try exchange.json(
      dialect.path(address.model),
      [(name: "Content-Type", value: "application/json")] + (exchange.key.map(dialect.headers) ?? []),
      address.message(for: request).body
    )
    guard var reply = dialect.reply(answer) else {
      throw exchange.malformed("no answer of a model in it")
    }
    if let price = address.price { reply.usage.dollars = price.dollars(reply.usage) }
    return reply
  }
}
