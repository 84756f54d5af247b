import CKernels

/// Weights of a linear layer y = x·Wᵀ + b, in the panels that the kernels read.
public struct PackedLayer: Sendable {
  /// Patterns of 16-bit floats (`HalfFloats`).
  public let weights: Numbers<UInt16>
  public let bias: Numbers<Float>
  /// Floats in and out.
  public let depth: Int
  public let columns: Int

  /// Nil when the numbers are not as many as the shape says, or `columns` is no multiple of 16.
  public init?(weights: Numbers<UInt16>, bias: Numbers<Float>, depth: Int, columns: Int) {
    guard depth > 0, columns > 0, columns % 16 == 0, bias.count == columns,
      weights.count == Kernels.packedCount(columns: columns, depth: depth)
    else { return nil }
    self.weights = weights
    self.bias = bias
    self.depth = depth
    self.columns = columns
  }
}

/// Gain and shift of a layer norm; both as wide as its rows, a multiple of 16.
public struct Norm: Sendable {
  let gain: Numbers<Float>
  let shift: Numbers<Float>

  public init?(gain: Numbers<Float>, shift: Numbers<Float>) {
    guard gain.count == shift.count, gain.count > 0, gain.count % 16 == 0 else { return nil }
    self.gain = gain
    self.shift = shift
  }

  var width: Int { gain.count }
}

extension Kernels {
  /// Numbers that packed weights take: columns are filled up to whole panels of 16.
  public static func packedCount(columns: Int, depth: Int) -> Int { qmd_packed_count(columns, depth) }

  /// Weights as a model file has them, `columns` rows of `depth`, as the nearest 16-bit floats in the order of panels.
  public static func packed(_ weights: Numbers<Float>, columns: Int, depth: Int) -> [UInt16] {
    precondition(columns >= 0 && depth >= 0 && weights.count == columns * depth, "weights fill their shape")
    let halves = HalfFloats.patterns(of: weights)
    let total = packedCount(columns: columns, depth: depth)
    return unsafe [UInt16](unsafeUninitializedCapacity: total) { buffer, count in
      if let start = buffer.baseAddress { unsafe qmd_pack(halves, columns, depth, start) }
      count = total
    }
  }

  /// Floats of scratch that `apply` needs for a layer of this depth.
  public static func layerScratch(depth: Int) -> Int { qmd_gemm_scratch(depth) }

  /// What the first layer gets of one text: row `row` + i of `out` is words[ids[i]] + positions[i] + kind.
  public func embed(
    _ ids: [Int32],
    words: Numbers<UInt16>,
    positions: Numbers<UInt16>,
    kind: Numbers<Float>,
    into out: FloatBuffer,
    row: Int
  ) {
    let width = kind.count
    precondition(width > 0 && width % 16 == 0, "rows are a multiple of 16 wide")
    precondition(row >= 0 && (row + ids.count) * width <= out.count, "the rows fit the buffer")
    precondition(ids.count * width <= positions.count, "every token has a place")
    precondition(
      ids.allSatisfy { $0 >= 0 && (Int($0) + 1) * width <= words.count },
      "every token is in the vocabulary"
    )
    unsafe qmd_embed(
      code,
      ids,
      ids.count,
      words.base,
      positions.base,
      kind.base,
      out.base + row * width,
      width
    )
  }

  /// out = x · layer, for `rows` rows that lie one after the other.
  public func apply(
    _ layer: PackedLayer,
    to x: FloatBuffer,
    rows: Int,
    scratch: FloatBuffer,
    into out: FloatBuffer
  ) {
    precondition(x !== out && scratch !== x && scratch !== out, "a layer does not write where it reads")
    precondition(Self.layerScratch(depth: layer.depth) <= scratch.count, "the scratch is large enough")
    precondition(rows >= 0 && rows * layer.depth <= x.count, "the rows lie in their buffer")
    precondition(rows * layer.columns <= out.count, "the result fits its buffer")
    unsafe qmd_gemm(
      code,
      x.base,
      layer.depth,
      layer.weights.base,
      layer.bias.base,
      scratch.base,
      out.base,
      layer.columns,
      rows,
      layer.columns,
      layer.depth
    )
  }

  /// x = norm(x + residual), row by row.
  public func normalize(_ x: FloatBuffer, adding residual: FloatBuffer? = nil, by norm: Norm, rows: Int) {
    precondition(rows >= 0 && rows * norm.width <= x.count, "the rows lie in their buffer")
    precondition(residual.map { rows * norm.width <= $0.count && $0 !== x } ?? true, "so does the residual")
    unsafe qmd_add_norm(code, x.base, residual?.base, norm.gain.base, norm.shift.base, rows, norm.width)
  }

  /// x = gelu(x) for the first `count` floats, a multiple of 16.
  public func gelu(_ x: FloatBuffer, count: Int) {
    precondition(count >= 0 && count <= x.count && count % 16 == 0, "the floats lie in their buffer")
    unsafe qmd_gelu(code, x.base, count)
  }

  /// Floats of scratch that attention over `tokens` needs.
  public static func attentionScratch(tokens: Int) -> Int { qmd_attention_scratch(tokens) }

  /// Self-attention among `tokens` rows from `row` on, in `heads` heads of 32.
  ///
  /// `qkv` has rows of 3 · 32 · heads floats, queries, keys and values side by side; `out` rows of 32 · heads.
  public func attend(
    _ qkv: FloatBuffer,
    row: Int,
    tokens: Int,
    heads: Int,
    scratch: FloatBuffer,
    into out: FloatBuffer
  ) {
    let width = 32 * heads
    precondition(row >= 0 && tokens >= 0 && heads > 0, "rows and heads are counted from 0")
    precondition((row + tokens) * 3 * width <= qkv.count, "the rows lie in their buffer")
    precondition((row + tokens) * width <= out.count, "the result fits its buffer")
    precondition(Self.attentionScratch(tokens: tokens) <= scratch.count, "the scratch is large enough")
    precondition(out !== qkv && scratch !== qkv && scratch !== out, "attention does not write where it reads")
    guard tokens > 0 else { return }
    unsafe qmd_attention(
      code,
      qkv.base + row * 3 * width,
      tokens,
      heads,
      scratch.base,
      out.base + row * width
    )
  }

  /// The mean of some rows of `x`, as a unit vector.
  public func meanUnit(_ x: FloatBuffer, rows: Range<Int>, width: Int) -> [Float] {
    precondition(width > 0 && width % 16 == 0, "rows are a multiple of 16 wide")
    precondition(rows.lowerBound >= 0 && rows.upperBound * width <= x.count, "the rows lie in their buffer")
    return unsafe [Float](unsafeUninitializedCapacity: width) { buffer, count in
      if let start = buffer.baseAddress {
        unsafe qmd_mean_unit(code, x.base + rows.lowerBound * width, rows.count, width, start)
      }
      count = width
    }
  }
}
