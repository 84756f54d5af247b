import Plumbing
import Testing

/// Every level against the definition, on shapes that leave remainders of every kind.
struct KernelsTests {
  /// The same numbers in every run, between -1 and 1, each a 16-bit float so that weights are what they were.
  struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Float16(Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 30) - 1))
    }

    mutating func array(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
  }

  static func buffer(_ numbers: [Float], width: Int, room: Int? = nil) -> FloatBuffer {
    let buffer = FloatBuffer(count: room ?? numbers.count)
    // Rows come in through the embedding kernel with nothing added: buffers have no other way in.
    let zeros = Numbers([UInt16](repeating: 0, count: numbers.count))
    let kind = Numbers([Float](repeating: 0, count: width))
    let rows = numbers.count / width
    Kernels.best.embed(
      (0..<Int32(rows)).map { $0 },
      words: Numbers(HalfFloats.patterns(of: Numbers(numbers))),
      positions: zeros,
      kind: kind,
      into: buffer,
      row: 0
    )
    return buffer
  }

  @Test(arguments: Kernels.available, [1, 2, 5, 11, 12, 13, 25])
  func `a layer is the sum that its definition says`(kernels: Kernels, rows: Int) throws {
    var noise = Noise(UInt64(rows))
    let (depth, columns) = (48, 80)
    let (x, weights, bias) = (noise.array(rows * depth), noise.array(columns * depth), noise.array(columns))
    let layer = try #require(
      PackedLayer(
        weights: Numbers(Kernels.packed(Numbers(weights), columns: columns, depth: depth)),
        bias: Numbers(bias),
        depth: depth,
        columns: columns
      )
    )
    let out = FloatBuffer(count: rows * columns)
    kernels.apply(
      layer,
      to: Self.buffer(x, width: depth),
      rows: rows,
      scratch: FloatBuffer(count: Kernels.layerScratch(depth: depth)),
      into: out
    )
    let found = out.array(0..<rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = Double(bias[column])
        for d in 0..<depth { sum += Double(x[row * depth + d]) * Double(weights[column * depth + d]) }
        try #require(abs(Double(found[row * columns + column]) - sum) < 1e-4)
      }
    }
  }

  @Test(arguments: Kernels.available, [1, 7, 16, 33])
  func `attention weighs values by how well keys fit`(kernels: Kernels, tokens: Int) throws {
    var noise = Noise(UInt64(tokens))
    let (heads, width) = (2, 64)
    let qkv = noise.array(tokens * 3 * width)
    let out = FloatBuffer(count: tokens * width)
    kernels.attend(
      Self.buffer(qkv, width: 3 * width),
      row: 0,
      tokens: tokens,
      heads: heads,
      scratch: FloatBuffer(count: Kernels.attentionScratch(tokens: tokens)),
      into: out
    )
    func at(_ token: Int, _ part: Int, _ head: Int, _ d: Int) -> Double {
      Double(qkv[token * 3 * width + part * width + head * 32 + d])
    }
    let found = out.array(0..<tokens * width)
    for head in 0..<heads {
      for token in 0..<tokens {
        var scores: [Double] = []
        for other in 0..<tokens {
          var dot = 0.0
          for d in 0..<32 { dot += at(token, 0, head, d) * at(other, 1, head, d) }
          scores.append(exponential(dot / 32.0.squareRoot()))
        }
        let total = scores.reduce(0, +)
        for d in 0..<32 {
          var value = 0.0
          for other in 0..<tokens { value += scores[other] / total * at(other, 2, head, d) }
          try #require(abs(Double(found[token * width + head * 32 + d]) - value) < 1e-5)
        }
      }
    }
  }

  @Test(arguments: Kernels.available)
  func `rows are normed to mean 0 and variance 1, then gained and shifted`(kernels: Kernels) throws {
    var noise = Noise(3)
    let (x, residual) = (noise.array(96), noise.array(96))
    let norm = try #require(
      Norm(
        gain: Numbers([Float](repeating: 2, count: 48)),
        shift: Numbers([Float](repeating: 0.5, count: 48))
      )
    )
    let buffer = Self.buffer(x, width: 48)
    kernels.normalize(buffer, adding: Self.buffer(residual, width: 48), by: norm, rows: 2)
    for row in 0..<2 {
      let values = buffer.array(row * 48..<(row + 1) * 48).map { (Double($0) - 0.5) / 2 }
      let mean = values.reduce(0, +) / 48
      #expect(abs(mean) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 48 - 1) < 1e-4)
      let sums = (0..<48).map { Double(x[row * 48 + $0] + residual[row * 48 + $0]) }
      #expect((values[0] < values[1]) == (sums[0] < sums[1]))
    }
  }

  @Test(arguments: Kernels.available)
  func `gelu is x times the normal distribution at x`(kernels: Kernels) {
    // Φ from a table of the normal distribution.
    let known: [(Float, Float)] = [
      (0, 0), (1, 0.841345), (-1, -0.158655), (2, 1.954500), (-3, -0.004050), (40, 40), (-40, 0),
    ]
    var numbers = known.map(\.0)
    numbers += [Float](repeating: 0, count: 16 - numbers.count)
    let buffer = Self.buffer(numbers, width: 16)
    kernels.gelu(buffer, count: 16)
    for (found, wanted) in zip(buffer.array(0..<16), known.map(\.1)) { #expect(abs(found - wanted) < 2e-5) }
  }

  // MARK: Vectors

  static func table(rows: Int, width: Int, seed: UInt64) -> (query: [Float], rows: [Float]) {
    var noise = Noise(seed)
    return (noise.array(width), noise.array(rows * width))
  }

  /// By the definition: scores in order, then the lower row.
  static func expected(_ scores: [Float], _ allowed: RowFilter?, _ best: Int) -> [Int] {
    let rows = scores.indices.filter { allowed?[$0] ?? true }
    return Array(rows.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(best))
  }

  @Test(arguments: Kernels.available, [16, 50, 384])
  func `a scan finds the best rows that are allowed, best first`(kernels: Kernels, width: Int) {
    let (query, rows) = Self.table(rows: 333, width: width, seed: UInt64(width))
    let scores = (0..<333).map { kernels.dot(query, Array(rows[$0 * width..<($0 + 1) * width])) }
    var filter = RowFilter(count: 333)
    for row in 0..<333 where row % 7 == 3 || row > 300 { filter[row] = true }
    for allowed in [nil, filter, RowFilter(count: 333, allowing: true), RowFilter(count: 333)] {
      for best in [0, 1, 10, 400] {
        for threads in [1, 3] {
          let found = kernels.nearest(
            best,
            to: query,
            in: Numbers(rows),
            allowed: allowed,
            threads: threads
          )
          #expect(found.map(\.row) == Self.expected(scores, allowed, best))
          for hit in found { #expect(abs(hit.score - scores[hit.row]) < 1e-4) }
        }
      }
    }
  }

  @Test(arguments: Kernels.available, [16, 50, 384])
  func `a scan of bytes is exact, and close to that of floats`(kernels: Kernels, width: Int) throws {
    let (query, rows) = Self.table(rows: 333, width: width, seed: UInt64(width) + 1)
    let vectors = (0..<333).map { ByteVector(Array(rows[$0 * width..<($0 + 1) * width])) }
    let asked = ByteVector(query)
    let scores = vectors.map { vector in
      Float(zip(vector.bytes, asked.bytes).reduce(0) { $0 + Int($1.0) * Int($1.1) }) * vector.scale
    }
    var filter = RowFilter(count: 333, allowing: true)
    for row in 60..<200 { filter[row] = false }
    for allowed in [nil, filter] {
      let found = kernels.nearest(
        20,
        to: asked,
        in: Numbers(vectors.flatMap(\.bytes)),
        scales: Numbers(vectors.map(\.scale)),
        allowed: allowed,
        threads: 2
      )
      #expect(found.map(\.row) == Self.expected(scores, allowed, 20))
      for hit in found {
        let exact = kernels.dot(query, Array(rows[hit.row * width..<(hit.row + 1) * width]))
        #expect(abs(hit.score - exact) < 0.02 * Float(width).squareRoot())
      }
    }
  }

  @Test(arguments: Kernels.available)
  func `bytes at their limits do not overflow`(kernels: Kernels) {
    let width = 512
    let high = ByteVector([Float](repeating: 1, count: width))
    let low = ByteVector([Float](repeating: -1, count: width))
    #expect(high.bytes.allSatisfy { $0 == 127 } && low.bytes.allSatisfy { $0 == -127 })
    let rows = Numbers(high.bytes + low.bytes)
    let scales = Numbers([high.scale, low.scale])
    for query in [high, low] {
      let found = kernels.nearest(2, to: query, in: rows, scales: scales)
      #expect(abs(found[0].score - Float(width)) < 1e-2 && abs(found[1].score + Float(width)) < 1e-2)
    }
  }

  @Test(arguments: Kernels.available)
  func `among equals the first row wins, and a row of NaN is never found`(kernels: Kernels) {
    var rows = [Float](repeating: 1, count: 16 * 200)
    rows[16 * 5] = .nan
    let found = kernels.nearest(3, to: [Float](repeating: 1, count: 16), in: Numbers(rows), threads: 2)
    #expect(found.map(\.row) == [0, 1, 2])
    let all = kernels.nearest(200, to: [Float](repeating: 1, count: 16), in: Numbers(rows))
    #expect(all.count == 199 && !all.contains { $0.row == 5 })
  }

  @Test func `a vector of zeros, of infinities or of NaN becomes bytes without a trap`() {
    #expect(ByteVector([0, 0]) == ByteVector([0, 0]))
    #expect(ByteVector([0, 0]).bytes == [0, 0])
    #expect(ByteVector([.infinity, 1]).bytes == [0, 0])
    #expect(ByteVector([.nan, 1]).bytes == [0, 127])
  }
}

/// eˣ by its series, for the small x of these tests.
private func exponential(_ x: Double) -> Double {
  var (sum, term) = (1.0, 1.0)
  for n in 1..<60 {
    term *= x / Double(n)
    sum += term
  }
  return sum
}
