import Plumbing

/// A model's numbers in the order in which the kernels read them.
///
/// The file of the makers is packed once into `packed-2.bin` beside it, and mapped from then on: a start touches only
/// the pages that it needs. Weights are rounded to 16-bit floats, because a question waits for their bytes. The file is a page of text (`Header`), then sections that begin at multiples of 64 bytes, in
/// the order in which `Sections` asks for them, little-endian.
struct PackedModel {
  /// Counted up whenever the kernels want another order; the file of an older number is left alone.
  static let layout = 2

  let layers: [TransformerLayer]
  let words: Numbers<UInt16>
  let positions: Numbers<UInt16>
  let kind: Numbers<Float>
  let norm: Norm
  let vocabulary: Vocabulary
  /// Where in the file the layers lie, all of which every text needs.
  let layerBytes: Range<Int>

  /// One of the transformer's layers.
  struct TransformerLayer {
    let qkv: PackedLayer
    let output: PackedLayer
    let attentionNorm: Norm
    let up: PackedLayer
    let down: PackedLayer
    let outputNorm: Norm
  }

  /// Reads the sections of a packed file whose header was found right; nil when they do not fill it.
  init?(_ file: MappedFile, _ model: ModelDescription) {
    var sections = Sections(file)
    var layers: [TransformerLayer] = []
    for _ in 0..<model.layers {
      guard let qkv = sections.layer(model.width, 3 * model.width),
        let output = sections.layer(model.width, model.width),
        let attentionNorm = sections.norm(model.width),
        let up = sections.layer(model.width, model.inner),
        let down = sections.layer(model.inner, model.width),
        let outputNorm = sections.norm(model.width)
      else { return nil }
      layers.append(
        TransformerLayer(
          qkv: qkv,
          output: output,
          attentionNorm: attentionNorm,
          up: up,
          down: down,
          outputNorm: outputNorm
        )
      )
    }
    layerBytes = PackedHeader.size..<sections.end
    guard let positions = sections.next(UInt16.self, model.positions * model.width),
      let kind = sections.next(Float.self, model.width),
      let norm = sections.norm(model.width),
      let words = sections.next(UInt16.self, model.vocabulary * model.width),
      let slots = sections.next(Int32.self, Vocabulary.slotCount(model.vocabulary)),
      let starts = sections.next(UInt32.self, model.vocabulary + 1),
      let text = sections.next(UInt8.self, Int(starts[model.vocabulary])),
      let vocabulary = Vocabulary(slots: slots, starts: starts, text: text),
      sections.end == file.count
    else { return nil }
    self.layers = layers
    self.words = words
    self.positions = positions
    self.kind = kind
    self.norm = norm
    self.vocabulary = vocabulary
  }

  /// The bytes of a packed file, made from those of the makers.
  static func pack(
    _ tensors: SafeTensors,
    _ vocabulary: Vocabulary,
    _ model: ModelDescription
  ) throws(SafeTensors.Problem) -> [UInt8] {
    guard vocabulary.count == model.vocabulary else {
      throw SafeTensors.Problem("its vocabulary has \(vocabulary.count) pieces and not \(model.vocabulary)")
    }
    var file = SectionWriter()
    let width = model.width
    for index in 0..<model.layers {
      let prefix = "encoder.layer.\(index)."
      func layer(_ names: [String], _ depth: Int, _ columns: Int) throws(SafeTensors.Problem) {
        var packed: [UInt16] = []
        var biases: [Float] = []
        for name in names {
          let weights = try tensors.floats(prefix + name + ".weight", columns, depth)
          packed += Kernels.packed(weights, columns: columns, depth: depth)
          biases += try tensors.floats(prefix + name + ".bias", columns).array
        }
        file.append(packed)
        file.append(biases)
      }
      func norm(_ name: String) throws(SafeTensors.Problem) {
        file.append(try tensors.floats(prefix + name + ".LayerNorm.weight", width).array)
        file.append(try tensors.floats(prefix + name + ".LayerNorm.bias", width).array)
      }
      try layer(["query", "key", "value"].map { "attention.self." + $0 }, width, width)
      try layer(["attention.output.dense"], width, width)
      try norm("attention.output")
      try layer(["intermediate.dense"], width, model.inner)
      try layer(["output.dense"], model.inner, width)
      try norm("output")
    }
    func table(_ name: String, _ rows: Int) throws(SafeTensors.Problem) {
      file.append(
        HalfFloats.patterns(of: try tensors.floats("embeddings.\(name)_embeddings.weight", rows, width))
      )
    }
    try table("position", model.positions)
    // Every text is of the first of two kinds; BERT knows a second for pairs.
    file.append(try tensors.floats("embeddings.token_type_embeddings.weight", 2, width)[0..<width].array)
    file.append(try tensors.floats("embeddings.LayerNorm.weight", width).array)
    file.append(try tensors.floats("embeddings.LayerNorm.bias", width).array)
    try table("word", model.vocabulary)
    file.append(vocabulary.slots.array)
    file.append(vocabulary.starts.array)
    file.append(vocabulary.text.array)
    return file.finished(model)
  }
}

