/// How the keys of one provider look.
///
/// A key is told by its beginning, by what follows being long and of the right characters, and by chance: made-up words
/// such as `sk-learn-migration-notes` have no long stretch of letters and digits.
struct KeyShape: Sendable {
  let name: String
  let beginnings: [String]
  let characters: Alphabet
  /// Characters after the beginning.
  let length: ClosedRange<Int>
  /// Letters and digits, both of them, that must stand together somewhere.
  var stretch = 0

  enum Alphabet: Sendable {
    case upper, letters, word, dashed

    func contains(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A: true
      case 0x61...0x7A: self != .upper
      case UInt8(ascii: "_"): self == .word || self == .dashed
      case UInt8(ascii: "-"): self == .dashed
      default: false
      }
    }
  }

  private static let long = 512

  /// As their makers publish them for scanners of secrets.
  static let all: [KeyShape] = [
    KeyShape(
      name: "Anthropic",
      beginnings: ["sk-ant-"],
      characters: .dashed,
      length: 20...long,
      stretch: 12
    ),
    KeyShape(name: "OpenAI", beginnings: ["sk-"], characters: .dashed, length: 20...long, stretch: 16),
    KeyShape(name: "Google", beginnings: ["AIza"], characters: .dashed, length: 35...35),
    KeyShape(name: "AWS", beginnings: ["AKIA", "ASIA"], characters: .upper, length: 16...16, stretch: 12),
    KeyShape(
      name: "GitHub",
      beginnings: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
      characters: .word,
      length: 30...long,
      stretch: 20
    ),
    KeyShape(name: "GitLab", beginnings: ["glpat-"], characters: .dashed, length: 20...long, stretch: 8),
    KeyShape(
      name: "Slack",
      beginnings: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"],
      characters: .dashed,
      length: 20...long,
      stretch: 12
    ),
    KeyShape(
      name: "Stripe",
      beginnings: ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"],
      characters: .letters,
      length: 16...long,
      stretch: 16
    ),
    KeyShape(
      name: "Hugging Face",
      beginnings: ["hf_"],
      characters: .letters,
      length: 30...long,
      stretch: 0
    ),
    KeyShape(name: "npm", beginnings: ["npm_"], characters: .letters, length: 36...36, stretch: 20),
  ]

  /// Where a key of this shape ends that begins at `start`; nil where none begins there.
  func end(_ bytes: [UInt8], from start: Int) -> Int? {
    for beginning in beginnings where bytes[start...].starts(with: beginning.utf8) {
      let first = start + beginning.utf8.count
      let end = bytes[first...].firstIndex { !characters.contains($0) } ?? bytes.count
      if length.contains(end - first), Self.isRandom(bytes[first..<end], stretch) { return end }
    }
    return nil
  }

  /// Whether letters and digits, some of each, stand together for so long.
  static func isRandom(_ bytes: ArraySlice<UInt8>, _ stretch: Int) -> Bool {
    if stretch == 0 { return true }
    return bytes.split { !Alphabet.letters.contains($0) }.contains { part in
      let digits = part.count { (0x30...0x39).contains($0) }
      return part.count >= stretch && digits >= 2 && digits < part.count
    }
  }
}
