public import Plumbing

/// Why a model gave no answer, on this machine or behind an endpoint.
///
/// Whoever meets one goes on without the model, by words, and says the sentence; nothing has to be undone.
public enum ProviderError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The weights were never fetched.
  case modelMissing(String, FilePath)
  /// The weights are cut short, altered, or another model's.
  case modelUnusable(FilePath, reason: String)
  /// No source of the weights gave them; one reason each.
  case notFetched(String, reasons: [String])
  /// No answer came: no connection, no name, no time left.
  case unreachable(String, reason: String)
  /// An answer came that says no; `retryAfter` in seconds, where the endpoint named it.
  case refused(String, status: Int, reason: String, retryAfter: Double?)
  /// An answer came that is not what was asked for: fewer vectors, NaN, another size, no JSON.
  case malformed(String, reason: String)
  /// There is no key where it should be, as a sentence.
  case noKey(String)
  /// A text would leave the machine, and nobody agreed to it.
  case noConsent(endpoint: String, purpose: String)

  public var description: String {
    switch self {
    case .modelMissing(let model, let folder):
      "the model \(model) is not in \(folder) — run `qmd pull`; search by words works without it"
    case .modelUnusable(let file, let reason):
      "\(file) cannot be used (\(reason)) — run `qmd pull --refresh`; search by words works without it"
    case .notFetched(let model, let reasons):
      "the model \(model) could not be fetched (\(reasons.joined(separator: "; "))) — run `qmd pull` when that is mended; search by words works without it"
    case .unreachable(let endpoint, let reason):
      "\(endpoint) did not answer (\(reason)) — check that it runs and that its address in index.yml is right"
    case .refused(let endpoint, let status, let reason, let wait):
      "\(endpoint) \(Self.refusal(status, wait, reason.isEmpty ? "" : ": \(reason)"))"
    case .malformed(let endpoint, let reason):
      "\(endpoint) gave an answer that cannot be used (\(reason)) — check the model that index.yml names"
    case .noKey(let sentence): sentence
    case .noConsent(let endpoint, let purpose):
      "nobody agreed to send texts to \(endpoint) for \(purpose) — run `qmd providers consent \(endpoint)`, or name an endpoint on this machine"
    }
  }

  private static func refusal(_ status: Int, _ wait: Double?, _ reason: String) -> String {
    switch status {
    case 401, 403: "does not accept the key\(reason) — check where index.yml says that the key is"
    case 402: "wants to be paid\(reason) — look at the account there"
    case 300..<400: "sends on to another address, which is not followed — put the right one into index.yml"
    case 429, 500...:
      "cannot answer now (status \(status)\(reason)) — try again "
        + (wait.map { "in \(Self.time($0))" } ?? "later")
    default: "refused with status \(status)\(reason) — check the model's name in index.yml"
    }
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(Int(seconds.rounded(.up))) seconds"
    case ..<7_200: "\(Int((seconds / 60).rounded())) minutes"
    case ..<172_800: "\(Int((seconds / 3_600).rounded())) hours"
    default: "\(Int(min(seconds / 86_400, 1e6))) days"
    }
  }
}