/// The first page of a packed file, in text: whose numbers these are, how many bytes, and the SHA-256 of all after it.
struct PackedHeader: Equatable {
  static let size = 4096
  let model: ModelDescription
  let bytes: Int
  let digest: String

  /// What such a file begins with; any other first page is not of this model and layout.
  var page: [UInt8] {
    let text = """
      qmd packed model \(PackedModel.layout)
      \(model.name)
      weights \(model.weightsDigest)
      vocabulary \(model.vocabularyDigest)
      bytes \(bytes)
      sha256 \(digest)

      """
    return Array(text.utf8) + Array(repeating: UInt8(ascii: " "), count: Self.size - text.utf8.count)
  }

  /// The header of a file; nil when it is of another model or layout, or the file has another length.
  init?(of file: MappedFile, _ model: ModelDescription) {
    guard let page = file.bytes(0..<Self.size) else { return nil }
    let last = page.split(separator: UInt8(ascii: "\n")).dropFirst(5).first ?? []
    let digest = String(decoding: last.dropFirst("sha256 ".utf8.count), as: UTF8.self)
    guard digest.utf8.count == 64 else { return nil }
    self.init(model: model, bytes: file.count, digest: digest)
    guard page == self.page else { return nil }
  }

  init(model: ModelDescription, bytes: Int, digest: String) {
    self.model = model
    self.bytes = bytes
    self.digest = digest
  }
}

/// Sections read one after the other.
private struct Sections {
  private let file: MappedFile
  private(set) var end = PackedHeader.size

  init(_ file: MappedFile) { self.file = file }

  mutating func next<Element: BitwiseCopyable>(_: Element.Type, _ count: Int) -> Numbers<Element>? {
    let start = (end + 63) / 64 * 64
    guard let numbers = file.numbers(Element.self, at: start, count: count) else { return nil }
    end = start + count * MemoryLayout<Element>.stride
    return numbers
  }

  mutating func layer(_ depth: Int, _ columns: Int) -> PackedLayer? {
    guard let weights = next(UInt16.self, Kernels.packedCount(columns: columns, depth: depth)),
      let bias = next(Float.self, columns)
    else { return nil }
    return PackedLayer(weights: weights, bias: bias, depth: depth, columns: columns)
  }

  mutating func norm(_ width: Int) -> Norm? {
    guard let gain = next(Float.self, width), let shift = next(Float.self, width) else { return nil }
    return Norm(gain: gain, shift: shift)
  }
}

/// Sections written one after the other.
private struct SectionWriter {
  private var bytes = [UInt8](repeating: 0, count: PackedHeader.size)

  mutating func append<Element: BitwiseCopyable>(_ numbers: [Element]) {
    bytes += Array(repeating: 0, count: (64 - bytes.count % 64) % 64)
    Numbers.append(numbers, to: &bytes)
  }

  consuming func finished(_ model: ModelDescription) -> [UInt8] {
    let digest = SHA256.hex(bytes[PackedHeader.size...])
    let page = PackedHeader(model: model, bytes: bytes.count, digest: digest).page
    bytes.replaceSubrange(0..<PackedHeader.size, with: page)
    return bytes
  }
}
