import Foundation
import Plumbing
import Support

/// A server of vectors on this machine, whose numbers are the digest of the text: quick, and the same each time.
enum WordEmbedder {
  static func serve() throws -> LoopbackServer {
    try LoopbackServer { request in
      guard let body = try? JSON(parsing: Array(request.body)), let input = body["input"]?.items else {
        return .init(400)
      }
      let vectors = input.map { item in
        let digest = SHA256.hex(Array((item.text ?? "").utf8)).utf8.prefix(8)
        return "[" + digest.map { "\(Int($0) - 60)" }.joined(separator: ",") + "]"
      }
      return .init(json: "{\"embeddings\": [\(vectors.joined(separator: ","))]}")
    }
  }

  /// What index.yml says to use it.
  static func configuration(_ server: LoopbackServer) -> String {
    "models:\n  embed: ollama:words\n  embed_endpoint: \(server.address)\n  embed_dimensions: 8\n"
  }
}
