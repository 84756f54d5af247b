import Plumbing

/// Where a server is: an http or https address, perhaps with the beginning of a path.
enum Endpoint {
  /// Without slashes at the end; nil for what is no address, or one that readers may take for two.
  static func normalized(_ text: String) -> String? {
    var address = text
    while address.hasSuffix("/") { address.removeLast() }
    return HTTP.host(of: address) == nil || address.contains("?") || address.contains("#") ? nil : address
  }

  /// Whether the server is this machine, so that nothing leaves it.
  static func isLocal(_ endpoint: String) -> Bool { HTTP.host(of: endpoint).map(HTTP.isLoopback) ?? false }

  /// The address of `path`, such as `/v1/messages`.
  ///
  /// An endpoint that ends in the version is one that people copy from the server's own manual.
  static func address(_ endpoint: String, _ path: String) -> String {
    let version = "/" + path.dropFirst().prefix { $0 != "/" }
    return endpoint + (endpoint.hasSuffix(version) ? String(path.dropFirst(version.count)) : path)
  }
}
