import Foundation
import Memory
import Plumbing
import Support
import Testing

/// Everything that an index says of the texts, in lines that two indices can be compared by.
struct IndexContents: Equatable {
  let lines: Set<String>

  /// Reads the index at `path`; with `vectors` also its passages.
  init(_ path: FilePath, vectors: Bool = false) throws {
    let database = try Database(path, mode: .readOnly)
    var lines: Set<String> = []
    var queries = [
      // Not where links lead: that a target came or went is seen at the next comparison, not at once.
      "SELECT 'file', collection, path, hash FROM files",
      """
      SELECT 'document', collection, path, hash, active, kind, hex(title), hex(description), hex(keywords), hex(headings)
      FROM documents
      """,
      "SELECT 'content', hash, length FROM content",
    ]
    if vectors {
      queries += [
        """
        SELECT 'passage', e.hash, e.space, p.position, p.start, p.length, p.line, v.digest, hex(v.numbers)
        FROM passages p JOIN embedded e ON e.id = p.content JOIN vectors v ON v.id = p.vector
        """,
        "SELECT 'embedded', hash, space FROM embedded",
        "SELECT 'vector', space, digest FROM vectors",
      ]
    }
    for query in queries {
      let rows = try database.statement(query)
      let count = query.prefix { $0 != "\n" }.split(separator: ",").count
      while try rows.step() {
        lines.insert((0..<Int32(count)).map { rows.optionalText($0) ?? "-" }.joined(separator: " "))
      }
    }
    self.lines = lines
  }

  /// What one of two has and the other has not, in a few lines.
  static func differences(_ one: IndexContents, _ other: IndexContents) -> String {
    let missing = other.lines.subtracting(one.lines).sorted(),
      ghosts = one.lines.subtracting(other.lines).sorted()
    return (missing.prefix(5).map { "missing: \($0)" } + ghosts.prefix(5).map { "ghost: \($0)" })
      .joined(separator: "\n")
  }

  /// What is wrong with the file itself and with its text index; empty when it is sound.
  static func damages(_ path: FilePath) throws -> String {
    let check =
      try Database(path, mode: .readOnly).statement("PRAGMA integrity_check").string() ?? "no answer"
    return try (check == "ok" ? "" : check) + (IndexWriter(path).textIndexProblem() ?? "")
  }
}

extension WatchedHouse {
  /// How paths and hashes of the live index differ from the files, by another way of reading them than the program's;
  /// empty when they do not.
  func differencesFromDisk() throws -> String {
    let (live, disk) = try (indexed(), onDisk())
    return live.keys.filter { disk[$0] == nil }.sorted().map { "not on disk: \($0)\n" }.joined()
      + disk.keys.filter { live[$0] != disk[$0] }.sorted().map { "not as on disk: \($0)\n" }.joined()
  }

  /// How the live index differs from one that is built from the files now; empty when it does not.
  func differencesFromNew(vectors: Bool = false) throws -> String {
    let fresh = house.root.appending(path: "fresh-\(UUID().uuidString.prefix(8)).sqlite")
    defer {
      for suffix in ["", "-wal", "-shm", ".lock", ".vectors"] {
        try? FileManager.default.removeItem(atPath: fresh.path + suffix)
      }
    }
    let surroundings = environment.merging(["INDEX_PATH": fresh.path]) { $1 }
    for verb in vectors ? ["update", "embed"] : ["update"] {
      let outcome = try house.run([verb], environment: surroundings)
      try #require(outcome.status == 0, "\(outcome.error)")
    }
    let live = try IndexContents(index, vectors: vectors)
    let new = try IndexContents(FilePath(fresh.path), vectors: vectors)
    return IndexContents.differences(live, new)
  }

  /// Expects the index to be what the disk says, and whole.
  func expectIndexIsDisk(seconds: UInt64 = 60, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try settle(seconds: seconds)
    let differences = try differencesFromNew()
    #expect(differences == "", sourceLocation: sourceLocation)
    #expect(try IndexContents.damages(index) == "", sourceLocation: sourceLocation)
  }
}
