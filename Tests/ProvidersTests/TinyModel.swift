import Foundation
import Plumbing
import Support

@testable import Providers

/// A model of one layer with the shape of the large one, for what does not depend on the weights.
struct TinyModel {
  static let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "price", "dis", "##count", "renew", "!", "ä"]

  let models: FilePath
  var description: ModelDescription
  var folder: ModelFolder { ModelFolder(in: models, description) }

  /// Writes the two files of its makers.
  init(in models: FilePath = FilePath(TemporaryHouse.current.root.path).appending("models")) throws {
    self.models = models
    let header = Self.header
    var file: [UInt8] = []
    Numbers.append([UInt64(header.utf8.count)], to: &file)
    file += header.utf8
    Numbers.append((0..<Self.floats).map { Float(($0 * 7919) % 1000) / 1000 - 0.5 }, to: &file)
    let lines = Array((Self.pieces.joined(separator: "\n") + "\n").utf8)
    description = ModelDescription(
      name: "tiny",
      width: 32,
      inner: 64,
      layers: 1,
      vocabulary: Self.pieces.count,
      positions: 16,
      tokens: 8,
      weightsDigest: SHA256.hex(file),
      vocabularyDigest: SHA256.hex(lines)
    )
    try Files.createFolder(folder.path)
    try Files.replace(folder.weights, with: file)
    try Files.replace(folder.vocabulary, with: lines)
  }

  static let shapes: [(String, [Int])] = {
    let layer = "encoder.layer.0."
    func linear(_ name: String, _ columns: Int, _ depth: Int) -> [(String, [Int])] {
      [(layer + name + ".weight", [columns, depth]), (layer + name + ".bias", [columns])]
    }
    func norm(_ name: String) -> [(String, [Int])] { [(name + ".weight", [32]), (name + ".bias", [32])] }
    return [
      ("embeddings.word_embeddings.weight", [pieces.count, 32]),
      ("embeddings.position_embeddings.weight", [16, 32]),
      ("embeddings.token_type_embeddings.weight", [2, 32]),
    ] + norm("embeddings.LayerNorm") + linear("attention.self.query", 32, 32)
      + linear("attention.self.key", 32, 32) + linear("attention.self.value", 32, 32)
      + linear("attention.output.dense", 32, 32) + norm(layer + "attention.output.LayerNorm")
      + linear("intermediate.dense", 64, 32) + linear("output.dense", 32, 64)
      + norm(layer + "output.LayerNorm")
  }()

  static var floats: Int { shapes.reduce(0) { $0 + $1.1.reduce(1, *) } }

  /// The header as the makers' library writes it, filled up with spaces to a multiple of 8.
  static var header: String {
    var offset = 0
    var members: [JSON.Member] = []
    for (name, shape) in shapes {
      let end = offset + 4 * shape.reduce(1, *)
      members.append(
        JSON.Member(
          name,
          [
            "dtype": "F32", "shape": .array(shape.map { .integer($0) }),
            "data_offsets": [.integer(offset), .integer(end)],
          ]
        )
      )
      offset = end
    }
    let text = String(decoding: JSON.object(members).bytes(indented: false), as: UTF8.self)
    return text + String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
  }
}
