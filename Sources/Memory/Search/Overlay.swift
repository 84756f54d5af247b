import Plumbing

/// Texts that are newer than the index, searched from memory and gone with the process.
final class Overlay {
  let writer: IndexWriter
  /// Numbers, in the index, of documents that this has in a newer form or that are gone.
  private(set) var masked: Set<Int64>
  private(set) var readNow = 0
  private(set) var leftOut = 0

  /// What one answer reads from disk at most.
  static let mostFiles = 500
  static let mostBytes: Int64 = 16 << 20

  /// Reads the files that changed; the index knows which documents they replace.
  init(_ drift: Drift, roots: [FilePath], index: IndexReader?) throws {
    writer = try IndexWriter()
    masked = drift.gone
    var bytes: Int64 = 0
    for (collection, paths) in drift.changed where !paths.isEmpty {
      let reader = try FileReader(collection, roots: roots, settles: false)
      try writer.batch {
        for path in paths {
          if let id = try index?.documentID(of: path, in: collection.name) { masked.insert(id) }
          guard readNow < Self.mostFiles, bytes < Self.mostBytes else {
            leftOut += 1
            continue
          }
          guard let file = reader.read(path, knownHash: nil) else { continue }
          bytes += file.status.size
          if case .document = file.result { readNow += 1 }
          _ = try writer.write(file)
        }
      }
    }
  }

  /// Texts that are nowhere on disk, as if they lay at these places.
  init(planting texts: [(location: Library.Location, bytes: [UInt8])]) throws {
    writer = try IndexWriter()
    masked = []
    let nowhere = FileStatus(kind: .file, device: 0, inode: 0, size: 0, modified: 0, changed: 0)
    try writer.batch {
      for (location, bytes) in texts {
        let document = try Document.read(bytes, path: location.path)
        _ = try writer.write(
          ReadFile(
            collection: location.collection,
            path: location.path,
            status: nowhere,
            result: .document(
              hash: SHA256.hex(bytes),
              document,
              packed: Zstd.pack(bytes),
              length: bytes.count
            )
          )
        )
      }
    }
  }
}
