public import Plumbing

/// Lookups and openings on their way into the ledger: a file of lines, one JSON text each, which hooks add to.
///
/// A hook may not wait for the ledger's lock and its syncs; whoever holds that lock next takes the lines over.
public struct LookupSpool: Sendable {
  private let spool: Spool

  /// - Parameter state: the folder of the ledger.
  public init(state: FilePath) { spool = Spool(state.appending("lookups.spool")) }

  public var path: FilePath { spool.path }

  /// Whether any hook ever added something here.
  public var isInUse: Bool { spool.exists }

  @discardableResult
  public func add(_ lookup: Lookup) -> Bool {
    var members: [JSON.Member] = [
      .init("asked", .string(lookup.id)), .init("at", .string(lookup.at)),
      .init("agent", .string(lookup.agent)),
      .init("session", .string(lookup.session)), .init("query", .string(lookup.query)),
      .init("best", Self.number(lookup.best)),
      .init(
        "entries",
        .array(
          lookup.entries.map { entry in
            var members: [JSON.Member] = [
              .init("document", .string(entry.document)), .init("skill", .bool(entry.isSkill)),
              .init("score", Self.number(entry.score)),
            ]
            if let address = entry.address { members.append(.init("address", .string(address))) }
            return .object(members)
          }
        )
      ),
    ]
    if let text = lookup.text { members.append(.init("text", .string(text))) }
    return spool.append(JSON.object(members).bytes(indented: false))
  }

  @discardableResult
  public func add(_ opening: Opening) -> Bool {
    let json: JSON = [
      "opened": .string(opening.id), "at": .string(opening.at), "document": .string(opening.document),
    ]
    return spool.append(json.bytes(indented: false))
  }

  /// Four decimals, as a score has.
  private static func number(_ score: Double) -> JSON {
    let scaled = Int((max(0, min(1, score)) * 10_000).rounded())
    return .number("\(scaled / 10_000)." + String(String(10_000 + scaled % 10_000).dropFirst()))
  }

  /// Gives `body` what is there, and empties the file when it returns; lines that say nothing are left out.
  func take<E: Error>(_ body: ([Lookup], [Opening]) throws(E) -> Void) throws(E) {
    try spool.take { (lines) throws(E) in
      var lookups: [Lookup] = [], openings: [Opening] = []
      for line in lines {
        guard let json = try? JSON(parsing: Array(line)), let at = json["at"]?.text else { continue }
        if let id = json["asked"]?.text, let query = json["query"]?.text {
          lookups.append(
            Lookup(
              id: id,
              at: at,
              agent: json["agent"]?.text ?? "",
              session: json["session"]?.text ?? "",
              query: query,
              text: json["text"]?.text,
              best: json["best"]?.double ?? 0,
              entries: (json["entries"]?.items ?? []).compactMap(Self.entry)
            )
          )
        } else if let id = json["opened"]?.text, let document = json["document"]?.text {
          openings.append(Opening(id: id, at: at, document: document))
        }
      }
      try body(lookups, openings)
    }
  }

  private static func entry(_ json: JSON) -> Lookup.Entry? {
    json["document"]?.text.map {
      Lookup.Entry(
        document: $0,
        address: json["address"]?.text,
        isSkill: json["skill"]?.truth ?? false,
        score: json["score"]?.double ?? 0
      )
    }
  }
}
