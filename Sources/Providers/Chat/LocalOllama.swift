import Plumbing

/// An Ollama that runs on this machine: who has it wants it used, and nothing leaves the machine.
public enum LocalOllama {
  /// Its newest model that can answer; nil when it does not run, or has none.
  ///
  /// `host` is what OLLAMA_HOST says, as Ollama itself reads it; one that is not this machine is nobody's choice here.
  public static func model(at host: String?, patience: Double = 0.5) -> ChatAddress? {
    guard let endpoint = endpoint(host), Endpoint.isLocal(endpoint) else { return nil }
    var request = HTTPRequest(endpoint + "/api/tags")
    request.timeout = patience
    request.connectTimeout = patience
    guard let response = try? HTTP.send(request), response.status == 200,
      let models = (try? JSON(parsing: response.body))?["models"]?.items
    else { return nil }
    return models.lazy.filter(answers).compactMap { $0["name"]?.text }
      .compactMap { ChatAddress("ollama:\($0)", endpoint: endpoint) }.first
  }

  /// https://docs.ollama.com/api/tags — models that only make vectors are of BERT's family.
  private static func answers(_ model: JSON) -> Bool {
    if let abilities = model["capabilities"]?.items { return abilities.contains("completion") }
    let families = (model["details"]?["families"]?.items ?? []) + [model["details"]?["family"] ?? .null]
    return !families.contains { $0.text?.hasSuffix("bert") ?? false }
  }

  /// `127.0.0.1:11434`, `:8080`, `http://localhost`, and `0.0.0.0` for every address of this machine.
  private static func endpoint(_ host: String?) -> String? {
    guard let host, !host.isEmpty else { return ChatAddress.Shape.ollama.usualEndpoint }
    var address = host.hasPrefix("http://") || host.hasPrefix("https://") ? host : "http://\(host)"
    for prefix in ["http://:", "http://0.0.0.0"] where address.hasPrefix(prefix) {
      address = "http://127.0.0.1" + (prefix.hasSuffix(":") ? ":" : "") + address.dropFirst(prefix.count)
    }
    let authority = address.drop { $0 != ":" }.dropFirst(3)
    return Endpoint.normalized(authority.contains(":") ? address : address + ":11434")
  }
}
