import Plumbing

/// The vectors of one space of an index, ready to be asked: the mapped sidecar, and what came after it.
///
/// Answers from memory; `isCurrent` says whether the index has changed since.
final class MeaningIndex {
  let space: String
  private let tables: [VectorTable]
  private let version: Int64
  private let kernels = Kernels.best

  init(_ reader: IndexReader, space: String, dimensions: Int) throws {
    self.space = space
    let main = try Sidecar.open(reader, space: space, populated: true)
    version = try reader.read { () throws(SQLiteError) in try reader.database.dataVersion() }
    tables = try reader.read { () throws(SQLiteError) in
      let rest = try VectorTable(
        reader.database,
        space: space,
        dimensions: dimensions,
        after: main?.newest ?? 0
      )
      return [main, rest].compactMap(\.self).filter { $0.rowCount > 0 }
    }
  }

  var isEmpty: Bool { tables.isEmpty }

  func isCurrent(_ reader: IndexReader) throws -> Bool {
    try reader.read { () throws(SQLiteError) in try reader.database.dataVersion() == version }
  }

  /// The keys of the contents that hold the `count` passages nearest to a vector; `allowed` limits them beforehand.
  func nearest(_ count: Int, to vector: [Float], allowed: Set<UInt64>?) -> Set<UInt64> {
    let query = ByteVector(vector)
    var found: [(key: UInt64, score: Float)] = []
    for table in tables where table.dimensions == vector.count {
      let rows = kernels.nearest(
        count,
        to: query,
        in: table.rows,
        scales: table.scales,
        allowed: allowed.map(table.filter)
      )
      found += rows.map { (table.keys[table.owner(of: $0.row).content], $0.score) }
    }
    return Set(found.sorted { $0.score > $1.score }.prefix(count).map(\.key))
  }

  /// A passage of a content and how near it is to a vector, true to about one part in a hundred.
  struct Nearness {
    let position: Int
    let cosine: Float
  }

  /// The passages of some contents, the nearest of each first.
  func passages(of keys: Set<UInt64>, to vector: [Float]) -> [UInt64: [Nearness]] {
    let query = ByteVector(vector)
    var found: [UInt64: [Nearness]] = [:]
    for table in tables where table.dimensions == vector.count {
      let filter = table.filter(allowing: keys)
      let count = keys.reduce(0) { $0 + (table.content($1).map { table.rows(of: $0).count } ?? 0) }
      for row in kernels.nearest(count, to: query, in: table.rows, scales: table.scales, allowed: filter) {
        let (content, position) = table.owner(of: row.row)
        found[table.keys[content], default: []].append(Nearness(position: position, cosine: row.score))
      }
    }
    return found
  }
}
