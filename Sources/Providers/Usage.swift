import Plumbing

/// What answers took.
public struct Usage: Equatable, Sendable {
  public var inputTokens = 0
  public var outputTokens = 0
  /// In US dollars; 0 where nothing is known of a price.
  public var dollars = 0.0

  public init(inputTokens: Int = 0, outputTokens: Int = 0, dollars: Double = 0) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.dollars = dollars
  }

  public static func + (one: Usage, other: Usage) -> Usage {
    Usage(
      inputTokens: one.inputTokens + other.inputTokens,
      outputTokens: one.outputTokens + other.outputTokens,
      dollars: one.dollars + other.dollars
    )
  }
}

/// What a provider asks for, in US dollars per million tokens.
///
/// Prices change without notice, so none is built in: they are what the user set down.
public struct Price: Equatable, Sendable {
  public let input: Double
  public let output: Double

  public init(input: Double, output: Double) {
    self.input = input
    self.output = output
  }

  /// Reads `3 15`: of what is sent, and of what is answered.
  public init?(_ text: String) {
    let numbers = text.split { $0 == " " || $0 == "," || $0 == "/" }.map { Double($0) }
    guard numbers.count == 2, let input = numbers[0], let output = numbers[1],
      input >= 0, output >= 0, input.isFinite, output.isFinite
    else { return nil }
    self.init(input: input, output: output)
  }

  public func dollars(_ usage: Usage) -> Double {
    (Double(usage.inputTokens) * input + Double(usage.outputTokens) * output) / 1_000_000
  }

  /// What a request may cost at most: three bytes a token is more than texts of any script usually take.
  public func most(_ request: ChatRequest) -> Double {
    let bytes =
      request.instructions.utf8.count + request.message.utf8.count
      + (request.form?.schema.bytes(indented: false).count ?? 0)
    return dollars(Usage(inputTokens: bytes / 3 + 100, outputTokens: request.mostTokens))
  }
}
