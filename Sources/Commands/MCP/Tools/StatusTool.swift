import Memory
import Plumbing

extension Tool {
  static let status = Tool(
    name: "status",
    title: "Index Status",
    description:
      "Says what is kept: the collections, how many documents each has, and whether the index is current.",
    properties: []
  ) { call, _ in
    let config = try call.config()
    let reader = try call.reader()
    let counts = try reader?.counts() ?? [:]
    let model = try EmbeddingModel(call)
    let space = try reader.map(model.space) ?? model.name
    let vectors = try reader?.vectorCensus(of: space) ?? .none
    // Without a model nothing is waiting for one.
    let pending = model.isPresent ? vectors.pending : 0
    let documents = config.collections.reduce(0) { $0 + (counts[$1.name]?.documents ?? 0) }
    let isWatched = call.isWatched
    var lines = [
      "QMD Index Status:",
      "  Total documents: \(documents)",
      "  Needs embedding: \(pending)",
      "  Vector index: \(vectors.passages > 0 ? "yes" : "no")",
      "  Watcher: \(isWatched ? "keeps it current" : "none; each search looks at the files")",
      "  Collections: \(config.collections.count)",
    ]
    lines += config.collections.map { collection in
      "    - \(collection.name): \(collection.path) (\(counts[collection.name]?.documents ?? 0) docs)"
        + (collection.includeByDefault ? "" : " [only when named]")
    }
    let collections = config.collections.map { collection -> JSON in
      let count = counts[collection.name]
      return [
        "name": .string(collection.name),
        "path": .string(collection.path.text),
        "pattern": .string(collection.pattern),
        "documents": .integer(count?.documents ?? 0),
        "lastUpdated": count.map { .string($0.newest.iso8601) } ?? .null,
      ]
    }
    return Result(
      lines.joined(separator: "\n"),
      structured: [
        "totalDocuments": .integer(documents),
        "needsEmbedding": .integer(pending),
        "hasVectorIndex": .bool(vectors.passages > 0),
        "collections": .array(collections),
      ]
    )
  }
}
