/// Takes secrets out of texts before they are sent, and puts them back into what came of them.
///
/// A secret has one placeholder wherever it stands, so that a text that repeats it still reads the same; and no
/// placeholder is a word that one of the texts already had.
public struct Redaction: Sendable {
  private let secrets: [(secret: [UInt8], placeholder: [UInt8])]

  /// - Parameters:
  ///   - texts: All that is sent together.
  ///   - known: Secrets that are known without looking like any, such as the key in use.
  public init(of texts: [String], known: [String] = []) {
    let bytes = texts.map { Array($0.utf8) }
    var found: [[UInt8]] = known.filter { !$0.isEmpty }.map { Array($0.utf8) }
    for text in bytes {
      for range in Secrets.ranges(in: text) { found.append(Array(text[range])) }
    }
    var seen: Set<[UInt8]> = []
    let all = found.filter { seen.insert($0).inserted }
    let placeholders = Self.placeholders(all.count, in: bytes)
    // The longest first: a secret may be part of another.
    secrets = zip(all, placeholders).map { (secret: $0, placeholder: $1) }
      .sorted { $1.secret.count < $0.secret.count }
  }

  /// So many words that no text has.
  private static func placeholders(_ count: Int, in texts: [[UInt8]]) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var number = 0
    while words.count < count {
      number += 1
      let word = Array("REDACTED\(number)X".utf8)
      if !texts.contains(where: { $0.firstRange(of: word) != nil }) { words.append(word) }
    }
    return words
  }

  public var isEmpty: Bool { secrets.isEmpty }
  public var count: Int { secrets.count }

  /// The text without its secrets.
  public func redacted(_ text: String) -> String {
    Self.replaced(text, secrets.map { ($0.secret, $0.placeholder) })
  }

  /// The text with its secrets again; those that `original` does not have stay out, because what was one text's must not
  /// get into another's.
  ///
  /// - Returns: nil where a placeholder stays that stands for another text's secret.
  public func restored(_ text: String, as original: String) -> String? {
    let bytes = Array(original.utf8), answer = Array(text.utf8)
    var own: [([UInt8], [UInt8])] = []
    for (secret, placeholder) in secrets where answer.firstRange(of: placeholder) != nil {
      guard bytes.firstRange(of: secret) != nil else { return nil }
      own.append((placeholder, secret))
    }
    return Self.replaced(text, own)
  }

  private static func replaced(_ text: String, _ pairs: [([UInt8], [UInt8])]) -> String {
    var bytes = Array(text.utf8)
    for (from, to) in pairs { bytes.replace(from, with: to) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
