/// A path as the kernel knows it: bytes between slashes, in no particular encoding.
///
/// File names on Linux need not be UTF-8, and two names that look alike are two files; so nothing here normalises.
public struct FilePath: Hashable, Sendable, Comparable {
  public var bytes: [UInt8]

  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// For people: bytes that are not UTF-8 become U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
  /// Whether `text` says exactly what the bytes are.
  public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
  public var isEmpty: Bool { bytes.isEmpty }
  public var isAbsolute: Bool { bytes.first == Self.slash }

  public var components: [ArraySlice<UInt8>] { bytes.split(separator: Self.slash) }

  /// The part after the last slash.
  public var lastComponent: FilePath {
    guard let slash = bytes.lastIndex(of: Self.slash) else { return self }
    return FilePath(bytes: bytes[(slash + 1)...])
  }

  /// The folder that holds it: `/a` for `/a/b`, empty for `b`, `/` for `/a`.
  public var parent: FilePath {
    guard let slash = bytes.lastIndex(of: Self.slash) else { return FilePath("") }
    return FilePath(bytes: bytes[..<max(slash, slash == 0 ? 1 : 0)])
  }

  public func appending(_ component: some Sequence<UInt8>) -> FilePath {
    var joined = bytes
    if !joined.isEmpty, joined.last != Self.slash { joined.append(Self.slash) }
    joined.append(contentsOf: component)
    return FilePath(bytes: joined)
  }

  public func appending(_ text: String) -> FilePath { appending(text.utf8) }
  public func appending(_ path: FilePath) -> FilePath { path.isEmpty ? self : appending(path.bytes) }

  /// What remains below `folder`: empty for the folder itself, nil for anything outside.
  ///
  /// `/memx` is not below `/mem`.
  public func relative(to folder: FilePath) -> FilePath? {
    let prefix = folder.bytes
    guard bytes.starts(with: prefix) else { return nil }
    if bytes.count == prefix.count { return FilePath("") }
    if prefix.isEmpty || prefix.last == Self.slash { return FilePath(bytes: bytes[prefix.count...]) }
    guard bytes[prefix.count] == Self.slash else { return nil }
    return FilePath(bytes: bytes[(prefix.count + 1)...])
  }

  /// Whether its last components are those of `path`.
  public func ends(with path: FilePath) -> Bool {
    let wanted = path.components
    let last = components.suffix(wanted.count)
    return last.count == wanted.count && zip(last, wanted).allSatisfy { $0.elementsEqual($1) }
  }

  /// The same path without `.`, `..`, doubled or trailing slashes, worked out on the text alone.
  public var normalized: FilePath {
    var kept: [ArraySlice<UInt8>] = []
    for component in components where component.elementsEqual([Self.dot]) == false {
      if component.elementsEqual([Self.dot, Self.dot]) {
        if !kept.isEmpty { kept.removeLast() }
      } else {
        kept.append(component)
      }
    }
    let joined = Array(kept.joined(separator: [Self.slash]))
    return FilePath(bytes: isAbsolute ? [Self.slash] + joined : joined)
  }

  /// Lower-cased ASCII letters after the last dot of the last component; empty when there is none.
  public var fileExtension: String {
    let name = lastComponent.bytes
    guard let dot = name.lastIndex(of: Self.dot), dot > 0 else { return "" }
    return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// The last component without its extension.
  public var stem: String {
    let name = lastComponent.bytes
    guard let dot = name.lastIndex(of: Self.dot), dot > 0 else {
      return String(decoding: name, as: UTF8.self)
    }
    return String(decoding: name[..<dot], as: UTF8.self)
  }

  public static func < (one: FilePath, other: FilePath) -> Bool {
    one.bytes.lexicographicallyPrecedes(other.bytes)
  }

  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")
}

extension FilePath: CustomStringConvertible {
  public var description: String { text }
}
