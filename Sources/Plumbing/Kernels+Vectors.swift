import CKernels
import Synchronization

/// A row that a scan found, with its score.
public struct Neighbour: Equatable, Sendable {
  public let row: Int
  public let score: Float

  public init(row: Int, score: Float) {
    self.row = row
    self.score = score
  }
}

/// Which rows of a table may be found: one bit a row.
public struct RowFilter: Equatable, Sendable {
  public let count: Int
  private(set) var words: [UInt64]

  /// A filter over `count` rows that allows all or none.
  public init(count: Int, allowing all: Bool = false) {
    precondition(count >= 0, "rows are counted from 0")
    self.count = count
    words = Array(repeating: all ? ~0 : 0, count: (count + 63) / 64)
  }

  public subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "the row is one of the table")
      return words[row / 64] >> UInt64(row % 64) & 1 == 1
    }
    set {
      precondition(row >= 0 && row < count, "the row is one of the table")
      let bit = UInt64(1) << UInt64(row % 64)
      if newValue { words[row / 64] |= bit } else { words[row / 64] &= ~bit }
    }
  }
}

/// A vector in bytes: vector ≈ scale · bytes, each from -127 to 127.
public struct ByteVector: Equatable, Sendable {
  public let bytes: [Int8]
  public let scale: Float

  public init(_ vector: [Float]) {
    var scale: Float = 0
    bytes = unsafe [Int8](unsafeUninitializedCapacity: vector.count) { buffer, count in
      if let start = buffer.baseAddress { scale = unsafe qmd_quantize(vector, vector.count, start) }
      count = vector.count
    }
    self.scale = scale
  }
}

extension Kernels {
  /// The dot product of two vectors of one length; of unit vectors, the cosine of their angle.
  public func dot(_ a: Numbers<Float>, _ b: Numbers<Float>) -> Float {
    precondition(a.count == b.count, "vectors of one length are multiplied")
    return unsafe qmd_dot_f32(code, a.base, b.base, a.count)
  }

  public func dot(_ a: [Float], _ b: [Float]) -> Float {
    precondition(a.count == b.count, "vectors of one length are multiplied")
    return unsafe qmd_dot_f32(code, a, b, a.count)
  }

  /// The `best` rows of a table of vectors by dot product with `query`, best first.
  ///
  /// `rows` are vectors of `query.count` floats, one after the other; `allowed` says which may be found, and nil allows
  /// all. Rows whose score is NaN are never found; among equals the first row wins.
  public func nearest(
    _ best: Int,
    to query: [Float],
    in rows: Numbers<Float>,
    allowed: RowFilter? = nil,
    threads: Int = 1
  ) -> [Neighbour] {
    precondition(!query.isEmpty && rows.count % query.count == 0, "rows are as long as the query")
    let count = rows.count / query.count
    precondition(allowed.map { $0.count == count } ?? true, "the filter is over these rows")
    let parts = Self.parts(bytes: rows.count * 4, threads)
    return unsafe merged(best, rows: count, allowed, parts) { part, words, found in
      unsafe qmd_scan_f32(
        code,
        query,
        rows.base + part.lowerBound * query.count,
        part.count,
        query.count,
        words,
        best,
        found
      )
    }
  }

  /// The same over vectors in bytes, with a scale for each row; scores are true to about one part in a hundred.
  ///
  /// `scales` has one for each row, as `ByteVector` gives them.
  public func nearest(
    _ best: Int,
    to query: ByteVector,
    in rows: Numbers<Int8>,
    scales: Numbers<Float>,
    allowed: RowFilter? = nil,
    threads: Int = 1
  ) -> [Neighbour] {
    let width = query.bytes.count
    // 133,000 · 127² is the most that 32 bits hold.
    precondition(width > 0 && width <= 133_000, "a vector has between 1 and 133,000 numbers")
    precondition(rows.count == scales.count * width, "rows are as long as the query")
    precondition(allowed.map { $0.count == scales.count } ?? true, "the filter is over these rows")
    let parts = Self.parts(bytes: rows.count, threads)
    let found = unsafe merged(best, rows: scales.count, allowed, parts) { part, words, found in
      unsafe qmd_scan_i8(
        code,
        query.bytes,
        rows.base + part.lowerBound * width,
        scales.base + part.lowerBound,
        part.count,
        width,
        words,
        best,
        found
      )
    }
    return found.map { Neighbour(row: $0.row, score: $0.score * query.scale) }
  }

  private typealias Scan =
    @Sendable (Range<Int>, UnsafePointer<UInt64>?, UnsafeMutablePointer<qmd_neighbour>) -> Int

  /// One pass of reads over the bytes, dealt out as a scan is: what no scan of them can beat.
  ///
  /// For benchmarks; the result only keeps the compiler from leaving it out.
  public func pass(over bytes: Numbers<Int8>, threads: Int = 1) -> UInt64 {
    let parts = Self.parts(bytes: bytes.count, threads)
    let length = (bytes.count + parts - 1) / parts
    let all = Mutex<UInt64>(0)
    Workers.run(parts, threads: parts) { index in
      let part = bytes[min(bytes.count, index * length)..<min(bytes.count, (index + 1) * length)]
      let found = unsafe qmd_pass(code, part.base, part.count)
      all.withLock { $0 ^= found }
    }
    return all.withLock { $0 }
  }

  /// A thread that has less than 4 MB to read costs more to start than it saves.
  private static func parts(bytes: Int, _ threads: Int) -> Int { max(1, min(threads, bytes >> 22)) }

  /// Scans the rows in one part a thread, and takes the best of what the parts found.
  private func merged(
    _ best: Int,
    rows: Int,
    _ allowed: RowFilter?,
    _ parts: Int,
    _ scan: @escaping Scan
  ) -> [Neighbour] {
    precondition(best >= 0 && rows <= Int(UInt32.max), "rows are counted in 32 bits")
    let best = min(best, rows)
    guard best > 0 else { return [] }
    if parts == 1 { return unsafe found(best, 0..<rows, allowed, scan) }
    // A part begins with a word of the filter.
    let length = ((rows + parts - 1) / parts + 63) / 64 * 64
    let parts = (rows + length - 1) / length
    let all = Mutex<[Neighbour]>([])
    Workers.run(parts, threads: parts) { index in
      let part = unsafe found(best, index * length..<min(rows, (index + 1) * length), allowed, scan)
      all.withLock { $0 += part }
    }
    return Array(all.withLock { $0 }.sorted { ($0.score, $1.row) > ($1.score, $0.row) }.prefix(best))
  }

  private func found(_ best: Int, _ part: Range<Int>, _ allowed: RowFilter?, _ scan: Scan) -> [Neighbour] {
    let found = unsafe [qmd_neighbour](unsafeUninitializedCapacity: best) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      count =
        if let allowed {
          unsafe allowed.words.withUnsafeBufferPointer { words in
            unsafe scan(part, words.baseAddress.map { unsafe $0 + part.lowerBound / 64 }, start)
          }
        } else { unsafe scan(part, nil, start) }
    }
    return found.map { Neighbour(row: Int($0.row) + part.lowerBound, score: $0.score) }
  }
}
