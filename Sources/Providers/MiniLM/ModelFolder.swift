public import Plumbing

/// The folder of one model: the two files of its makers, the packed one made of them, and a note of its last check.
public struct ModelFolder: Equatable, Sendable {
  public let path: FilePath
  public let model: ModelDescription

  /// The folder of `model` in that of all models.
  public init(in models: FilePath, _ model: ModelDescription = .miniLM) {
    path = models.appending(model.name)
    self.model = model
  }

  public var weights: FilePath { path.appending("model.safetensors") }
  public var vocabulary: FilePath { path.appending("vocab.txt") }
  var packed: FilePath { path.appending("packed-\(PackedModel.layout).bin") }
  private var check: FilePath { path.appending("packed-\(PackedModel.layout).checked") }

  /// Whether anything is there to open; what is there may still be damaged.
  public var isPresent: Bool { packed.exists || (weights.exists && vocabulary.exists) }

  /// The packed model, mapped; packed now when it is not yet, or not whole.
  func open() throws(ProviderError) -> PackedModel {
    var damage: String?
    do {
      if let model = try mapped(MappedFile(packed)) { return model }
      damage = "it is cut short, altered, or of another version"
    } catch {
      if !Errno.isAbsence(error.code) { damage = error.reason }
    }
    guard weights.exists, vocabulary.exists else {
      if let damage { throw .modelUnusable(packed, reason: damage) }
      throw .modelMissing(model.name, path)
    }
    return try packedAnew()
  }

  /// A packed file whose header is this model's and whose bytes are those that were written; nil for any other.
  private func mapped(_ file: MappedFile) -> PackedModel? {
    guard let header = PackedHeader(of: file, model) else { return nil }
    // The digest of 90 MB takes longer than a whole search. It is made again only when the kernel says that somebody
    // touched the file since: the time of change cannot be set back by a program.
    let note = file.status.map {
      Array("\($0.inode) \($0.size) \($0.modified) \($0.changed) \(header.digest)\n".utf8)
    }
    if let note, let last = try? Files.read(check, limit: 1024), last == note {
      guard let packed = PackedModel(file, model) else { return nil }
      // The first text needs every layer's pages. They come in on another core while it is among the layers before.
      _ = BlockingThread { file.populate(packed.layerBytes) }
      return packed
    }
    guard file.sha256(from: PackedHeader.size) == header.digest else { return nil }
    if let note { try? Files.replace(check, with: note) }
    return PackedModel(file, model)
  }

  private func packedAnew() throws(ProviderError) -> PackedModel {
    let bytes: [UInt8]
    do {
      let original = try MappedFile(weights)
      guard original.sha256() == model.weightsDigest else {
        // What the header says is told first: "another model" helps more than a digest does.
        do {
          try SafeTensors(original).check(model)
        } catch {
          throw ProviderError.modelUnusable(weights, reason: error.reason)
        }
        throw ProviderError.modelUnusable(weights, reason: "its bytes are not those of \(model.name)")
      }
      guard let lines = try Files.read(vocabulary), SHA256.hex(lines) == model.vocabularyDigest else {
        throw ProviderError.modelUnusable(vocabulary, reason: "its bytes are not those of \(model.name)")
      }
      do {
        bytes = try PackedModel.pack(SafeTensors(original), Vocabulary(lines: lines), model)
      } catch {
        throw ProviderError.modelUnusable(weights, reason: error.reason)
      }
    } catch let error as SystemError {
      throw .modelUnusable(weights, reason: error.reason)
    } catch let error as ProviderError {
      throw error
    } catch {
      throw .modelUnusable(weights, reason: "\(error)")
    }
    let file: MappedFile
    do {
      // A folder that is not ours to write to, or full: then each start packs for itself.
      do {
        try Files.replace(packed, with: bytes)
        file = try MappedFile(packed)
      } catch {
        file = try MappedFile(copying: bytes)
      }
    } catch { throw .modelUnusable(packed, reason: "\(error)") }
    guard let model = mapped(file) else {
      throw .modelUnusable(packed, reason: "it changed while it was read")
    }
    return model
  }
}
