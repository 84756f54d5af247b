import Plumbing

/// A question to a server: asked again where that may help, and given up in time.
///
/// Every answer has an end, 2 MB after decompression; none sends us on to another address, because key and texts would
/// travel along; and the key is taken out of whatever came back.
struct Exchange: Sendable {
  let endpoint: String
  let key: String?
  /// Seconds for one try, and for all of them with what is waited in between.
  let timeout: Double
  let deadline: Double
  let pacing: Pacing

  static let attempts = 4
  /// Seconds that we are willing to wait where the server names a time.
  static let longestPause = 30.0

  /// - Throws: `ProviderError.noKey` for a key that would go over the wire for everybody to read.
  init(
    _ endpoint: String,
    key: String?,
    timeout: Double,
    deadline: Double? = nil,
    pacing: Pacing
  ) throws(ProviderError) {
    if key != nil, !Endpoint.isLocal(endpoint), !endpoint.lowercased().hasPrefix("https://") {
      throw .unreachable(endpoint, reason: "a key is sent over https only")
    }
    self.endpoint = endpoint
    self.key = key
    self.timeout = timeout
    self.deadline = deadline ?? timeout * Double(Self.attempts)
    self.pacing = pacing
  }

  /// The answer's JSON; `body` nil asks by GET.
  func json(
    _ path: String,
    _ headers: [(name: String, value: String)],
    _ body: [UInt8]?
  ) throws(ProviderError) -> JSON {
    var request = HTTPRequest(Endpoint.address(endpoint, path))
    request.headers = headers
    request.body = body
    request.acceptsCompression = true
    let begun = Moment.now
    var spent: Double { Moment.now.milliseconds(since: begun) / 1000 }
    var attempt = 1
    while true {
      request.timeout = max(0.001, min(timeout, deadline - spent))
      request.connectTimeout = min(5, request.timeout)
      switch outcome(request) {
      case .answer(let answer): return answer
      case .no(let problem): throw problem
      case .notNow(let problem, let wait):
        let pause = pacing.seconds(after: attempt, asked: wait)
        guard attempt < Self.attempts, spent + pause < deadline else { throw problem }
        pacing.wait(pause)
        attempt += 1
      }
    }
  }

  func malformed(_ reason: String) -> ProviderError { .malformed(endpoint, reason: reason) }

  private enum Outcome {
    case answer(JSON)
    /// Asking again may help, after so many seconds where the server named them.
    case notNow(ProviderError, wait: Double?)
    case no(ProviderError)
  }

  private func outcome(_ request: HTTPRequest) -> Outcome {
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try HTTP.send(request)
    } catch {
      let problem = ProviderError.unreachable(endpoint, reason: error.description)
      switch error {
      case .timedOut, .failed: return .notNow(problem, wait: nil)
      case .tooLong: return .no(malformed(error.description))
      case .libraryMissing, .notAnAddress, .stopped: return .no(problem)
      }
    }
    let answer = try? JSON(parsing: withoutKey(response.body))
    if response.status == 200 { return answer.map { .answer($0) } ?? .no(malformed("no JSON")) }
    let wait = Self.wait(response.headers, answer)
    let problem = ProviderError.refused(
      endpoint,
      status: response.status,
      reason: Self.reason(answer),
      retryAfter: wait
    )
    guard Self.isPassing(response.status, answer), wait ?? 0 <= Self.longestPause else { return .no(problem) }
    return .notNow(problem, wait: wait)
  }

  /// Whether a refusal says "not now" rather than "no".
  static func isPassing(_ status: Int, _ answer: JSON? = nil) -> Bool {
    // Of OpenAI and those who speak its shape: nothing is left to spend, whenever one asks.
    let error = answer?["error"]
    if error?["code"]?.text == "insufficient_quota" || error?["type"]?.text == "insufficient_quota" {
      return false
    }
    return [408, 409, 429].contains(status) || status >= 500
  }

  /// Seconds that the server wants us to wait.
  ///
  /// `Retry-After` in seconds or as a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), `retry-after-ms`
  /// of some, and what Google says in the answer itself.
  private static func wait(_ headers: [String: String], _ answer: JSON?) -> Double? {
    var seconds: Double?
    if let text = headers["retry-after"] {
      seconds = Double(text) ?? Timestamp(httpDate: text).map { Double($0.seconds - Timestamp.now.seconds) }
    }
    if let milliseconds = headers["retry-after-ms"].flatMap({ Double($0) }) { seconds = milliseconds / 1000 }
    for detail in answer?["error"]?["details"]?.items ?? [] {
      if let text = detail["retryDelay"]?.text, text.hasSuffix("s"), let delay = Double(text.dropLast()) {
        seconds = delay
      }
    }
    return seconds.flatMap { $0.isFinite ? max(0, $0) : nil }
  }

  /// What the server said of its refusal.
  private static func reason(_ answer: JSON?) -> String {
    let error = answer?["error"]
    let text = error?.text ?? error?["message"]?.text ?? answer?["message"]?.text ?? ""
    return String(text.prefix(200).map { $0.isNewline ? " " : $0 })
  }

  /// An answer that repeats the key must not carry it into a message, a file or the ledger.
  private func withoutKey(_ bytes: [UInt8]) -> [UInt8] {
    guard let key, !key.isEmpty else { return bytes }
    return bytes.replacing(Array(key.utf8), with: Array("[key]".utf8))
  }
}
