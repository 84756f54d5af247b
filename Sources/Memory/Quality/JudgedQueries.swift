public import Plumbing

/// Questions of which somebody has said what answers them.
public struct JudgedQueries: Sendable {
  public struct Query: Sendable {
    public let id: String
    public let text: String
    /// What kind of question it is, where its author says so.
    public let kind: String
    /// The documents that answer it, by their grade: the higher the better.
    public let grades: [String: Int]
    /// How many first hits are looked at for precision.
    public let depth: Int
  }

  public let description: String
  public let queries: [Query]
  /// The collection that they are about, where they say so.
  public let collection: String?

  public init(description: String, queries: [Query], collection: String?) {
    self.description = description
    self.queries = queries
    self.collection = collection
  }

  /// Reads a fixture of `qmd bench`: `{"description", "version", "collection"?, "queries": [{"id", "query", "type",
  /// "expected_files", "expected_in_top_k"}]}`.
  public init(fixture path: FilePath) throws {
    guard let bytes = try Files.read(path, limit: 1 << 26) else {
      throw Unreadable(path, "there is no such file — check the path")
    }
    let root: JSON
    do { root = try JSON(parsing: bytes) } catch { throw Unreadable(path, "it is \(error)") }
    guard let items = root["queries"]?.items, !items.isEmpty else {
      throw Unreadable(path, "it has no queries")
    }
    queries = try items.enumerated().map { index, item in
      guard let text = item["query"]?.text, let files = item["expected_files"]?.items?.compactMap(\.text),
        !files.isEmpty
      else { throw Unreadable(path, "query \(index + 1) needs a query and expected_files") }
      return Query(
        id: item["id"]?.text ?? "\(index + 1)",
        text: text,
        kind: item["type"]?.text ?? "",
        grades: Dictionary(files.map { ($0, 1) }) { $1 },
        depth: max(1, item["expected_in_top_k"]?.int ?? files.count)
      )
    }
    description = root["description"]?.text ?? path.lastComponent.text
    collection = root["collection"]?.text
  }

  /// Reads a retrieval set: `queries.tsv` (id, query), `qrels.tsv` (id, document, grade), `split.tsv` (id, split).
  ///
  /// Without a split all queries are taken.
  public init(set folder: FilePath, split: String?) throws {
    func rows(_ name: String) throws -> [[String]] {
      let path = folder.appending(name)
      guard let bytes = try Files.read(path, limit: 1 << 26) else {
        throw Unreadable(path, "there is no such file — check the path")
      }
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
    var grades: [String: [String: Int]] = [:]
    for row in try rows("qrels.tsv") where row.count > 2 {
      grades[row[0], default: [:]][row[1]] = Int(row[2]) ?? 1
    }
    var splits: [String: String] = [:]
    if split != nil { for row in try rows("split.tsv") where row.count > 1 { splits[row[0]] = row[1] } }
    queries = try rows("queries.tsv").compactMap { row in
      guard row.count > 1, split == nil || splits[row[0]] == split, let grades = grades[row[0]] else {
        return nil
      }
      return Query(id: row[0], text: row[1], kind: "", grades: grades, depth: 10)
    }
    guard !queries.isEmpty else { throw Unreadable(folder, "no query is of the split '\(split ?? "")'") }
    description = folder.lastComponent.text + (split.map { ", \($0)" } ?? "")
    collection = nil
  }

  public struct Unreadable: Error, CustomStringConvertible {
    public let description: String

    init(_ path: FilePath, _ reason: String) {
      description = "\(path) cannot be used for a measurement: \(reason)"
    }
  }
}
