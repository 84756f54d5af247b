public import Plumbing

/// Where a key is kept: never in a file of ours.
public enum KeySource: Equatable, Sendable, CustomStringConvertible {
  /// A variable of the environment.
  case variable(String)
  /// A file that only its owner may read.
  case file(FilePath)

  public var description: String {
    switch self {
    case .variable(let name): "the variable \(name)"
    case .file(let path): path.text
    }
  }

  /// Whether something is there; what it is worth is known when it is used.
  public func isPresent(_ environment: [String: String]) -> Bool { (try? key(environment)) != nil }

  /// The key, without white space around it.
  public func key(_ environment: [String: String]) throws(ProviderError) -> String {
    let found: String
    switch self {
    case .variable(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw .noKey("the variable \(name), which is to hold the key, is not set")
      }
      found = value
    case .file(let path):
      guard let bytes = (try? Files.read(path, limit: 1 << 14)) ?? nil else {
        throw .noKey("\(path), which is to hold the key, cannot be read")
      }
      if let rights = Files.rights(path), rights & 0o077 != 0 {
        throw .noKey("\(path) may be read by others — run `chmod 600` on it")
      }
      found = String(decoding: bytes, as: UTF8.self)
    }
    let isWhite = { (byte: UInt8) in byte <= 0x20 }
    let key = found.utf8.drop(while: isWhite).reversed().drop(while: isWhite).reversed()
    // Anything else could end its line of the header and begin another.
    guard !key.isEmpty, key.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .noKey("\(self) holds no key: it must be one word of plain characters")
    }
    return String(decoding: Array(key), as: UTF8.self)
  }
}
