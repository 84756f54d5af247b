import Plumbing

/// The vectors of many contents in bytes, a row a passage, as a scan wants them.
///
/// Contents are in the order of their keys, and the rows of one stand together, so that nothing but the numbers
/// themselves need be kept.
struct VectorTable: Sendable {
  let dimensions: Int
  /// The first eight bytes of each content's hash, ascending.
  let keys: Numbers<UInt64>
  /// The first row of each content, and one number more at the end.
  let starts: Numbers<UInt32>
  /// One for each row.
  let scales: Numbers<Float>
  let rows: Numbers<Int8>
  /// The number of the newest content, as the index counts them; what came after is not here.
  let newest: Int64

  var rowCount: Int { scales.count }

  /// The key of a content, from its hash in hex.
  static func key(_ hash: String) -> UInt64 { UInt64(hash.prefix(16), radix: 16) ?? 0 }

  init(
    dimensions: Int,
    keys: Numbers<UInt64>,
    starts: Numbers<UInt32>,
    scales: Numbers<Float>,
    rows: Numbers<Int8>,
    newest: Int64
  ) {
    self.dimensions = dimensions
    self.keys = keys
    self.starts = starts
    self.scales = scales
    self.rows = rows
    self.newest = newest
  }

  /// Reads from the index what was embedded in a space after the content numbered `after`.
  init(_ database: Database, space: String, dimensions: Int, after: Int64 = 0) throws(SQLiteError) {
    let count = try database.statement("SELECT max(id) FROM embedded WHERE space = ?1")
    count.bind(1, space)
    newest = max(after, try count.integer() ?? 0)
    let statement = try database.statement(
      """
      SELECT e.id, e.hash, v.numbers FROM embedded e JOIN passages p ON p.content = e.id
        JOIN vectors v ON v.id = p.vector
      WHERE e.space = ?1 AND e.id > ?2 AND e.id <= ?3 ORDER BY e.id, p.position
      """
    )
    statement.bind(1, space)
    statement.bind(2, after)
    statement.bind(3, newest)
    defer { statement.reset() }
    var contents: [(key: UInt64, rows: Range<Int>)] = []
    var bytes: [Int8] = []
    var factors: [Float] = []
    var last: Int64 = after
    while try statement.step() {
      let numbers = statement.halfFloats(2)
      guard numbers.count == dimensions else { continue }
      let row = factors.count
      if statement.int(0) != last || contents.isEmpty {
        last = statement.int(0)
        contents.append((Self.key(statement.text(1)), row..<row))
      }
      let vector = ByteVector(numbers)
      bytes += vector.bytes
      factors.append(vector.scale)
      contents[contents.count - 1].rows = contents[contents.count - 1].rows.lowerBound..<row + 1
    }
    contents.sort { $0.key < $1.key }
    var (ordered, orderedFactors, starts) = ([Int8](), [Float](), [UInt32(0)])
    ordered.reserveCapacity(bytes.count)
    for content in contents {
      ordered += bytes[content.rows.lowerBound * dimensions..<content.rows.upperBound * dimensions]
      orderedFactors += factors[content.rows]
      starts.append(UInt32(orderedFactors.count))
    }
    self.dimensions = dimensions
    keys = Numbers(contents.map(\.key))
    self.starts = Numbers(starts)
    scales = Numbers(orderedFactors)
    rows = Numbers(ordered)
  }

  // MARK: Places

  /// The place of a content among the keys; nil when it has none.
  func content(_ key: UInt64) -> Int? {
    let place = Self.first(keys.count) { keys[$0] >= key }
    return place < keys.count && keys[place] == key ? place : nil
  }

  /// The content that a row belongs to, and which of its passages it is.
  func owner(of row: Int) -> (content: Int, position: Int) {
    let content = Self.first(keys.count) { Int(starts[$0 + 1]) > row }
    return (content, row - Int(starts[content]))
  }

  func rows(of content: Int) -> Range<Int> { Int(starts[content])..<Int(starts[content + 1]) }

  /// The first of 0..<count for which a condition that never turns back holds.
  private static func first(_ count: Int, where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Only the rows of these contents.
  func filter(allowing allowed: Set<UInt64>) -> RowFilter {
    var filter = RowFilter(count: rowCount)
    for key in allowed {
      guard let content = content(key) else { continue }
      for row in rows(of: content) { filter[row] = true }
    }
    return filter
  }
}
