import Plumbing
import Testing

@testable import Providers

/// The 150 texts of Fixtures/minilm, with their tokens and vectors as the reference has them.
struct Reference {
  let texts: [String]
  let tokens: [[Int32]]
  let vectors: Numbers<Float>

  init() throws {
    let folder = FilePath(#filePath).parent.appending("Fixtures/minilm")
    func json(_ name: String) throws -> JSON {
      try JSON(parsing: try #require(try Files.read(folder.appending(name))))
    }
    texts = try #require(try json("texts.json").items).compactMap(\.text)
    tokens = try #require(try json("ref_ids.json").items).map {
      $0.items?.compactMap { $0.int.map(Int32.init) } ?? []
    }
    let file = try MappedFile(folder.appending("ref.f32"))
    vectors = try #require(file.numbers(at: 0, count: file.count / 4))
    try #require(texts.count == 150 && tokens.count == 150 && vectors.count == 150 * 384)
  }

  /// The weights, which `make test` fetches.
  ///
  /// Without them the encoder's tests fail: a suite that passes by not looking would say nothing.
  static func folder() throws -> ModelFolder {
    let root = FilePath(#filePath).parent.parent.parent
    let folder = ModelFolder(in: root.appending(".build/data/qmd/models"))
    try #require(
      folder.isPresent,
      "the weights of \(folder.model.name) are not in \(folder.path) — run `make test`, which fetches them"
    )
    return folder
  }
}
