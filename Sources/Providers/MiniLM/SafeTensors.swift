import Plumbing

/// Named matrices in a file, https://github.com/huggingface/safetensors: the length of a header (8 bytes, little-endian),
/// the header in JSON, then the numbers.
///
/// Strangers write such files: every offset is checked before anything is read.
struct SafeTensors {
  private let file: MappedFile
  private let data: Int
  private let header: JSON

  /// Opens what is mapped; the reason is one for people.
  init(_ file: MappedFile) throws(Problem) {
    self.file = file
    guard let length = file.numbers(UInt64.self, at: 0, count: 1).map({ UInt64(littleEndian: $0[0]) }),
      length > 1, length <= 1 << 24, length <= file.count - 8, let text = file.bytes(8..<8 + Int(length))
    else { throw Problem("it has no header of a safetensors file") }
    data = 8 + Int(length)
    do { header = try JSON(parsing: text) } catch { throw Problem("its header is \(error)") }
  }

  struct Problem: Error, Equatable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// The floats of a matrix, which must have this shape.
  func floats(_ name: String, _ shape: Int...) throws(Problem) -> Numbers<Float> {
    guard let entry = header[name] else { throw Problem("it has no \(name)") }
    guard entry["dtype"]?.text == "F32" else { throw Problem("\(name) is not in 32-bit floats") }
    let found = entry["shape"]?.items?.map { $0.int ?? -1 } ?? []
    guard found == shape else {
      throw Problem("\(name) is \(Self.text(found)) and not \(Self.text(shape)), so it is another model")
    }
    let count = shape.reduce(1, *)
    guard let offsets = entry["data_offsets"]?.items, offsets.count == 2, let from = offsets[0].int,
      let to = offsets[1].int, from >= 0, from <= file.count, to - from == 4 * count,
      let numbers = file.numbers(Float.self, at: data + from, count: count)
    else { throw Problem("\(name) does not lie within the file, which is cut short or altered") }
    return numbers
  }

  /// Whether these are the matrices of a model of this shape; says which is not.
  func check(_ model: ModelDescription) throws(Problem) {
    _ = try floats("embeddings.word_embeddings.weight", model.vocabulary, model.width)
    _ = try floats("embeddings.position_embeddings.weight", model.positions, model.width)
    for layer in 0..<model.layers {
      _ = try floats("encoder.layer.\(layer).intermediate.dense.weight", model.inner, model.width)
    }
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " × ") }
}
