import Plumbing

/// The versions of the protocol that are spoken.
///
/// https://modelcontextprotocol.io/specification/versioning
enum MCPVersion {
  /// Agreed upon once, by `initialize`.
  static let handshakes = ["2024-11-05", "2025-06-18", "2025-11-25"]
  /// Offered to whoever asks for another.
  static let usual = "2025-06-18"
  /// Told with each request, in `_meta`; there is no session.
  static let sessionless = "2026-07-28"

  /// As they are announced, newest first.
  static let announced: JSON = .array([.string(sessionless), .string(usual)])

  static func agreed(on wish: String?) -> String {
    wish.flatMap { handshakes.contains($0) ? $0 : nil } ?? usual
  }

  static func unsupported(_ version: String) -> RPCFault {
    RPCFault(
      .unsupportedVersion,
      "protocol version \(version.prefix(40)) is not spoken here",
      data: ["supported": announced, "requested": .string(version)]
    )
  }
}

/// Keys of `_meta`.
enum MCPMeta {
  static let version = "io.modelcontextprotocol/protocolVersion"
  static let capabilities = "io.modelcontextprotocol/clientCapabilities"
  static let server = "io.modelcontextprotocol/serverInfo"
  /// Ours: how far an answer agrees with the disk.
  static let freshness = "qmd/freshness"
}
