import Foundation
import Plumbing
import Support
import Testing

@testable import Providers

/// A model that is absent, damaged or another's: one sentence, never a crash, never a wrong vector.
@Suite(.temporaryHouse)
struct ModelFolderTests {
  private func vector(_ tiny: TinyModel) throws -> [Float] {
    try MiniLM(tiny.folder).vectors(of: ["discount price!"])[0]
  }

  private func error(_ tiny: TinyModel) -> ProviderError? {
    do {
      _ = try MiniLM(tiny.folder)
      return nil
    } catch { return error }
  }

  private func alter(_ file: FilePath, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try #require(try Files.read(file))
    change(&bytes)
    try Files.replace(file, with: bytes)
  }

  @Test func `a model is packed once, and read from there ever after`() throws {
    let tiny = try TinyModel()
    let first = try vector(tiny)
    #expect(first.count == 32)
    Files.remove(tiny.folder.weights)
    Files.remove(tiny.folder.vocabulary)
    #expect(try vector(tiny) == first)
  }

  @Test func `a model that was never fetched says how to fetch it`() throws {
    let models = FilePath(TemporaryHouse.current.root.path)
    let folder = ModelFolder(in: models)
    #expect(!folder.isPresent)
    #expect(throws: ProviderError.modelMissing("all-MiniLM-L6-v2", folder.path)) { _ = try MiniLM(folder) }
    #expect("\(ProviderError.modelMissing("m", models))".contains("run `qmd pull`"))
  }

  @Test func `a packed file that is cut short or altered is packed anew`() throws {
    let tiny = try TinyModel()
    let first = try vector(tiny)
    for change: (inout [UInt8]) -> Void in [
      { $0.removeLast(64) }, { $0[5000] ^= 1 }, { $0[30] ^= 1 }, { $0 = Array($0.prefix(10)) }, { $0 = [] },
      { $0[$0.count - 1] ^= 1 },
    ] {
      try alter(tiny.folder.packed, change)
      #expect(try vector(tiny) == first)
    }
  }

  @Test func `without the makers' files a damaged packed file says so`() throws {
    let tiny = try TinyModel()
    _ = try vector(tiny)
    Files.remove(tiny.folder.weights)
    try alter(tiny.folder.packed) { $0[6000] ^= 1 }
    guard case .modelUnusable(let file, _) = error(tiny) else {
      Issue.record("the damage was not seen")
      return
    }
    #expect(file == tiny.folder.packed)
  }

  @Test func `weights that are cut short, altered or of other bytes are refused`() throws {
    let tiny = try TinyModel()
    let whole = try #require(try Files.read(tiny.folder.weights))
    for change: (inout [UInt8]) -> Void in [
      { $0.removeLast(100) }, { $0[$0.count - 9] ^= 1 }, { $0 = Array($0.prefix(4)) }, { $0 = [] },
      { $0.replaceSubrange(0..<8, with: [255, 255, 255, 255, 255, 255, 255, 127]) }, { $0[20] = 0 },
    ] {
      try Files.replace(tiny.folder.weights, with: whole)
      try alter(tiny.folder.weights, change)
      guard case .modelUnusable(let file, let reason) = error(tiny) else {
        Issue.record("the damage was not seen")
        continue
      }
      #expect(file == tiny.folder.weights && !reason.isEmpty)
    }
    try Files.replace(tiny.folder.weights, with: whole)
    try alter(tiny.folder.vocabulary) { $0[0] ^= 1 }
    guard case .modelUnusable(tiny.folder.vocabulary, _) = error(tiny) else {
      Issue.record("the altered vocabulary was not seen")
      return
    }
  }

  @Test func `a model of other dimensions is told by its shape`() throws {
    let tiny = try TinyModel()
    let other = ModelDescription(
      name: "tiny",
      width: 64,
      inner: 64,
      layers: 1,
      vocabulary: TinyModel.pieces.count,
      positions: 16,
      tokens: 8,
      weightsDigest: "",
      vocabularyDigest: ""
    )
    do {
      _ = try MiniLM(ModelFolder(in: tiny.models, other))
      Issue.record("it was opened")
    } catch {
      #expect("\(error)".contains("10 × 32 and not 10 × 64"))
      #expect("\(error)".contains("qmd pull --refresh"))
    }
  }

  @Test func `a matrix may not point outside its file`() throws {
    for (from, to) in [
      ("[0,1280]", "[9999999999,9999999999]"), ("[0,1280]", "[-8,1272]"), ("[0,1280]", "[0,1]"),
    ] {
      let header = TinyModel.header.replacing("\"data_offsets\":\(from)", with: "\"data_offsets\":\(to)")
      try #require(header != TinyModel.header)
      var file: [UInt8] = []
      Numbers.append([UInt64(header.utf8.count)], to: &file)
      file += header.utf8
      file += [UInt8](repeating: 0, count: TinyModel.floats * 4)
      let mapped = try MappedFile(copying: file)
      #expect(throws: SafeTensors.Problem.self) {
        _ = try SafeTensors(mapped).floats(
          "embeddings.word_embeddings.weight",
          TinyModel.pieces.count,
          32
        )
      }
    }
  }

  @Test func `where nothing can be written the model is packed in memory`() throws {
    let tiny = try TinyModel()
    // A folder stands where the packed file would go: nobody, not even root, can rename a file over it.
    try Files.createFolder(tiny.folder.packed)
    let first = try vector(tiny)
    let other = try TinyModel(in: tiny.models.appending("other"))
    #expect(try vector(other) == first)
  }

  @Test func `words are cut into the longest pieces, and unknown ones are unknown as a whole`() throws {
    let tiny = try TinyModel()
    let model = try MiniLM(tiny.folder)
    #expect(model.tokens(of: "Discount, renew!") == [2, 5, 6, 1, 7, 8, 3])
    #expect(model.tokens(of: "discounts") == [2, 1, 3])
    #expect(model.tokens(of: "") == [2, 3])
    // An accent is taken off before pieces are looked for.
    #expect(model.tokens(of: "Ä") == [2, 1, 3])
    #expect(model.tokens(of: "price price price price price price price price") == [2, 4, 4, 4, 4, 4, 4, 3])
  }
}
