/// What a run did, in documents.
public struct Tally: Equatable, Sendable {
  public var added = 0
  public var updated = 0
  public var unchanged = 0
  public var removed = 0
  public var refused = 0

  public init() {}

  public var changes: Int { added + updated + removed }

  /// Adds what another run did.
  public mutating func add(_ other: Tally) { self += other }

  mutating func count(_ effect: IndexWriter.Effect) {
    switch effect {
    case .added: added += 1
    case .updated: updated += 1
    case .unchanged: unchanged += 1
    case .refused: refused += 1
    case .removed: removed += 1
    }
  }

  static func += (one: inout Tally, other: Tally) {
    one.added += other.added
    one.updated += other.updated
    one.unchanged += other.unchanged
    one.removed += other.removed
    one.refused += other.refused
  }
}

/// How far long work has come.
public struct Progress: Sendable {
  public let collection: String
  public let done: Int
  public let total: Int

  public init(collection: String = "", done: Int, total: Int) {
    self.collection = collection
    self.done = done
    self.total = total
  }
}
