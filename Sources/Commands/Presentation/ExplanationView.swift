import Memory
import Plumbing

/// Why a hit ranks where it does, for programs and for people.
enum ExplanationView {
  static func json(_ explanation: Hit.Explanation) -> JSON {
    guard case .object(var members) = words(explanation), let meaning = explanation.meaning else {
      return words(explanation)
    }
    members.append(.init("rank", number(meaning.rank)))
    members.append(.init("cosine", meaning.cosine.map(number) ?? .null))
    members.append(
      .init(
        "passages",
        .array(meaning.passages.map { ["line": .integer($0.line), "cosine": number($0.cosine)] })
      )
    )
    return .object(members)
  }

  private static func words(_ explanation: Hit.Explanation) -> JSON {
    [
      "points": number(explanation.points),
      "coverage": number(explanation.coverage),
      "proximity": number(explanation.proximity),
      "fields": .array(explanation.fields.map { .string($0) }),
      "fromFile": .bool(explanation.isFromFile),
      "terms": .array(
        explanation.parts.map { part in
          [
            "term": .string(part.term),
            "documents": .integer(part.documents),
            "rarity": number(part.rarity),
            "frequency": number(part.frequency),
            "points": number(part.points),
          ]
        }
      ),
    ]
  }

  private static func number(_ value: Double) -> JSON { .number(Wording.decimals(value, 3)) }

  /// A small table below the score.
  static func table(_ explanation: Hit.Explanation) -> [String] {
    guard let meaning = explanation.meaning else { return words(explanation) }
    let near = meaning.cosine.map { "cosine \(Wording.decimals($0, 3))" } ?? "no vectors yet"
    let places = meaning.passages.map { "line \($0.line) (\(Wording.decimals($0.cosine, 3)))" }
    let line =
      "Why:   rank \(Wording.decimals(meaning.rank, 3)) of words and meaning; \(near)"
      + (places.isEmpty ? "" : " at \(places.joined(separator: ", "))")
    return [line] + (explanation.parts.isEmpty ? ["  no word of the question stands in it"] : words(explanation))
  }

  private static func words(_ explanation: Hit.Explanation) -> [String] {
    let terms = explanation.parts.sorted { $0.points > $1.points }
    var lines = [
      "Why:   \(Wording.decimals(explanation.points, 2)) points; found"
        + " \(Wording.decimals(explanation.coverage * 100, 0))% of the question in"
        + " \(explanation.fields.joined(separator: ", "))\(explanation.isFromFile ? "; read from the file" : "")"
    ]
    let width = min(24, max(4, terms.map(\.term.count).max() ?? 0))
    lines.append("  " + Wording.padded("term", width) + "  points  rarity  weight  documents")
    for part in terms {
      lines.append(
        "  " + Wording.padded(String(part.term.prefix(width)), width)
          + Wording.aligned(Wording.decimals(part.points, 2), 8)
          + Wording.aligned(Wording.decimals(part.rarity, 2), 8)
          + Wording.aligned(Wording.decimals(part.frequency, 2), 8)
          + Wording.aligned(Wording.grouped(part.documents), 11)
      )
    }
    if explanation.proximity > 0 {
      lines.append(
        "  " + Wording.padded("near each other", width).prefix(width)
          + Wording.aligned(Wording.decimals(explanation.proximity, 2), 8)
      )
    }
    return lines
  }
}
